/**
 * Where a log is written to: a file (`logFile` of `deepq/node`), memory
 * ({@link memoryLog}), or what you make of it.
 *
 * @category Runs
 */
export interface LogSink {
  /**
   * Opens it, before anything is written. Of what lies there the first bytes are kept, and
   * the rest is cut off.
   *
   * @param keep - How many bytes: of a log that goes on from a saved state, a number, and
   *   fewer must not lie there; else a function that tells it from what lies there.
   * @returns How many were kept.
   */
  open(keep: number | ((existing: Uint8Array) => number)): number | Promise<number>;
  /** Adds at the end. The array may be used again by the caller once this has settled. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** Puts all that was written where a crash cannot reach it. */
  flush?(): void | Promise<void>;
  /** No more is written. */
  close?(): void | Promise<void>;
}

/**
 * A log in memory, for a page or a test.
 *
 * @category Runs
 */
export interface MemoryLog extends LogSink {
  /** All that was written, in a new array. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Makes a log that is kept in memory.
 *
 * @category Runs
 */
export function memoryLog(): MemoryLog {
  let bytes = new Uint8Array(0);
  return {
    get bytes() {
      return bytes.slice();
    },
    open(keep) {
      bytes = bytes.slice(0, typeof keep === 'number' ? keep : keep(bytes));
      return bytes.length;
    },
    write(more) {
      const longer = new Uint8Array(bytes.length + more.length);
      longer.set(bytes);
      longer.set(more, bytes.length);
      bytes = longer;
    },
  };
}
