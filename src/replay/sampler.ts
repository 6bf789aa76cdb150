import type { Random } from '../random/random.ts';
import type { State, StateValue } from '../state/state.ts';

/**
 * Decides which slots of a replay buffer are drawn. It sees slots only: what
 * lies in them is the storage's.
 *
 * @category Samplers
 */
export interface Sampler {
  /**
   * A transition was stored.
   *
   * @param slot - Where; it may have held another before.
   * @param priority - What it is worth at first, if whoever added it says so.
   * @param isDemonstration - Whether it is a demonstration. These come first, in slots
   *   0, 1, …, which are never given to another transition.
   */
  added(slot: number, priority?: number, isDemonstration?: boolean): void;
  /**
   * Draws slots.
   *
   * @param draw - Filled: `indices` with slots below `size`, and `weights` with
   *   the factor of each one's loss; they are 1 before. Shape of both: `[batch]`.
   * @param size - How many slots hold a transition.
   */
  sample(draw: SlotDraw, size: number): void;
  /**
   * Takes in how far off the network was.
   *
   * @param slots - Slots that were drawn and not overwritten since.
   * @param tdErrors - As long as `slots`.
   */
  learned?(slots: Int32Array, tdErrors: Float32Array): void;
  /**
   * The priority of a slot that holds a transition, before any exponent. Samplers that draw
   * evenly do without.
   */
  priority?(slot: number): number;
  /**
   * A copy of everything, as plain data.
   *
   * @param size - How many slots hold a transition.
   */
  getState(size: number): State;
  /**
   * Checks what `getState` returned.
   *
   * @param size - How many slots hold a transition in it.
   * @returns Takes the state over, and cannot fail.
   * @throws {CheckpointError} If it does not fit.
   */
  prepareState(state: State, size: number): () => void;
  /** Throws if the structure contradicts itself. For tests. */
  checkValid?(size: number): void;
}

/** The columns of a batch that a sampler fills. */
export interface SlotDraw {
  /** The slots. Shape `[batch]`. */
  readonly indices: Int32Array;
  /** Importance weights. Shape `[batch]`. */
  readonly weights: Float32Array;
}

/**
 * What a sampler is made from.
 *
 * @category Samplers
 */
export interface SamplerContext {
  /** How many slots there are. */
  readonly capacity: number;
  /** Where draws come from. */
  readonly random: Random;
}

/**
 * A way of sampling, as `uniform()`, `prioritized()` and `ranked()` make them: each replay
 * buffer makes a sampler of its own from it.
 *
 * @category Samplers
 */
export interface SamplerSpec {
  /** Names it in checkpoints. */
  readonly kind: string;
  /**
   * What it was made from, as plain data.
   *
   * @default {}
   */
  readonly options?: Readonly<Record<string, StateValue>>;
  /** Makes the sampler of one replay buffer. */
  create(context: SamplerContext): Sampler;
}
