import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { takeLock } from '../../../src/node/run/lock.ts';
import { beginningOf, heirOf } from '../../../src/node/run/lockFile.ts';
import { hostTag } from '../../../src/node/temporaryFiles.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-lock-'));
let folders = 0;
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** What a process left that is gone. */
const stale = JSON.stringify({
  ...{ pid: spawnSync(process.execPath, ['-e', '']).pid, host: hostTag() },
  ...{ began: '1', tag: 'of a process that is gone' },
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

interface Child {
  readonly process: ChildProcess;
  /** Sends a line, and waits for the answer. */
  ask(line: string): Promise<string>;
}

async function startChild(): Promise<Child> {
  const path = fileURLToPath(new URL('lockChild.ts', import.meta.url));
  const made = spawn(process.execPath, ['--import', 'tsx', path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: made.stdout });
  const answer = async (): Promise<string> => String((await once(lines, 'line'))[0]);
  await answer();
  return {
    process: made,
    ask: (line) => {
      made.stdin.write(`${line}\n`);
      return answer();
    },
  };
}

test('of several processes that find a stale lock, one takes it over', async () => {
  const children = await Promise.all([startChild(), startChild(), startChild()]);
  try {
    for (let round = 0; round < 60; round++) {
      const folder = folderWith({ 'run.lock': stale });
      const answers = await Promise.all(children.map((child) => child.ask(folder)));
      expect(answers.sort(), `round ${round}`).toEqual(['refused', 'refused', 'taken']);
      const owner = JSON.parse(readFileSync(join(folder, 'run.lock'), 'utf8')) as { pid: number };
      expect(children.map((child) => child.process.pid)).toContain(owner.pid);
      await Promise.all(children.map((child) => child.ask('release')));
      expect(readdirSync(folder)).toEqual([]);
    }
  } finally {
    for (const child of children) child.process.kill();
  }
}, 60_000);

test('a stale lock that another process takes over at this moment is left to it', () => {
  const heir = heirOf('run.lock', stale);
  const { pid } = process;
  const alive = { pid, host: hostTag(), began: beginningOf(pid), tag: 'alive' };
  const busy = folderWith({ 'run.lock': stale, [heir]: JSON.stringify(alive) });
  expect(() => takeLock(busy)).toThrow(UsageError);
  expect(() => takeLock(busy)).toThrow(`number ${process.pid}`);
  expect(readFileSync(join(busy, 'run.lock'), 'utf8')).toBe(stale);
  expect(readdirSync(busy).sort()).toEqual([heir, 'run.lock']);

  // It was killed in the middle, or right after another one was faster.
  for (const lock of [stale, null]) {
    const left = folderWith({ ...(lock && { 'run.lock': lock }), [heir]: stale });
    const taken = takeLock(left);
    taken.check();
    expect(readdirSync(left)).toEqual(['run.lock']);
    taken.release();
    expect(readdirSync(left)).toEqual([]);
  }
});

test('a lock that is just being written is not stale', () => {
  for (const text of ['', '{"pid":']) {
    const folder = folderWith({ 'run.lock': text });
    expect(() => takeLock(folder)).toThrow(UsageError);
    expect(readFileSync(join(folder, 'run.lock'), 'utf8')).toBe(text);
  }
});

test('who lost its lock to another one is told, and does not remove that of the other', () => {
  const folder = folderWith({});
  const lock = takeLock(folder);
  lock.check();
  const other = JSON.stringify({ pid: 1, host: 'another', began: '', tag: 'other' });
  writeFileSync(join(folder, 'run.lock'), other);
  expect(() => lock.check()).toThrow('on another host');
  lock.release();
  expect(readFileSync(join(folder, 'run.lock'), 'utf8')).toBe(other);
});
