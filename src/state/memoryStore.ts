import { CheckpointError } from '../errors.ts';
import { copyToBlocks, joinBlocks } from './blocks.ts';
import { requireBytes } from './bytes.ts';
import { sourceOf, type CheckpointSource } from './source.ts';
import type { CheckpointStore } from './store.ts';

/**
 * A store that keeps its checkpoint in memory: for tests, and to go back to
 * the best agent of a run.
 *
 * @example
 * ```ts
 * import { memoryStore } from 'deepq';
 *
 * const store = memoryStore();
 * await store.write(Uint8Array.of(1, 2, 3));
 * await store.read(); // Uint8Array [1, 2, 3]
 * ```
 * @category Checkpoints
 */
export function memoryStore(): Required<CheckpointStore> {
  let held: readonly Uint8Array[] | undefined;

  function requireHeld(): readonly Uint8Array[] {
    if (held) return held;
    throw new CheckpointError('This memory store is empty; write a checkpoint to it first.');
  }

  async function write(bytes: Uint8Array): Promise<void> {
    held = [new Uint8Array(requireBytes('memoryStore()', bytes))];
  }
  async function writeParts(parts: Iterable<Uint8Array>): Promise<void> {
    held = copyToBlocks('memoryStore()', parts);
  }
  async function read(): Promise<Uint8Array> {
    return joinBlocks(requireHeld());
  }
  async function open(): Promise<CheckpointSource> {
    // What is written later is other blocks, so that these stay as they are.
    return sourceOf(requireHeld());
  }
  return { write, writeParts, read, open };
}
