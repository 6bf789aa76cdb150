import {
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { codeOf } from '../fileErrors.ts';
import { attempt, hostTag, isRunning } from '../temporaryFiles.ts';

/** The file that says which process writes to a folder. */
export const LOCK_NAME = 'run.lock';

/** How often a lock is touched, so that other hosts see that it is in use. */
const TOUCH_MS = 20_000;
/** A lock of another host that was not touched for so long was left by a process that is gone. */
const STALE_MS = 10 * 60_000;

/** What a lock says of its owner. */
interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process began, as the system counts it: its number may be another's by now. */
  readonly began: string;
  readonly tag: string;
}

/** A folder that this process alone may write to. */
export interface Lock {
  /** @throws {UsageError} If another process has taken the folder over. */
  check(): void;
  /** Gives the folder back. */
  release(): void;
}

/**
 * Takes a folder for this process. A lock that a killed process left behind is taken
 * over.
 *
 * @throws {UsageError} If another process is at work in the folder.
 */
export function takeLock(folder: string): Lock {
  const path = join(folder, LOCK_NAME);
  const own: Owner = {
    host: hostTag(),
    pid: process.pid,
    began: beginningOf(process.pid),
    tag: randomUUID(),
  };
  for (let tries = 0; !create(path, own); tries++) {
    const other = readOwner(path);
    if (tries > 4 || (other && !isStale(path, other))) throw taken(folder, path, other);
    // Gone already where another process was faster; the next round tells.
    rmSync(path, { force: true });
  }
  const timer = setInterval(() => attempt(() => touch(path)), TOUCH_MS);
  timer.unref();
  const isOurs = (): boolean => readOwner(path)?.tag === own.tag;
  return {
    check() {
      if (!isOurs()) throw taken(folder, path, readOwner(path));
    },
    release() {
      clearInterval(timer);
      if (isOurs()) rmSync(path, { force: true });
    },
  };
}

/** Whether the lock is ours now; false where there is one already. */
function create(path: string, own: Owner): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    writeSync(descriptor, JSON.stringify(own));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return true;
}

/** Who has the lock; null where it is gone, or was not written to its end. */
function readOwner(path: string): Owner | null {
  const text = attempt(() => readFileSync(path, 'utf8'));
  const found = attempt(() => JSON.parse(text ?? '') as Partial<Owner> | null);
  return typeof found?.pid === 'number' && typeof found.host === 'string' ? (found as Owner) : null;
}

function isStale(path: string, { host, pid, began }: Owner): boolean {
  if (host !== hostTag()) {
    const touched = attempt(() => statSync(path).mtimeMs) ?? 0;
    return Date.now() - touched > STALE_MS;
  }
  return !isRunning(pid) || beginningOf(pid) !== began;
}

/** When a process began, where the system tells (Linux); else ''. */
function beginningOf(pid: number): string {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  // Behind the name of the program, which may hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? '';
}

function touch(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}

function taken(folder: string, path: string, owner: Owner | null): UsageError {
  const who = owner
    ? ` (number ${owner.pid}${owner.host === hostTag() ? '' : ', on another host'})`
    : '';
  return new UsageError(
    `Another process${who} is at work in ${folder}, and two would spoil each other's files. Wait for it, ` +
      `stop it, or choose another folder; if you are sure that it is gone, delete ${path}.`,
  );
}
