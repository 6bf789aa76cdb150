import { copyState } from '../state/copyState.ts';
import { setStateOf } from '../state/stateful.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { requireInteger, show } from '../validation/options.ts';
import type { SampledBatch } from './batch.ts';
import { BatchCache } from './batchCache.ts';
import { checkTransition, requireMaskNames, requireStream } from './checkTransition.ts';
import type { LazyGather } from './lazyGather.ts';
import type { Replay } from './replay.ts';
import { resolveReplayBufferOptions, type ReplayBufferOptions } from './replayBufferOptions.ts';
import { drawBy, prepareSampler, stateOfSampler } from './callSampler.ts';
import { requireErrors, requireMethods } from './requireSampler.ts';
import { resolveReturns, type Returns, type ReturnsOptions } from './returns.ts';
import type { Sampler } from './sampler.ts';
import { StorageRing } from './storageRing.ts';
import type { Transition } from '../protocol/transition.ts';

/**
 * Of how many transitions the names are looked at, for masks under other names: a program that
 * writes them does so from the start, and looking takes a sixth of the time of adding.
 */
const LOOKED_AT = 1000;

/**
 * A replay buffer: a ring of transitions in which the oldest make room for
 * new ones, a {@link Sampler} that decides which are drawn, and returns over one
 * or several steps.
 *
 * Demonstrations (transitions with `demonstration: true`) are added first, and never
 * make room: new transitions share the rest of the capacity.
 *
 * Observations are stored once, not twice, as long as those of a stream
 * follow one another; and of stacks of frames, each frame is stored once.
 *
 * @example
 * ```ts
 * import { Box, Discrete, ReplayBuffer } from 'deepq';
 *
 * const observationSpace = new Box({ low: -1, high: 1, shape: [2] });
 * const environment = { observationSpace, actionSpace: new Discrete(3) };
 * const replay = new ReplayBuffer({ capacity: 10_000, environment, seed: 7 });
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
export class ReplayBuffer implements Replay {
  readonly capacity: number;
  /** What observations are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions there are. */
  readonly actionSpace: Discrete;
  /** How many frames observations are kept in; 1: they are kept whole. */
  readonly frames: number;
  /** γ, and how many rewards are summed. */
  readonly returns: Returns;
  /** The kind of its sampler, such as `'uniform'`. */
  readonly samplerKind: string;
  readonly #storage: StorageRing;
  readonly #createSampler: () => Sampler;
  /** How many transitions to come are looked at for masks under other names. */
  #lookedAt = LOOKED_AT;
  #sampler: Sampler;
  readonly #batches: BatchCache;

  /** @throws {OptionsError} If an option is unknown, missing or out of range. */
  constructor(options: ReplayBufferOptions) {
    const resolved = resolveReplayBufferOptions(options);
    const { capacity, sampler, random, layout } = resolved;
    this.capacity = capacity;
    this.observationSpace = resolved.observationSpace;
    this.actionSpace = resolved.actionSpace;
    this.returns = resolved.returns;
    this.frames = layout?.count ?? 1;
    this.samplerKind = sampler.kind;
    this.#createSampler = () => requireMethods(sampler.create({ capacity, random }));
    this.#sampler = this.#createSampler();
    this.#storage = new StorageRing(capacity, this.observationSpace, this.actionSpace, layout);
    this.#batches = new BatchCache(this.observationSpace);
  }

  get size(): number {
    return this.#storage.size;
  }

  /** How many of the transitions are demonstrations; they are never overwritten. */
  get demonstrations(): number {
    return this.#storage.demonstrations;
  }

  /**
   * Stores a copy of a transition.
   *
   * @param stream - Which of several environments it comes from, from 0 to
   *   65,535.
   * @throws {ValueError | ShapeError} If the transition does not fit the
   *   spaces, or holds NaN or infinity; nothing is stored then.
   * @throws {UsageError} If it is a demonstration, and comes after other transitions, or
   *   the buffer is full of demonstrations but for one; nothing is stored then.
   * @throws {OptionsError} If there is no memory for it; nothing is lost.
   */
  add(transition: Transition, stream = 0): void {
    checkTransition(this.observationSpace, this.actionSpace, transition, stream);
    if (this.#lookedAt > 0) {
      requireMaskNames(transition);
      this.#lookedAt -= 1;
    }
    const { priority, demonstration } = transition;
    this.#sampler.added(this.#storage.add(transition, stream), priority, demonstration);
  }

  /**
   * An episode begins in a stream. Call it where the one before it was broken off, neither
   * terminated nor truncated: its last rewards would be summed with the first ones of the
   * next, where that begins with the observation at which it was left.
   *
   * @param stream - As in `add`.
   * @throws {ValueError} If it is none; nothing changes then.
   */
  beginEpisode(stream = 0): void {
    requireStream(stream);
    this.#storage.breakOff(stream);
  }

  /**
   * Draws transitions, as the sampler says.
   *
   * @param returns - γ, and how many rewards are summed in this batch; what is left
   *   out is that of {@link ReplayBuffer.returns}.
   * @param lazily - What gathers observations instead, where they are kept as stacks of frames.
   * @returns Arrays that the next call with the same `batchSize` overwrites.
   * @throws {UsageError} If `batchSize` is not a positive whole number, or
   *   exceeds `size`.
   * @throws {OptionsError} If a number of `returns` is out of range.
   * @throws {ValueError} If a sampler of your own draws slots that hold nothing, or leaves weights unfilled.
   */
  sample(batchSize: number, returns?: ReturnsOptions, lazily?: LazyGather): SampledBatch {
    const { size } = this.#storage;
    if (!(Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= size)) {
      throw new UsageError(
        size === 0
          ? 'sample(batchSize) needs a transition to draw; the replay buffer is empty. Add some first.'
          : `sample(batchSize) needs a whole number from 1 to the ${size} transitions stored; ` +
              `received ${show(batchSize)}. Add more transitions first, or ask for fewer.`,
      );
    }
    const now = returns ? resolveReturns(returns, this.returns) : this.returns;
    const columns = this.#batches.get(batchSize, now.steps > 1);
    drawBy(this.#sampler, columns.batch, size);
    return this.#storage.gather(columns, now, lazily);
  }

  /**
   * Hands the TD errors of an update to the sampler, but for transitions that
   * were overwritten since they were drawn.
   *
   * @throws {ShapeError | ValueError} If there is not a finite error for each
   *   transition; nothing changes then.
   */
  learned(batch: SampledBatch, tdErrors: Float32Array): void {
    if (!this.#sampler.learned) return;
    requireErrors(batch, tdErrors);
    const { indices, added } = batch;
    const isUnchanged = this.#storage.areUnchanged(indices, added);
    if (indices.every((_, row) => isUnchanged(row))) this.#sampler.learned(indices, tdErrors);
    else {
      const kept = (_: number, row: number): boolean => isUnchanged(row);
      this.#sampler.learned(indices.filter(kept), tdErrors.filter(kept));
    }
  }

  /**
   * Priorities of transitions, evenly spread over those that are held, for a look at how they
   * are distributed. Nothing changes by it.
   *
   * @param most - How many at most, from 1.
   * @returns `null` where the sampler has none, as `uniform()`.
   * @throws {OptionsError} If `most` is no whole number from 1.
   */
  priorities(most: number): Float64Array | null {
    requireInteger('priorities(most)', most, { min: 1 });
    const { size } = this;
    const sampler = this.#sampler;
    if (!sampler.priority) return null;
    const count = Math.min(most, size);
    return Float64Array.from({ length: count }, (_, index) =>
      sampler.priority!(Math.floor((index * size) / count)),
    );
  }

  /** A copy of the stored transitions and of the sampler's state. */
  getState(): State {
    return copyState(this.viewState());
  }

  /**
   * As `getState`, but without a copy: tensors read the memory of this buffer
   * when they are asked, so that nothing may be added until they have been. For
   * checkpoints of any size, by {@link saveCheckpoint}.
   */
  viewState(): State {
    return {
      storage: this.#storage.viewState(),
      sampler: { kind: this.samplerKind, ...stateOfSampler(this.#sampler, this.size) },
    };
  }

  /**
   * Takes over a state that `getState` returned; from there on everything is
   * as if it had never stopped.
   *
   * @throws {CheckpointError} If it does not fit this buffer's capacity, spaces
   *   and sampler, or contradicts itself; nothing changes then.
   */
  setState(state: State): void {
    setStateOf(this, state);
  }

  /**
   * The first half of {@link ReplayBuffer.setState}: checks a state.
   *
   * @returns The second half, which takes it over. Where the state is read from a
   *   file that fails now, it throws a {@link CheckpointError}, and the buffer is
   *   empty.
   * @throws {CheckpointError} As `setState`.
   */
  prepareState(state: State): () => void {
    const reader = new StateReader('replay buffer', state);
    const storage = reader.record('storage');
    const commit = this.#storage.prepare(storage);
    const sampler = reader.record('sampler');
    const kind = new StateReader("replay buffer's sampler", sampler).string('kind');
    if (kind !== this.samplerKind) {
      throw reader.error(`its sampler is '${kind}', that of this replay '${this.samplerKind}'`);
    }
    const size = new StateReader('replay buffer', storage).integer('size', {
      min: 0,
      max: this.capacity,
    });
    const commitSampler = prepareSampler(this.#sampler, sampler, size);
    return () => {
      try {
        commit();
      } catch (error) {
        // The storage is empty, and so must be what is drawn from.
        this.#sampler = this.#createSampler();
        throw error;
      }
      commitSampler();
    };
  }

  /** Throws if the inner structure contradicts itself. For tests; slow. */
  checkValid(): void {
    this.#storage.checkValid();
    this.#sampler.checkValid?.(this.size);
  }
}
