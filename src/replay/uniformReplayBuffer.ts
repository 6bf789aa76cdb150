import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError, UsageError } from '../errors.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random, RandomState } from '../random/random.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, requireInteger, requireSeed, show } from '../validation/options.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import type { Batch } from './batch.ts';
import { BatchCache } from './batchCache.ts';
import { checkTransition } from './checkTransition.ts';
import { resolveFrames } from './frameLayout.ts';
import type { ReplayBuffer } from './replayBuffer.ts';
import { resolveNStep, type NStepOptions } from './nStep.ts';
import { StorageRing } from './storageRing.ts';
import type { Transition } from '../protocol/transition.ts';

/**
 * What {@link UniformReplayBuffer} is made from.
 *
 * @category Replay
 */
export interface UniformReplayBufferOptions {
  /** The most transitions that are kept, from 1 to 2³¹ − 1. */
  readonly capacity: number;
  /** What the transitions come from; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * Where draws come from; the buffer should be the only one to use it. Give
   * either this or `seed`.
   */
  readonly random?: Random;
  /**
   * Seeds the draws instead of `random`: a whole number from 0 to 2³² − 1.
   *
   * @default 0, if there is no `random`
   */
  readonly seed?: number;
  /**
   * How many frames an observation is a stack of, along its first dimension:
   * a divisor of that. Each frame is then kept once, however many stacks it is
   * in: 100,000 transitions of `[4, 84, 84]` take 0.7 GB instead of 2.8 GB.
   * What comes out of `sample` does not depend on it. 1 keeps observations
   * whole. `'auto'` takes each plane of a `Box` of bytes for a frame where
   * there are fewer planes than rows and columns, as in `[4, 84, 84]`.
   *
   * @default 'auto'
   */
  readonly frames?: number | 'auto';
  /**
   * Sums rewards over several steps (n-step returns), as far as the episode
   * goes: `r₀ + γ r₁ + …`. `Batch.steps` says how many were summed. Saved states
   * do not depend on it.
   *
   * @default `{ steps: 1, … }`: single rewards
   * @see Sutton 1988, https://doi.org/10.1007/BF00115009
   */
  readonly nStep?: NStepOptions;
}

/**
 * A replay buffer in which every transition is equally likely to be drawn,
 * each time anew (with replacement). The oldest transitions make room for
 * new ones.
 *
 * Observations are stored once, not twice, as long as those of a stream
 * follow one another; and of stacks of frames, each frame is stored once.
 *
 * @example
 * ```ts
 * import { Box, Discrete, UniformReplayBuffer } from 'deepq';
 *
 * const observationSpace = new Box({ low: -1, high: 1, shape: [2] });
 * const environment = { observationSpace, actionSpace: new Discrete(3) };
 * const replay = new UniformReplayBuffer({ capacity: 10_000, environment, seed: 7 });
 * replay.add({
 *   observation: Float32Array.of(0, 0.5),
 *   action: 2,
 *   reward: 1,
 *   nextObservation: Float32Array.of(0.1, 0.5),
 *   terminated: false,
 *   truncated: true,
 * });
 * const batch = replay.sample(1);
 * batch.actions[0]; // 2
 * ```
 * @see Mnih et al. 2015, https://www.nature.com/articles/nature14236
 * @category Replay
 */
export class UniformReplayBuffer implements ReplayBuffer {
  readonly capacity: number;
  /** What observations are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions there are. */
  readonly actionSpace: Discrete;
  /** How many frames observations are kept in; 1: they are kept whole. */
  readonly frames: number;
  readonly #random: Random;
  readonly #storage: StorageRing;
  readonly #batches: BatchCache;
  readonly #nStep: NStepOptions | null;

  /** @throws {OptionsError} If an option is unknown, missing or out of range. */
  constructor(options: UniformReplayBufferOptions) {
    rejectUnknownOptions('UniformReplayBuffer', options, KNOWN_OPTIONS);
    this.capacity = requireInteger('capacity', options.capacity, { min: 1, max: 2 ** 31 - 1 });
    const { observationSpace, actionSpace } = requireSpaces(
      'UniformReplayBuffer',
      options.environment,
    );
    this.observationSpace = observationSpace;
    this.actionSpace = actionSpace;
    this.#nStep = resolveNStep(options.nStep);
    this.#random = chooseRandom(options);
    const layout = resolveFrames(observationSpace, options.frames ?? 'auto');
    this.frames = layout?.count ?? 1;
    this.#storage = new StorageRing(this.capacity, observationSpace, actionSpace, layout);
    this.#batches = new BatchCache(this.observationSpace, this.#nStep !== null);
  }

  get size(): number {
    return this.#storage.size;
  }

  /**
   * Stores a copy of a transition.
   *
   * @param stream - Which of several environments it comes from, from 0 to
   *   65,535.
   * @throws {ValueError | ShapeError} If the transition does not fit the
   *   spaces, or holds NaN or infinity; nothing is stored then.
   * @throws {OptionsError} If there is no memory for it; nothing is lost.
   */
  add(transition: Transition, stream = 0): void {
    checkTransition(this.observationSpace, this.actionSpace, transition, stream);
    this.#storage.add(transition, stream);
  }

  /**
   * Draws transitions, with replacement.
   *
   * @returns Arrays that the next call with the same `batchSize` overwrites.
   * @throws {UsageError} If `batchSize` is not a positive whole number, or
   *   exceeds `size`.
   */
  sample(batchSize: number): Batch {
    const { size } = this.#storage;
    if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= size)) {
      throw new UsageError(
        `sample(batchSize) needs a whole number from 1 to the ${size} transitions stored; ` +
          `received ${show(batchSize)}. Add more transitions first, or ask for fewer.`,
      );
    }
    const columns = this.#batches.get(batchSize);
    const { indices } = columns.batch;
    for (let row = 0; row < batchSize; row++) indices[row] = this.#random.integer(size);
    this.#storage.gather(columns, this.#nStep);
    return columns.batch;
  }

  /** A copy of the stored transitions and of the random stream. */
  getState(): State {
    const { seed, words } = this.#random.getState();
    return { storage: this.#storage.getState(), random: { seed, words } };
  }

  /**
   * Takes over a state that `getState` returned; from there on everything is
   * as if it had never stopped.
   *
   * @throws {CheckpointError} If it does not fit this buffer's capacity and
   *   spaces, or contradicts itself; nothing changes then.
   */
  setState(state: State): void {
    const reader = new StateReader('replay buffer', state);
    const commit = this.#storage.prepare(reader.record('storage'));
    const random: unknown = reader.record('random');
    try {
      this.#random.setState(random as RandomState);
    } catch (cause) {
      throw reader.error('random is not the state of its random stream', { cause });
    }
    commit();
  }

  /** Throws if the inner structure contradicts itself. For tests; slow. */
  checkValid(): void {
    this.#storage.checkValid();
  }
}

const KNOWN_OPTIONS = ['capacity', 'environment', 'random', 'seed', 'frames', 'nStep'] as const;

function chooseRandom({ random, seed }: UniformReplayBufferOptions): Random {
  if (random !== undefined && seed !== undefined) {
    throw new OptionsError(
      `UniformReplayBuffer takes either random or seed; received both (seed ${show(seed)}). Drop one.`,
    );
  }
  if (random !== undefined) return random;
  const root = createRandom(requireSeed(seed ?? 0));
  // A fork, so that a seed shared with another part gives no shared stream.
  return root.fork('replay');
}
