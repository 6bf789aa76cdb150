import {
  closeSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from '../../state/crc32.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { codeOf } from '../fileErrors.ts';
import { attempt, hostTag, isRunning, removeStaleFiles, temporaryName } from '../temporaryFiles.ts';

/** A lock of another host that was not touched for so long was left by a process that is gone. */
const STALE_MS = 10 * 60_000;
/** No process takes so long to write the few bytes of its lock. */
const UNFINISHED_MS = 10_000;
/** How often locks of others may vanish under our eyes before we give up. */
const MAX_TRIES = 5;

/** What a lock says of its owner. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** When the process began, as the system counts it: its number may be another's by now. */
  readonly began: string;
  readonly tag: string;
}

/**
 * Makes the file at `path` ours, in the place of one that a process left that is gone.
 *
 * Two processes may find the same stale file. It must not simply be removed: the slower
 * one would remove the new file of the faster one. So each stale file has an heir, a
 * second file that is named after its content and taken in the same way. Only who has the
 * heir may replace the stale file, and only if that is still what it was; this is one
 * renaming. A process that is killed in between leaves an heir, which is stale in turn.
 *
 * @param text - The content, which no other process has.
 * @returns Whether it is ours now; otherwise the content of the file that is in the way.
 * @throws What the file system throws where it cannot be written to.
 */
export function takeFile(path: string, text: string): true | string {
  let found = '';
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (create(path, text)) return true;
    const there = read(path);
    // Given back meanwhile.
    if (there === null) continue;
    // Some file systems over a network repeat what had succeeded, and then find it there.
    if (there === text) return true;
    found = there;
    const staleness = isStale(path, there);
    if (staleness === null) continue;
    if (!staleness) return there;
    const heir = heirOf(path, there);
    const taken = takeFile(heir, text);
    if (taken !== true) return taken;
    // Its owner may have come back in between.
    if (read(path) === there && isStale(path, there) === true && replace(heir, path)) return true;
    rmSync(heir, { force: true });
  }
  return found;
}

/** Removes heirs in a folder, whose lock is ours: nobody can use them any more. */
export function removeHeirs(path: string): void {
  for (const name of attempt(() => readdirSync(dirname(path))) ?? []) {
    if (!name.startsWith(`.${basename(path)}.`) || !/\.[\da-f]{8}\.heir\.tmp$/.test(name)) continue;
    attempt(() => {
      rmSync(join(dirname(path), name), { force: true });
    });
  }
}

/** Who has the lock; null where it is gone, or was not written to its end. */
export function ownerIn(text: string | null): Owner | null {
  const found = attempt(() => JSON.parse(text ?? '') as Partial<Owner> | null);
  return typeof found?.pid === 'number' && typeof found.host === 'string' ? (found as Owner) : null;
}

/** The content of a file; null where there is none. */
export function read(path: string): string | null {
  return attempt(() => readFileSync(path, 'utf8')) ?? null;
}

/** When a process began, where the system tells (Linux); else ''. */
export function beginningOf(pid: number): string {
  const text = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  // Behind the name of the program, which may hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? '';
}

/** Whether a new file was made; false where there is one already. */
function create(path: string, text: string): boolean {
  const folder = dirname(path);
  const name = basename(path);
  removeStaleFiles(folder, name);
  const temporary = join(folder, temporaryName(name));
  write(temporary, text);
  try {
    // So it is there with its content at once: nobody ever reads half of it.
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  } finally {
    rmSync(temporary, { force: true });
  }
  // Not every file system has links.
  try {
    write(path, text);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Writes a file that is not there yet. */
function write(path: string, text: string): void {
  const descriptor = openSync(path, 'wx');
  try {
    writeSync(descriptor, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether the heir took its place; false where another process has removed it. */
function replace(heir: string, path: string): boolean {
  try {
    renameSync(heir, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Where the one is that may replace a stale file of this content. */
export function heirOf(path: string, text: string): string {
  const digest = crc32(encodeUtf8(`${basename(path)}\n${text}`))
    .toString(16)
    .padStart(8, '0');
  const stem = basename(path).replace(/^\.|\.[\da-f]{8}\.heir\.tmp$/g, '');
  return join(dirname(path), `.${stem}.${digest}.heir.tmp`);
}

/** Whether its owner is gone; `null` where the file is gone. */
function isStale(path: string, text: string): boolean | null {
  const owner = ownerIn(text);
  const touched = attempt(() => statSync(path).mtimeMs);
  if (touched === undefined) return null;
  const age = Date.now() - touched;
  if (!owner) return age > UNFINISHED_MS;
  const { host, pid, began } = owner;
  if (host !== hostTag()) return age > STALE_MS;
  return !isRunning(pid) || beginningOf(pid) !== began;
}
