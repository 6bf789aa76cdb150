import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { copyBytes } from '../state/bytes.ts';
import type { CheckpointStore } from '../state/store.ts';
import { CheckpointError, OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { CHUNK_BYTES, codeOf, explain, replaceFile, requireOrdinary } from './replaceFile.ts';

/**
 * A store that keeps its checkpoint in a file.
 *
 * Writing is atomic: the bytes go to a temporary file in the same folder,
 * reach the disk, and then take the place of the old file in one step. A
 * process that is killed, a machine that goes down or a disk that is full
 * leaves the old checkpoint or the new one, never a mixture. Missing folders
 * are created.
 *
 * Writes of one store happen one after the other, each of the bytes as they
 * are at the call.
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
export function file(path: string): CheckpointStore {
  if (typeof path !== 'string' || path === '') {
    throw new OptionsError(
      `file(path) needs the path of a file; received ${show(path)}. ` +
        "Pass one such as 'output/agent.safetensors'.",
    );
  }
  const target = resolve(path);
  let last: Promise<unknown> = Promise.resolve();
  return {
    async write(bytes: Uint8Array): Promise<void> {
      const copy = copyBytes('file()', bytes);
      // In order, so that what was written last is what stays.
      const written = last.then(() => replaceFile(target, copy));
      last = written.catch(() => undefined);
      try {
        await written;
      } catch (cause) {
        throw failure('written to', target, cause);
      }
    },
    async read(): Promise<Uint8Array> {
      try {
        return await readFile(target);
      } catch (cause) {
        throw failure('read from', target, cause);
      }
    },
  };
}

async function readFile(path: string): Promise<Uint8Array> {
  await requireOrdinary(path);
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array((await handle.stat()).size);
    let offset = 0;
    while (offset < bytes.length) {
      const length = Math.min(CHUNK_BYTES, bytes.length - offset);
      const { bytesRead } = await handle.read(bytes, offset, length, offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
    }
    return bytes.subarray(0, offset);
  } finally {
    await handle.close();
  }
}

const ABSENT = 'the file does not exist; check the path, or save a checkpoint first';

function failure(what: 'written to' | 'read from', path: string, cause: unknown): CheckpointError {
  const code = codeOf(cause);
  const reason = what === 'read from' && code === 'ENOENT' ? ABSENT : explain(cause);
  return new CheckpointError(`The checkpoint could not be ${what} ${path}: ${reason}.`, { cause });
}
