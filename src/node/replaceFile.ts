import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeStaleFiles, temporaryName } from './temporaryFiles.ts';

/** Node refuses to read or write 2 GiB and more in one call. */
export const CHUNK_BYTES: number = 2 ** 26;

/**
 * Writes a file so that there is the old one or the new one at any time, never
 * a mixture. Missing folders are created.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  // Replace what a link points to, not the link.
  const target = await realpath(path).catch(() => path);
  await requireOrdinary(target);
  const folder = dirname(target);
  await makeFolder(folder);
  await removeStaleFiles(folder, basename(target));
  const temporary = join(folder, temporaryName(basename(target)));
  try {
    await writeToDisk(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/**
 * Creates a folder and those above it, where they are missing. Not with the
 * `recursive` of `mkdir`: that tries for ever where none can be created, as in
 * `/proc`.
 */
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  try {
    await mkdir(folder);
  } catch (error) {
    // Somebody else may have been faster.
    if (await isFolder(folder)) return;
    const parent = dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder || (await isFolder(parent))) throw error;
    await makeFolder(parent);
    await makeFolder(folder);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Throws if there is something at `path` that is neither a file nor a folder:
 * reading from a pipe waits for ever, and writing would replace a device.
 */
export async function requireOrdinary(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isFile() || found.isDirectory()) return;
  throw Object.assign(new Error(`${path} is not an ordinary file`), { code: NOT_ORDINARY });
}

/** Writes a new file and waits until it has reached the disk. */
async function writeToDisk(path: string, bytes: Uint8Array): Promise<void> {
  // 'wx': never through somebody else's file or link of that name.
  const handle = await open(path, 'wx');
  try {
    for (let offset = 0; offset < bytes.length;) {
      const length = Math.min(CHUNK_BYTES, bytes.length - offset);
      offset += (await handle.write(bytes, offset, length)).bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
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

/** A code of our own, beside those of the system. */
const NOT_ORDINARY = 'DEEPQ_NOT_ORDINARY';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder, and it cannot be created; choose another path',
  ENAMETOOLONG: 'the name is too long for the file system; choose a shorter one',
  [NOT_ORDINARY]: 'it is a pipe, a socket or a device; give the path of an ordinary file',
  EISDIR: 'it is a folder; give the path of a file',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EEXIST: 'a part of the path is a file, not a folder; check the path',
  EACCES: 'permission was denied; change the permissions or the path',
  EPERM: 'permission was denied; change the permissions or the path',
  EROFS: 'the file system is read-only; choose another path',
  ENOSPC: 'the disk is full; make room or choose another path',
};

/** What an error of the file system means, and what to do about it. */
export function explain(error: unknown): string {
  return EXPLANATIONS[codeOf(error)] ?? `${String(error)}; see the cause of this error`;
}

/** Such as `ENOENT`. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}
