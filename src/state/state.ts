/**
 * An array with its dimensions, as a checkpoint stores it.
 *
 * @category Checkpoints
 */
export interface StateTensor {
  /** The dimensions; `[]` for a single number. */
  readonly shape: readonly number[];
  /** Row-major; its length is the product of `shape`. */
  readonly data: StateArray;
}

/**
 * The typed arrays that a checkpoint can hold.
 *
 * @category Checkpoints
 */
export type StateArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/**
 * One value of a {@link State}: a finite number, a string, a boolean, `null`,
 * a tensor, or a list or record of such values.
 *
 * @category Checkpoints
 */
export type StateValue =
  number | string | boolean | null | StateTensor | readonly StateValue[] | State;

/**
 * The complete state of a part (an agent, a replay buffer, an environment) as
 * plain data: records of numbers and strings, with {@link StateTensor}s for
 * arrays. One format for everything that can be saved.
 *
 * @category Checkpoints
 */
export interface State {
  readonly [key: string]: StateValue;
}
