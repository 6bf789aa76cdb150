import { CheckpointError } from '../errors.ts';
import { requireParts } from './bytes.ts';

/** Large enough that there are few, small enough to be found in fragmented memory. */
const BLOCK_BYTES = 2 ** 26;

/**
 * Copies bytes that come in parts, which the next part overwrites, into blocks
 * of memory, so that no array need be as long as all of them.
 *
 * @param where - The store, for messages, such as `memoryStore()`.
 * @throws {ValueError} If the parts cannot be iterated over, or one is no Uint8Array.
 * @throws {CheckpointError} If there is not enough memory.
 */
export function copyToBlocks(
  where: string,
  parts: Iterable<Uint8Array>,
  blockBytes: number = BLOCK_BYTES,
): Uint8Array<ArrayBuffer>[] {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  let block = new Uint8Array(0);
  let used = 0;
  for (const part of requireParts(where, parts)) {
    for (let from = 0; from < part.length;) {
      if (used === block.length) {
        block = allocate(blockBytes);
        blocks.push(block);
        used = 0;
      }
      const piece = part.subarray(from, from + block.length - used);
      block.set(piece, used);
      used += piece.length;
      from += piece.length;
    }
  }
  // A small checkpoint should not take a whole block.
  if (used < block.length) blocks.push((blocks.pop() ?? block).slice(0, used));
  return blocks;
}

/**
 * Joins blocks into one new array.
 *
 * @throws {CheckpointError} If that would be longer than an array can be.
 */
export function joinBlocks(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = allocate(blocks.reduce((sum, block) => sum + block.length, 0));
  let offset = 0;
  for (const block of blocks) {
    bytes.set(block, offset);
    offset += block.length;
  }
  return bytes;
}

/**
 * A new array for a checkpoint.
 *
 * @throws {CheckpointError} If it would be longer than an array can be.
 */
export function allocate(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CheckpointError(
      `${length} bytes of a checkpoint are more than one array can hold here; save and load it by ` +
        'a store that takes it in parts, such as file(path) of deepq/node, leave the replay buffer ' +
        'out ({ replay: false }), or lower the capacity of that.',
      { cause },
    );
  }
}
