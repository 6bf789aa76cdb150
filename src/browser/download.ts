import { requireBytes, requireParts } from '../state/bytes.ts';
import type { CheckpointWriter } from '../state/store.ts';
import { OptionsError, UsageError } from '../errors.ts';
import { show } from '../validation/options.ts';

/** Browsers read the bytes some time after the click, when the user has said where to. */
const KEEP_MS = 60_000;

/**
 * Offers a checkpoint to the user as a file to download. It can only write;
 * to read such a file, take its bytes from an `<input type="file">`.
 *
 * The promise resolves when the browser has been asked: whether the user
 * keeps the file is not known.
 *
 * @param fileName - The name that the browser suggests.
 * @throws {OptionsError} If `fileName` is not a string, or empty.
 * @example
 * ```ts
 * import { download } from 'deepq/browser';
 *
 * const store = download('agent.safetensors');
 * const save = (bytes: Uint8Array) => store.write(bytes); // on a click
 * ```
 * @category Checkpoints
 */
export function download(fileName: string): Required<CheckpointWriter> {
  if (typeof fileName !== 'string' || fileName === '') {
    throw new OptionsError(
      `download(fileName) needs a file name; received ${show(fileName)}. ` +
        "Pass one such as 'agent.safetensors'.",
    );
  }
  async function writeParts(parts: Iterable<Uint8Array>): Promise<void> {
    if (!('document' in globalThis)) {
      throw new UsageError(
        'download() needs a page, which is not here; ' +
          'in a worker send the bytes to the page, in Node use file() from deepq/node.',
      );
    }
    // A blob is a copy, which need not be in the page's memory.
    const blobs = Array.from(
      requireParts('download()', parts),
      (part) => new Blob([part as Uint8Array<ArrayBuffer>]),
    );
    const url = URL.createObjectURL(new Blob(blobs, { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = fileName;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
  }
  return {
    async write(bytes: Uint8Array): Promise<void> {
      await writeParts([requireBytes('download()', bytes)]);
    },
    writeParts,
  };
}
