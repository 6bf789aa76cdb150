/**
 * Frames that a replay buffer keeps, each named by a whole number from 0. A name is used
 * again for another frame when no transition refers to the first one any more.
 *
 * @category Replay
 */
export interface FrameSource {
  /**
   * By name, a number that changes when another frame is kept under that name; 0 as long as
   * it is zeros. Another array when there is room for more frames.
   */
  readonly versions: Int32Array;
  /**
   * Copies frames side by side.
   *
   * @param frames - Their names; those from `begin` to `end` are copied.
   * @param start - Where in `to`, counted in elements.
   */
  copy(
    frames: Int32Array,
    begin: number,
    end: number,
    to: Float32Array | Uint8Array,
    start: number,
  ): void;
}

/**
 * Which frames the observations of a batch are stacks of, by name; as they are until the
 * next transition is added.
 *
 * @category Replay
 */
export interface FrameRows {
  /** Where the frames are. */
  readonly source: FrameSource;
  /** Of s. Shape `[batch, frames]`. */
  readonly observations: Int32Array;
  /** Of s'. Shape `[batch, frames]`. */
  readonly nextObservations: Int32Array;
}
