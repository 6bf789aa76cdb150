/**
 * A place that holds one checkpoint: a file, a database entry, memory.
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
}
