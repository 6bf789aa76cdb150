import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CheckpointError } from '../../src/errors.ts';
import { file } from '../../src/node/file.ts';
import { builtProgram } from '../support/builtProgram.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-full-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** A disk of its own with room for 1 MiB; false where that needs more rights. */
function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const canMount = ((): boolean => {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-mount-'));
  const isMounted = mount(path);
  if (isMounted) execFileSync('umount', [path]);
  rmSync(path, { recursive: true });
  return isMounted;
})();
if (!canMount)
  console.warn('NOT TESTED: a full and a read-only disk, as none can be mounted here.');

const old = Uint8Array.of(1, 2, 3);

describe.skipIf(!canMount)('on a small disk', () => {
  beforeEach(() => {
    expect(mount(folder)).toBe(true);
    onTestFinished(() => void execFileSync('umount', [folder]));
  });

  test('a checkpoint that does not fit leaves the old one; the store can be used again', async () => {
    const store = file(join(folder, 'a'));
    await store.write(old);
    const writing = store.write(new Uint8Array(2 ** 21));
    await expect(writing).rejects.toThrow(CheckpointError);
    await expect(writing).rejects.toThrow(/the disk is full; make room/);
    expect(readdirSync(folder)).toEqual(['a']);
    expect(await store.read()).toEqual(old);
    await store.write(Uint8Array.of(9));
    expect(await store.read()).toEqual(Uint8Array.of(9));
  });

  test('that is read-only nothing is written, and the old one can be read', async () => {
    const store = file(join(folder, 'a'));
    await store.write(old);
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    await expect(store.write(Uint8Array.of(9))).rejects.toThrow(/the file system is read-only/);
    expect(await store.read()).toEqual(old);
    expect(readdirSync(folder)).toEqual(['a']);
  });
});

test.skipIf(process.platform === 'win32')('a limit of the system on files is told', () => {
  const script = builtProgram(new URL('writeTooMuch.ts', import.meta.url));
  const path = join(folder, 'a');
  // 64 blocks of 512 or 1024 bytes, whatever the shell counts in.
  const command = `ulimit -f 64; exec "${process.execPath}" "${script}" "${path}"`;
  const printed = execFileSync('sh', ['-c', command], { encoding: 'utf8' });
  expect(printed).toMatch(/^CheckpointError: .*larger than the system allows.*\n1,2,3\n$/);
  expect(readdirSync(folder)).toEqual(['a']);
});
