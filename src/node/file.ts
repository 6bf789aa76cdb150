import { closeSync, fstatSync, open, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { requireBytes, requireParts } from '../state/bytes.ts';
import { allocate } from '../state/blocks.ts';
import { requirePlace, type CheckpointSource } from '../state/source.ts';
import type { CheckpointStore } from '../state/store.ts';
import { CheckpointError, DeepQError, OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { codeOf, explain } from './fileErrors.ts';
import { requireOrdinary } from './filePaths.ts';
import { beginReplacing } from './replaceFile.ts';

/** Node refuses to read 2 GiB and more in one call. */
const CHUNK_BYTES = 2 ** 26;

/**
 * A file up to this length is read once and kept while it is open: loading looks at it three times, at
 * small pieces of it. For a larger one fresh memory would cost more than reading what the system has
 * in its cache by then.
 */
const KEPT_BYTES = 2 ** 20;

/**
 * A store that keeps its checkpoint in a file.
 *
 * Writing is atomic: the bytes go to a temporary file in the same folder,
 * reach the disk, and then take the place of the old file in one step. A
 * process that is killed, a machine that goes down or a disk that is full
 * leaves the old checkpoint or the new one, never a mixture. Missing folders
 * are created. Owner and permissions of a file that is replaced are kept, and a
 * link stays a link.
 *
 * The bytes are written before the call returns, and only the wait for the disk
 * comes after, so that no copy of them is in memory, however large they are.
 * Writes of one store take effect one after the other.
 *
 * @param path - Relative to the working directory of this moment.
 * @throws {OptionsError} If `path` is not a string, or empty.
 * @example
 * ```ts
 * import { file } from 'deepq/node';
 *
 * const store = file('output/agent.safetensors');
 * await store.write(Uint8Array.of(1, 2, 3));
 * await store.read(); // Uint8Array [1, 2, 3]
 * ```
 * @category Checkpoints
 */
export function file(path: string): Required<CheckpointStore> {
  if (typeof path !== 'string' || path === '') {
    throw new OptionsError(
      `file(path) needs the path of a file; received ${show(path)}. ` +
        "Pass one such as 'output/agent.safetensors'.",
    );
  }
  const target = resolve(path);
  let last: Promise<unknown> = Promise.resolve();

  async function writeParts(parts: Iterable<Uint8Array>): Promise<void> {
    try {
      const finish = beginReplacing(target, requireParts('file()', parts));
      // In order, so that what was written last is what stays.
      const written = last.then(finish);
      last = written.catch(() => undefined);
      await written;
    } catch (cause) {
      throw failure('written to', target, cause);
    }
  }
  return {
    async write(bytes: Uint8Array): Promise<void> {
      await writeParts([requireBytes('file()', bytes)]);
    },
    writeParts,
    async read(): Promise<Uint8Array> {
      const source = await openSource(target);
      try {
        const bytes = allocate(source.byteLength);
        source.readInto(0, bytes);
        return bytes;
      } finally {
        source.close();
      }
    },
    open: () => openSource(target),
  };
}

/** A file that stays open, and so stays what it is when another one takes its place. */
async function openSource(path: string): Promise<CheckpointSource> {
  try {
    requireOrdinary(path);
    // Not at once: who reads in a loop should let others do something meanwhile.
    const descriptor = await promisify(open)(path, 'r');
    try {
      const { size } = fstatSync(descriptor);
      // Reading a folder fails where it is opened, or here.
      readSync(descriptor, new Uint8Array(1), 0, 1, 0);
      let isOpen = true;
      let kept: Uint8Array<ArrayBuffer> | null = null;
      let filled = 0;
      const requireOpen = (): void => {
        if (!isOpen) throw new CheckpointError(`${path} was closed; open it again to read.`);
      };
      return {
        byteLength: size,
        readInto: (position, into) => {
          requireOpen();
          requirePlace(position, into);
          const end = position + into.length;
          if (kept && end <= filled) into.set(kept.subarray(position, end));
          else readInto(path, descriptor, position, into);
        },
        view: (begin, end) => {
          requireOpen();
          // What is no part of the file is told by readInto, which is asked then.
          const isPart = Number.isSafeInteger(begin) && Number.isSafeInteger(end);
          if (!isPart || begin < 0 || end < begin || end > size || size > KEPT_BYTES) return null;
          kept ??= allocate(size);
          // Only as far as it is asked for: who looks at what was just read finds it in the cache.
          if (end > filled) readInto(path, descriptor, filled, kept.subarray(filled, end));
          filled = Math.max(filled, end);
          return kept.subarray(begin, end);
        },
        close: () => {
          kept = null;
          // Its number may be another file's by the second call.
          if (isOpen) closeSync(descriptor);
          isOpen = false;
        },
      };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  } catch (cause) {
    throw failure('read from', path, cause);
  }
}

function readInto(path: string, descriptor: number, position: number, into: Uint8Array): void {
  for (let offset = 0; offset < into.length;) {
    const length = Math.min(CHUNK_BYTES, into.length - offset);
    const read = attempt(path, () => readSync(descriptor, into, offset, length, position + offset));
    if (read === 0) {
      throw new CheckpointError(
        `The checkpoint could not be read from ${path}: it became shorter meanwhile. ` +
          'Load another copy of it.',
      );
    }
    offset += read;
  }
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw failure('read from', path, cause);
  }
}

const ABSENT = 'the file does not exist; check the path, or save a checkpoint first';

function failure(what: 'written to' | 'read from', path: string, cause: unknown): DeepQError {
  // The parts themselves may be at fault.
  if (cause instanceof DeepQError) return cause;
  const code = codeOf(cause);
  const reason = what === 'read from' && code === 'ENOENT' ? ABSENT : explain(cause);
  return new CheckpointError(`The checkpoint could not be ${what} ${path}: ${reason}.`, { cause });
}
