/**
 * The complete state of a {@link Random}: its seed, from which forks are
 * derived, and the four 32-bit words of the stream.
 *
 * @category Random
 */
export type RandomState = {
  /** The seed that forks are derived from. */
  readonly seed: number;
  /** Where the stream is: four unsigned 32-bit words. */
  readonly words: readonly [number, number, number, number];
};

/**
 * A seeded stream of random numbers. Everything random in deepq draws from
 * one of these, so that one seed decides a whole run.
 *
 * @category Random
 */
export interface Random {
  /** A number in `[0, 1)` with 53 random bits. */
  uniform(): number;
  /**
   * A whole number in `[0, bound)`, without bias.
   *
   * @throws {ValueError} If `bound` is not a whole number from 1 to 2³².
   */
  integer(bound: number): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
  /**
   * A new stream, decided by this one's seed and `label` alone: how much has
   * been drawn from this stream, or which other forks exist, makes no
   * difference.
   *
   * @throws {ValueError} If `label` is not a string.
   */
  fork(label: string): Random;
  /** A copy of the state, as plain data. */
  getState(): RandomState;
  /**
   * Continues from a state that {@link Random.getState} returned.
   *
   * @throws {ValueError} If the state is not one of this generator; the
   *   stream then stays as it was.
   */
  setState(state: RandomState): void;
  /**
   * The first half of {@link Random.setState}: checks a state.
   *
   * @returns The second half, which takes it over and cannot fail.
   * @throws {ValueError} As `setState`.
   */
  prepareState(state: RandomState): () => void;
}
