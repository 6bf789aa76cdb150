import { lstatSync, mkdirSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf, errorWithCode, NOT_ORDINARY } from './fileErrors.ts';

/** As many links as Linux follows. */
const MAX_LINKS = 40;

/**
 * Where a path leads to: links are followed, also one to a file that is not
 * there yet, so that what they point to is written and not the link replaced.
 */
export function followLinks(path: string): string {
  let target = path;
  for (let links = 0; links < MAX_LINKS; links++) {
    const found = lstatSync(target, { throwIfNoEntry: false });
    if (!found?.isSymbolicLink()) return target;
    // Relative to the folder that the link really lies in.
    target = resolve(realpathSync(dirname(target)), readlinkSync(target));
  }
  throw errorWithCode('ELOOP', `${path} is a link that leads to itself`);
}

/**
 * Creates a folder and those above it, where they are missing. Not with the
 * `recursive` of `mkdir`: that tries for ever where none can be created, as in
 * `/proc`.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else may have been faster.
    if (isFolder(folder)) return;
    const parent = dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder || isFolder(parent)) throw error;
    makeFolder(parent);
    makeFolder(folder);
  }
}

/**
 * What there is at `path`, or `null`. Throws if it is neither a file nor a
 * folder: reading from a pipe waits for ever, and writing would replace a
 * device.
 */
export function requireOrdinary(path: string): Stats | null {
  const found = lookAt(path);
  if (found === null || found.isFile() || found.isDirectory()) return found;
  throw errorWithCode(NOT_ORDINARY, `${path} is not an ordinary file`);
}

function isFolder(path: string): boolean {
  return lookAt(path)?.isDirectory() ?? false;
}

function lookAt(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
