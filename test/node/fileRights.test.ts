import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CheckpointError } from '../../src/errors.ts';
import { file } from '../../src/node/file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-rights-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const fresh = Uint8Array.of(9);
const contentOf = (path: string): number[] => [...readFileSync(path)];

const isWindows = process.platform === 'win32';
const isSuperuser = process.getuid?.() === 0;

describe.skipIf(isWindows)('a file that is replaced keeps', () => {
  test.each([0o600, 0o640, 0o644, 0o666, 0o400, 0o2750])('its permissions %o', async (mode) => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    chmodSync(path, mode);
    await file(path).write(fresh);
    expect(statSync(path).mode & 0o7777).toBe(mode);
    expect(contentOf(path)).toEqual([9]);
  });

  test('what the umask says where there was none', async () => {
    const umask = process.umask(0o027);
    onTestFinished(() => void process.umask(umask));
    await file(join(folder, 'a')).write(fresh);
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o640);
  });

  // Only the superuser can give files away.
  test.skipIf(!isSuperuser)('its owner and group', async () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    chownSync(path, 1234, 4321);
    chmodSync(path, 0o4640);
    await file(path).write(fresh);
    const { uid, gid, mode } = statSync(path);
    expect([uid, gid, mode & 0o7777]).toEqual([1234, 4321, 0o4640]);
  });

  test.skipIf(!isSuperuser)('no right of a group that cannot be kept', async () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    chmodSync(path, 0o664);
    chmodSync(folder, 0o777);
    process.setegid?.(4321);
    process.seteuid?.(1234);
    try {
      await file(path).write(fresh);
    } finally {
      process.seteuid?.(0);
      process.setegid?.(0);
    }
    const { uid, gid, mode } = statSync(path);
    // Group 4321 gets what everybody had, not what the group of the superuser had.
    expect([uid, gid, mode & 0o777]).toEqual([1234, 4321, 0o644]);
  });
});

describe.skipIf(isWindows)('a link', () => {
  test('to a file that is not there yet is followed, folders and all', async () => {
    symlinkSync('deep/er/real', join(folder, 'link'));
    await file(join(folder, 'link')).write(fresh);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(contentOf(join(folder, 'deep/er/real'))).toEqual([9]);
    expect(readdirSync(folder).sort()).toEqual(['deep', 'link']);
  });

  test('to a link, and through a folder that is a link', async () => {
    mkdirSync(join(folder, 'disk/in'), { recursive: true });
    symlinkSync('disk/in', join(folder, 'short'));
    // Relative to disk/in, where the link really lies.
    symlinkSync('../real', join(folder, 'disk/in/second'));
    symlinkSync('short/second', join(folder, 'first'));
    await file(join(folder, 'first')).write(fresh);
    expect(contentOf(join(folder, 'disk/real'))).toEqual([9]);
    expect(readdirSync(folder).sort()).toEqual(['disk', 'first', 'short']);
  });

  test('that leads to itself is an error that says so', async () => {
    symlinkSync('b', join(folder, 'a'));
    symlinkSync('a', join(folder, 'b'));
    const writing = file(join(folder, 'a')).write(fresh);
    await expect(writing).rejects.toThrow(CheckpointError);
    await expect(writing).rejects.toThrow(/a link that leads to itself/);
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
  });
});
