import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';

/** Has temporary files go to a folder of this test's own, and returns it. */
export function ownTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-test-'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Whether a process is there, and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

/** Waits until a process is gone; fails after twenty seconds. */
export async function expectGone(pid: unknown): Promise<void> {
  expect(pid).toBeTypeOf('number');
  await vi.waitFor(
    () => {
      expect(isAlive(pid as number)).toBe(false);
    },
    { timeout: 20_000, interval: 20 },
  );
}

/** Fails if there is a file in a folder. */
export function expectEmpty(folder: string): void {
  expect(readdirSync(folder)).toEqual([]);
}

/** How many file descriptors this process has open. */
export function countDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** The processes that this one has started, zombies too; none where the system does not tell. */
export function childrenOfThisProcess(): readonly number[] {
  if (!existsSync('/proc/self/stat')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === process.pid)
    .map(Number);
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null; // It has ended in the meantime.
  }
}
