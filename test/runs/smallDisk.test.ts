import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openWorld } from './worlds.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-small-'));

/** A disk of its own with little room; false where that needs more rights. */
function mount(): boolean {
  try {
    const args = ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder];
    execFileSync('mount', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMounted = mount();
afterAll(() => {
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});
if (!isMounted) console.warn('NOT TESTED: runs on a full disk, as none can be mounted here.');

describe.skipIf(!isMounted)('on a small disk', () => {
  test('a run that fills it ends with an error, and goes on when there is room', async () => {
    const run = join(folder, 'run');
    const filler = join(folder, 'filler');
    const first = await openWorld(run, 'plain');
    for await (const event of first.run) if (event.environmentSteps >= 120) break;
    first.agent.dispose();
    const before = readdirSync(join(run, 'checkpoints'));
    const second = await openWorld(run, 'plain');
    fill(filler);
    await expect(second.run.finish()).rejects.toThrow(/the disk is full; make room/);
    second.agent.dispose();
    const after = readdirSync(join(run, 'checkpoints'));
    expect(after.filter((name) => before.includes(name))).toEqual(before);
    rmSync(filler);
    const third = await openWorld(run, 'plain');
    expect((await third.run.finish()).reason).toBe('completed');
    third.agent.dispose();
  });

  test('read-only, it is refused with what to do', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    await expect(openWorld(join(folder, 'other'), 'plain')).rejects.toThrow('read-only');
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    expect(readFileSync(join(folder, 'run', 'config.json'), 'utf8')).toContain('"format": 1');
  });
});

/** Takes all the room that is left. */
function fill(path: string): void {
  for (let kilobytes = 256; kilobytes >= 1; kilobytes = Math.floor(kilobytes / 2)) {
    try {
      writeFileSync(path, new Uint8Array(1024 * kilobytes), { flag: 'a' });
    } catch {
      // What fits of it was written.
    }
  }
}
