import type { FrameRows } from './frameRows.ts';

/**
 * Observations side by side: one row each. Whole numbers for a `Discrete`
 * space (`Int32Array`, shape `[batch]`), elements of a `Box` otherwise (shape
 * `[batch, size]`).
 *
 * @category Replay
 */
export type ObservationBatch = Float32Array | Uint8Array | Int32Array;

/**
 * What a network learns from: transitions, column by column.
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
   * What the action earned; with n-step returns the discounted sum of up to n
   * rewards. Shape `[size]`.
   */
  readonly rewards: Float32Array;
  /**
   * What the value of the next state counts: γᵏ after k rewards, and 0 where
   * the episode terminated. A truncated episode keeps its discount. Shape
   * `[size]`.
   */
  readonly discounts: Float32Array;
  /** What came after the last of the rewards. Shape `[size, ...observation]`. */
  readonly nextObservations: ObservationBatch;
  /** Factor of each transition's loss; 1 under uniform sampling. Shape `[size]`. */
  readonly weights: Float32Array;
  /**
   * 1 where an action is allowed in the next state, else 0; `null` if all are,
   * as no transition came with a mask. Shape `[size, actions]`.
   */
  readonly nextActionMasks: Uint8Array | null;
  /**
   * 1 where an action was allowed when the one of the transition was chosen, else
   * 0; `null` if all were, as no transition came with such a mask. Only the
   * Munchausen heads, {@link cql} and {@link largeMargin} read it. Shape `[size, actions]`.
   *
   * @default null
   */
  readonly actionMasks?: Uint8Array | null | undefined;
  /**
   * 1 where the transition is a demonstration, else 0; `null` if none is kept. Only
   * {@link largeMargin} reads it. Shape `[size]`.
   *
   * @default null
   */
  readonly demonstrations?: Uint8Array | null | undefined;
  /**
   * Which frames of a replay buffer the observations are stacks of, where an engine keeps
   * these itself: observations are gathered only when they are read then. Copies go without.
   *
   * @default null
   */
  readonly frames?: FrameRows | null | undefined;
}

/**
 * A batch that a replay buffer has drawn. The arrays belong to the replay
 * buffer and are overwritten by its next `sample`; copy what you want to keep.
 *
 * @category Replay
 */
export interface SampledBatch extends Batch {
  readonly actionMasks: Uint8Array | null;
  readonly demonstrations?: Uint8Array | null;
  /** 1 where the episode terminated, else 0. Shape `[size]`. */
  readonly terminated: Uint8Array;
  /** 1 where the episode was cut short, else 0. Shape `[size]`. */
  readonly truncated: Uint8Array;
  /** The slots of the replay buffer that were drawn. Shape `[size]`. */
  readonly indices: Int32Array;
  /**
   * How many transitions had been added to the replay buffer when the batch was
   * drawn. With `indices` it tells whether a slot was overwritten since.
   */
  readonly added: number;
}

/**
 * A copy of a batch that stays as it is when the replay buffer is sampled
 * again. Every array is copied, whatever columns there are.
 */
export function copyBatch<B extends Batch>(batch: B): B {
  const given: unknown = batch;
  // Whoever reads the copy refuses what is no batch.
  if (typeof given !== 'object' || given === null) return batch;
  const columns = Object.entries(batch).map(([name, value]: [string, unknown]) => [
    name,
    ArrayBuffer.isView(value) ? (value as Float32Array).slice() : value,
  ]);
  return Object.fromEntries(columns) as B;
}

/**
 * As {@link copyBatch}, but observations stay those of the batch, which the next one may
 * write over: they are large, and whoever notes errors has no use for them. They are not
 * read here, as they may be gathered only then.
 */
export function copyBesideObservations<B extends Batch>(batch: B): B {
  const all: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(batch);
  // Those of a class stand at its prototype.
  const inherited = (read: () => unknown): PropertyDescriptor => ({ get: read, enumerable: true });
  const {
    observations = inherited(() => batch.observations),
    nextObservations = inherited(() => batch.nextObservations),
    ...columns
  } = all;
  const copy = copyBatch(Object.defineProperties({}, columns) as B);
  return Object.defineProperties(copy, { observations, nextObservations });
}
