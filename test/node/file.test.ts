import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { decodeCheckpoint } from '../../src/state/encode.ts';
import { CheckpointError, OptionsError, ValueError } from '../../src/errors.ts';
import { file } from '../../src/node/file.ts';
import { explain } from '../../src/node/fileErrors.ts';
import { beginReplacing } from '../../src/node/replaceFile.ts';
import { temporaryName } from '../../src/node/temporaryFiles.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { checkpointOf } from './saveForever.ts';
import { builtProgram } from '../support/builtProgram.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const old = Uint8Array.of(1, 2, 3);

/** A number that belongs to no process any more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? -1;
}

describe('file', () => {
  test('reads what was written last', async () => {
    const store = file(join(folder, 'a'));
    await store.write(old);
    await store.write(Uint8Array.of(4));
    expect(await store.read()).toEqual(Uint8Array.of(4));
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('creates the folders that are missing', async () => {
    await file(join(folder, 'x/y/a')).write(old);
    expect(await file(join(folder, 'x/y/a')).read()).toEqual(old);
  });

  test('writes that are not waited for happen in order', async () => {
    const store = file(join(folder, 'a'));
    // Without an order, small files would overtake large ones.
    const sizes = [8_000_000, 4_000_000, 1_000_000, 100_000, 1];
    for (let round = 0; round < 10; round++) {
      await Promise.all(sizes.map((size) => store.write(new Uint8Array(size))));
      expect((await store.read()).length).toBe(1);
    }
  });

  test('an empty file can be written', async () => {
    const store = file(join(folder, 'a'));
    await store.write(new Uint8Array(0));
    expect(await store.read()).toEqual(new Uint8Array(0));
  });

  test('writes more than one chunk, from the middle of an array', async () => {
    const bytes = new Uint8Array(2 ** 26 + 10).map((_, index) => index % 251).subarray(3);
    const store = file(join(folder, 'a'));
    await store.write(bytes);
    expect(Buffer.compare(await store.read(), bytes)).toBe(0);
  });

  test('replaces what a link points to', async () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/a'), old);
    symlinkSync(join(folder, 'real/a'), join(folder, 'link'));
    await file(join(folder, 'link')).write(Uint8Array.of(9));
    expect([...readFileSync(join(folder, 'real/a'))]).toEqual([9]);
  });

  test.each([[''], [undefined], [7]])('refuses the path %o', (path) => {
    expect(() => file(path as string)).toThrow(OptionsError);
  });
});

const notBytes = [
  undefined,
  null,
  'text',
  7,
  {},
  [1, 2],
  new ArrayBuffer(2),
  new DataView(new ArrayBuffer(2)),
  Float32Array.of(1),
];

test.each(notBytes)('refuses to write %o, and keeps what it has', async (bytes) => {
  const store = file(join(folder, 'a'));
  await store.write(old);
  const writing = store.write(bytes as Uint8Array);
  await expect(writing).rejects.toThrow(ValueError);
  await expect(writing).rejects.toThrow('file().write(bytes) needs a Uint8Array');
  expect(await store.read()).toEqual(old);
  await store.write(Uint8Array.of(9));
  expect(await store.read()).toEqual(Uint8Array.of(9));
});

test('writes the bytes as they are at the call', async () => {
  const store = file(join(folder, 'a'));
  const bytes = Uint8Array.of(1, 2);
  const writing = store.write(bytes);
  bytes.fill(7);
  await writing;
  expect(await store.read()).toEqual(Uint8Array.of(1, 2));
});

test.each(['a'.repeat(255), 'é'.repeat(127), '😀'.repeat(63)])(
  'takes names as long as they can be (%#)',
  async (name) => {
    const store = file(join(folder, name));
    await store.write(old);
    await store.write(Uint8Array.of(9));
    expect(await store.read()).toEqual(Uint8Array.of(9));
    expect(readdirSync(folder)).toEqual([name]);
  },
);

describe('reading fails with a CheckpointError where', () => {
  test.each<[string, string, RegExp]>([
    ['there is no file', 'absent', /does not exist/],
    ['the path is a folder', '.', /it is a folder/],
    ['a part of the path is a file', 'a/b', /is a file, not a folder/],
  ])('%s', async (_, name, message) => {
    writeFileSync(join(folder, 'a'), old);
    const error: unknown = await file(join(folder, name))
      .read()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).cause).toHaveProperty('code');
  });

  // The superuser may read everything.
  test.skipIf(process.getuid?.() === 0)('permission is missing', async () => {
    writeFileSync(join(folder, 'a'), old, { mode: 0o000 });
    await expect(file(join(folder, 'a')).read()).rejects.toThrow(/permission/);
  });
});

describe.skipIf(process.platform === 'win32')('what is no ordinary file', () => {
  test('is not replaced, nor read for ever', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const store = file(pipe);
    await expect(store.write(old)).rejects.toThrow(/it is a pipe, a socket or a device/);
    await expect(store.read()).rejects.toThrow(CheckpointError);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    await expect(file('/dev/null').write(old)).rejects.toThrow(/give the path of an ordinary file/);
  });
});

describe('a write that fails leaves everything as it was where', () => {
  test('the name is too long', async () => {
    await expect(file(join(folder, 'a'.repeat(256))).write(old)).rejects.toThrow(/too long/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('the folder cannot be created', async () => {
    const writing = file('/proc/deepq/a').write(old);
    await expect(writing).rejects.toThrow(/cannot be created; choose another path/);
  });

  test('the target is a folder', async () => {
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/inside'), old);
    await expect(file(join(folder, 'a')).write(old)).rejects.toThrow(CheckpointError);
    expect(readdirSync(folder)).toEqual(['a']);
    expect([...readFileSync(join(folder, 'a/inside'))]).toEqual([...old]);
  });

  test('the parent is a file', async () => {
    writeFileSync(join(folder, 'a'), old);
    const writing = file(join(folder, 'a/b')).write(Uint8Array.of(9));
    await expect(writing).rejects.toThrow(/is a file, not a folder/);
    expect([...readFileSync(join(folder, 'a'))]).toEqual([...old]);
  });

  // The superuser may write everywhere.
  test.skipIf(process.getuid?.() === 0)('the folder is read-only', async () => {
    writeFileSync(join(folder, 'a'), old);
    chmodSync(folder, 0o500);
    const writing = file(join(folder, 'a')).write(Uint8Array.of(9));
    await expect(writing)
      .rejects.toThrow(/permission/)
      .finally(() => chmodSync(folder, 0o700));
    expect([...readFileSync(join(folder, 'a'))]).toEqual([...old]);
  });
});

describe('temporary files of killed processes', () => {
  /** As that process on this host would name it. */
  const temporaryNameOf = (name: string, pid: number): string =>
    temporaryName(name).replace(`-${process.pid}-`, `-${pid}-`);

  /** A file that is so many days old. */
  function plant(name: string, days: number): void {
    writeFileSync(join(folder, name), old);
    utimesSync(join(folder, name), new Date(), new Date(Date.now() - days * 86_400_000));
  }

  test('are removed by the next write, and only they', async () => {
    const pid = await deadPid();
    const stale = temporaryNameOf('a', pid);
    const kept = [
      temporaryNameOf('a', process.ppid), // that process is still writing, for all we know
      temporaryNameOf('b', pid), // of another checkpoint
      `.a.${pid}.tmp`, // of another program
      temporaryNameOf('a', pid).slice(1),
    ];
    for (const name of [stale, ...kept]) writeFileSync(join(folder, name), old);
    await file(join(folder, 'a')).write(old);
    expect(readdirSync(folder).sort()).toEqual(['a', ...kept].sort());
  });

  test('are removed where the name is long', async () => {
    const name = 'a'.repeat(255);
    const stale = temporaryNameOf(name, await deadPid());
    writeFileSync(join(folder, stale), old);
    await file(join(folder, name)).write(old);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('are removed although their number is in use again', async () => {
    for (const pid of [process.pid, process.ppid]) plant(temporaryNameOf('a', pid), 3);
    await file(join(folder, 'a')).write(old);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  // On a shared disk, numbers of processes mean nothing for those of other hosts.
  test('are left alone for a day where another host or container wrote them', async () => {
    const pid = await deadPid();
    const foreign = [0.9, 3].map((days) => {
      const name = temporaryNameOf('a', pid).replace(/[\da-f]{8}-/, `0000000${Math.floor(days)}-`);
      plant(name, days);
      return name;
    });
    await file(join(folder, 'a')).write(old);
    expect(readdirSync(folder).sort()).toEqual([foreign[0], 'a']);
  });

  test('a file that somebody removes is an error that says so', async () => {
    const finish = beginReplacing(join(folder, 'a'), [old]);
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    const error: unknown = await finish().catch((reason: unknown) => reason);
    expect(explain(error)).toMatch(/another program removed the temporary file/);
  });
});

describe('a process that is killed while it saves', () => {
  const script = builtProgram(new URL('saveForever.ts', import.meta.url));

  async function startSaving(path: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [script, path], {
      env: { ...process.env, DEEPQ_SAVE_FOREVER: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child;
  }

  test('leaves one of its two checkpoints, whole, every time', { timeout: 240_000 }, async () => {
    const random = createRandom(11);
    const path = join(folder, 'agent.safetensors');
    const expected = [checkpointOf(1), checkpointOf(2)];
    const seen = new Set<unknown>();
    let leftBehind = 0;
    for (let kill = 0; kill < 26; kill++) {
      const child = await startSaving(path);
      await sleep(random.uniform() * 60);
      child.kill('SIGKILL');
      await once(child, 'exit');

      const bytes = await file(path).read();
      const { value } = decodeCheckpoint(bytes, { kind: 'kill' });
      seen.add(value);
      expect(Buffer.compare(bytes, expected[Number(value) - 1] ?? old)).toBe(0);
      const temporary = readdirSync(folder).length - 1;
      leftBehind += temporary;
      // One at most, however many processes were killed before.
      expect(temporary).toBeLessThanOrEqual(1);
    }
    // Or else the kills all came between two writes, and this proved nothing.
    expect(leftBehind).toBeGreaterThan(0);
    expect(seen).toEqual(new Set([1, 2]));
    await file(path).write(old);
    expect(readdirSync(folder)).toEqual(['agent.safetensors']);
  });
});

test('a file that is open refuses places that are none, whether or not it is kept', async () => {
  const store = file(join(folder, 'parts'));
  await store.write(Uint8Array.of(1, 2, 3, 4));
  const source = await store.open();
  for (const keeps of [false, true]) {
    if (keeps) expect(source.view?.(1, 3)).toEqual(Uint8Array.of(2, 3));
    for (const into of [undefined, null, [0], 5] as const) {
      expect(() => source.readInto(0, into as never)).toThrow(ValueError);
    }
    expect(() => source.readInto(-1, new Uint8Array(1))).toThrow(ValueError);
    for (const [begin, end] of [
      [-1, 2],
      [2, 1],
      [0, 5],
      [0.5, 2],
      [NaN, 1],
    ] as const) {
      expect(source.view?.(begin, end)).toBeNull();
    }
  }
  source.close();
});
