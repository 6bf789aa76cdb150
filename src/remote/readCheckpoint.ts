import { OptionsError } from '../errors.ts';
import { isBytes } from '../state/bytes.ts';
import type { CheckpointReader } from '../state/store.ts';
import { show } from '../validation/show.ts';

/**
 * The bytes of a checkpoint.
 *
 * @param where - For messages.
 * @throws {OptionsError} If it is neither bytes nor a store.
 */
export async function readCheckpoint(
  where: string,
  checkpoint: Uint8Array | CheckpointReader,
): Promise<Uint8Array> {
  if (isBytes(checkpoint)) return checkpoint;
  if (typeof (Object(checkpoint) as Partial<CheckpointReader>).read === 'function') {
    return checkpoint.read();
  }
  throw new OptionsError(
    `${where} needs the bytes of a checkpoint, as save() gives them, or a store that holds one; ` +
      `received ${show(checkpoint)}. Of an ArrayBuffer: new Uint8Array(buffer).`,
  );
}
