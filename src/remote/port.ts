/**
 * One end of the wire between a page and its worker, or between two threads: what a
 * browser's `Worker` and Node's `worker_threads` have in common.
 */
export interface Port {
  /**
   * Sends a copy of plain data to the other end.
   *
   * @param transfer - Buffers that are handed over, without a copy.
   */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Called once. */
  listen(listeners: PortListeners): void;
  /** No more messages come; on the page's side, the worker ends. */
  close(): void;
}

/** What hears of what comes from the other end. */
export interface PortListeners {
  readonly message: (message: unknown) => void;
  /** The worker could not be loaded, or threw an error that nothing caught. */
  readonly failure: (failure: PortFailure) => void;
}

/** What a host tells of a worker that failed. */
export interface PortFailure {
  /** Null where the host does not tell, as of a script that it could not load. */
  readonly message: string | null;
  /** Where it was thrown, if the host tells. */
  readonly file: string | null;
  /** Of a thread that ended without an error: by `process.exit`, from outside, or at its end. */
  readonly exitCode?: number;
  /** What to do, where the host knows better than what is said of any error. */
  readonly mend?: string | null;
  /** The error itself, where it came along. */
  readonly cause?: unknown;
}
