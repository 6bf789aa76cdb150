import type { CheckpointSource } from './source.ts';

/**
 * A place that holds one checkpoint: a file, a database entry, memory.
 *
 * `write` and `read` are enough. With `writeParts` and `open` besides, a
 * checkpoint of any size can be kept, which never is in memory as a whole.
 *
 * @category Checkpoints
 */
export interface CheckpointStore {
  /**
   * Replaces what the store holds by a copy of `bytes`. Whatever happens on
   * the way, the store afterwards holds the old content or the new, whole.
   *
   * @throws {ValueError} If `bytes` is not a `Uint8Array`.
   * @throws {CheckpointError} If the bytes cannot be written.
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Returns what was written last.
   *
   * @throws {CheckpointError} If there is nothing.
   */
  read(): Promise<Uint8Array>;
  /**
   * As `write`, of bytes that come in parts. They show what is in memory now,
   * and each of them is overwritten by the next: all must be copied or written
   * before the call returns its promise.
   *
   * @throws {CheckpointError} If the bytes cannot be written.
   */
  writeParts?(parts: Iterable<Uint8Array>): Promise<void>;
  /**
   * As `read`, for bytes that are taken piece by piece. Whoever opens it closes
   * it.
   *
   * @throws {CheckpointError} If there is nothing.
   */
  open?(): Promise<CheckpointSource>;
}

/**
 * The half of a {@link CheckpointStore} that saves.
 *
 * @category Checkpoints
 */
export type CheckpointWriter = Pick<CheckpointStore, 'write' | 'writeParts'>;

/**
 * The half of a {@link CheckpointStore} that loads.
 *
 * @category Checkpoints
 */
export type CheckpointReader = Pick<CheckpointStore, 'read' | 'open'>;
