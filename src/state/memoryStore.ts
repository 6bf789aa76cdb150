import { CheckpointError } from '../errors.ts';
import { copyBytes } from './bytes.ts';
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
export function memoryStore(): CheckpointStore {
  let held: Uint8Array | undefined;
  async function write(bytes: Uint8Array): Promise<void> {
    held = copyBytes('memoryStore()', bytes);
  }
  async function read(): Promise<Uint8Array> {
    if (held) return new Uint8Array(held);
    throw new CheckpointError('This memory store is empty; write a checkpoint to it first.');
  }
  return { write, read };
}
