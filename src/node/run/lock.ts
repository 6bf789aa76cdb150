import { randomUUID } from 'node:crypto';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { attempt, hostTag } from '../temporaryFiles.ts';
import { beginningOf, ownerIn, read, removeHeirs, takeFile, type Owner } from './lockFile.ts';

/** The file that says which process writes to a folder. */
export const LOCK_NAME = 'run.lock';

/** How often a lock is touched, so that other hosts see that it is in use. */
const TOUCH_MS = 20_000;

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
  const taken = takeFile(path, JSON.stringify(own));
  if (taken !== true) throw inUse(folder, path, ownerIn(taken));
  removeHeirs(path);
  const timer = setInterval(() => attempt(() => touch(path)), TOUCH_MS);
  timer.unref();
  const isOurs = (): boolean => ownerIn(read(path))?.tag === own.tag;
  return {
    check() {
      if (!isOurs()) throw inUse(folder, path, ownerIn(read(path)));
    },
    release() {
      clearInterval(timer);
      if (isOurs()) rmSync(path, { force: true });
    },
  };
}

function touch(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}

function inUse(folder: string, path: string, owner: Owner | null): UsageError {
  const who = owner
    ? ` (number ${owner.pid}${owner.host === hostTag() ? '' : ', on another host'})`
    : '';
  return new UsageError(
    `Another process${who} is at work in ${folder}, and two would spoil each other's files. Wait for it, ` +
      `stop it, or choose another folder; if you are sure that it is gone, delete ${path}.`,
  );
}
