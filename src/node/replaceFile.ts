import {
  close,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fdatasync,
  fstatSync,
  fsync,
  openSync,
  rmSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, errorWithCode, TEMPORARY_GONE } from './fileErrors.ts';
import { followLinks, makeFolder, requireOrdinary } from './filePaths.ts';
import { attempt, removeStaleFiles, temporaryName } from './temporaryFiles.ts';

/** Node refuses to read or write 2 GiB and more in one call. */
const CHUNK_BYTES = 2 ** 26;

/** After so many bytes the disk begins to take them, while those that follow are still made. */
const SYNC_BYTES = 2 ** 22;

/**
 * Writes a file so that there is the old one or the new one at any time, never
 * a mixture. Missing folders are created; owner and permissions of a file that
 * is replaced are kept.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await beginReplacing(path, [bytes])();
}

/**
 * The first half of {@link replaceFile}: writes the bytes to a temporary file in
 * the same folder, at once. So they may be views of memory that changes right
 * after, and none of them is copied.
 *
 * @returns The second half: waits until the bytes are on the disk, and puts the
 *   file in its place.
 */
export function beginReplacing(path: string, parts: Iterable<Uint8Array>): () => Promise<void> {
  const target = followLinks(path);
  const old = requireOrdinary(target);
  if (old?.isDirectory()) throw errorWithCode('EISDIR', `${target} is a folder`);
  const folder = dirname(target);
  makeFolder(folder);
  removeStaleFiles(folder, basename(target));
  const temporary = join(folder, temporaryName(basename(target)));
  // 'wx': never through somebody else's file or link of that name. Nobody else
  // may read it before it has the permissions of the old file.
  const descriptor = openSync(temporary, 'wx', old ? 0o600 : 0o666);
  const syncs: Promise<void>[] = [];
  try {
    let waiting = 0;
    for (const part of parts) {
      writeAll(descriptor, part);
      waiting += part.length;
      if (waiting < SYNC_BYTES) continue;
      waiting = 0;
      syncs.push(beginSync(descriptor));
    }
    if (old) keepRights(descriptor, old);
  } catch (error) {
    rmSync(temporary, { force: true });
    // Its number may be another file's as soon as it is closed.
    void Promise.allSettled(syncs).then(() => {
      closeSync(descriptor);
    });
    throw error;
  }
  return () => finishReplacing({ descriptor, temporary, target, syncs });
}

/** Hands what was written to the disk, in another thread. */
function beginSync(descriptor: number): Promise<void> {
  const sync = promisify(fdatasync)(descriptor);
  // Whoever waits for it later gets the error; until then it is not an unhandled one.
  sync.catch(() => undefined);
  return sync;
}

/** A file that is written, but not in its place yet. */
interface Replacing {
  readonly descriptor: number;
  readonly temporary: string;
  readonly target: string;
  /** What is on its way to the disk. The system tells of a failure only once, so none may be missed. */
  readonly syncs: readonly Promise<void>[];
}

/** Waits until the bytes are on the disk, and renames. */
async function finishReplacing(replacing: Replacing): Promise<void> {
  const { descriptor, temporary, target, syncs } = replacing;
  try {
    try {
      const ends = await Promise.allSettled([...syncs, promisify(fsync)(descriptor)]);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    } finally {
      closeSync(descriptor);
    }
    const letGo = holdOld(target);
    try {
      await rename(temporary, target);
      await syncFolder(dirname(target));
    } finally {
      letGo();
    }
  } catch (error) {
    // If only the folder could not be synced, the file was renamed before, and nothing is removed.
    rmSync(temporary, { force: true });
    const isGone = codeOf(error) === 'ENOENT';
    throw isGone ? errorWithCode(TEMPORARY_GONE, `${temporary} is gone`, error) : error;
  }
}

/**
 * Keeps the file that is to be replaced, so that its blocks are given back to the disk later, in
 * another thread: for a large one that takes as long as to write it.
 *
 * @returns Lets it go.
 */
function holdOld(target: string): () => void {
  // Windows refuses to replace a file that is open.
  if (process.platform === 'win32') return () => undefined;
  // Should it be a pipe by now, this must not wait for whoever writes to it.
  const old = attempt(() => openSync(target, constants.O_RDONLY | constants.O_NONBLOCK));
  return () => {
    if (old !== undefined) close(old, () => undefined);
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length;) {
    const length = Math.min(CHUNK_BYTES, bytes.length - offset);
    offset += writeSync(descriptor, bytes, offset, length);
  }
}

/** Gives a new file the owner and the permissions of the old one, as far as the system lets us. */
function keepRights(descriptor: number, old: Stats): void {
  const made = fstatSync(descriptor);
  const isOwnerKept =
    (made.uid === old.uid && made.gid === old.gid) || tryChown(descriptor, old.uid, old.gid);
  const isGroupKept =
    isOwnerKept || made.gid === old.gid || tryChown(descriptor, made.uid, old.gid);
  let mode = old.mode & 0o7777;
  // To run a file as its owner was meant for the old owner.
  if (!isOwnerKept) mode &= 0o777;
  // Another group gets no more rights than everybody.
  if (!isGroupKept) mode = (mode & 0o707) | ((mode & 0o007) << 3);
  // Last, since a new owner takes rights away.
  fchmodSync(descriptor, mode);
}

function tryChown(descriptor: number, uid: number, gid: number): boolean {
  try {
    fchownSync(descriptor, uid, gid);
    return true;
  } catch {
    return false;
  }
}

/** Makes the renaming itself last, where folders can be synced. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(() => null);
  try {
    await handle?.sync();
  } catch (error) {
    // Some network file systems cannot; the new file is in place all the same.
    if (!['EINVAL', 'ENOTSUP'].includes(codeOf(error))) throw error;
  } finally {
    await handle?.close();
  }
}
