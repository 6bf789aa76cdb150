/** What a worker is to do. The arrays are shared: they outlive a worker that hangs. */
export interface WorkerTask {
  readonly seed: number;
  /** The number of the next call of each target. */
  readonly positions: Int32Array;
  /** How many calls were begun in all; the target and the number of the last. */
  readonly state: Int32Array;
  /** When to end, in milliseconds since 1970. */
  readonly until: number;
  readonly callsEach: number;
  /** The only targets, if there are some, with commas between their names. */
  readonly only: string | null;
  /** The only call, to look at it again. */
  readonly call: number | null;
}

/** A call that ended as none may. */
export interface Failure {
  readonly target: string;
  readonly position: number;
  /** What was thrown. */
  readonly problem: string;
  /** Where. */
  readonly place: string;
}
