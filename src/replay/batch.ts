/**
 * Observations side by side: one row each. Whole numbers for a `Discrete`
 * space (`Int32Array`, shape `[batch]`), elements of a `Box` otherwise (shape
 * `[batch, size]`).
 *
 * @category Replay
 */
export type ObservationBatch = Float32Array | Uint8Array | Int32Array;

/**
 * A batch of transitions, column by column. The arrays belong to the replay
 * buffer and are overwritten by its next `sample`; copy what you want to
 * keep.
 *
 * @category Replay
 */
export interface Batch {
  /** The number of transitions. */
  readonly size: number;
  /** Shape `[size, ...observation]`. */
  readonly observations: ObservationBatch;
  /** Shape `[size]`. */
  readonly actions: Int32Array;
  /**
   * What the action earned; with n-step returns the discounted sum of so many
   * rewards as `steps` says. Shape `[size]`.
   */
  readonly rewards: Float32Array;
  /** What came after the last of the rewards. Shape `[size, ...observation]`. */
  readonly nextObservations: ObservationBatch;
  /** 1 where the episode terminated, else 0. Shape `[size]`. */
  readonly terminated: Uint8Array;
  /** 1 where the episode was cut short, else 0. Shape `[size]`. */
  readonly truncated: Uint8Array;
  /** Factor of each transition's loss; 1 under uniform sampling. Shape `[size]`. */
  readonly weights: Float32Array;
  /** The slots of the replay buffer that were drawn. Shape `[size]`. */
  readonly indices: Int32Array;
  /**
   * 1 where an action is allowed in the next state, else 0; `null` if all are,
   * as no transition came with a mask. Shape `[size, actions]`.
   */
  readonly nextActionMasks: Uint8Array | null;
  /**
   * How many rewards each of `rewards` sums, so that the value of the next
   * state counts γ to this power; missing where it is one each. Shape `[size]`.
   */
  readonly steps?: Int32Array;
}
