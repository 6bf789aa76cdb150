import type { State } from '../state/state.ts';
import type { Transition } from '../protocol/transition.ts';
import type { SampledBatch } from './batch.ts';
import type { LazyGather } from './lazyGather.ts';
import type { ReturnsOptions } from './returns.ts';

/**
 * A memory of transitions to learn from: what an agent needs of its replay
 * buffer. {@link ReplayBuffer} is one; implement this to bring your own.
 *
 * @category Replay
 */
export interface Replay {
  /** The most transitions that are kept; then the oldest make room. */
  readonly capacity: number;
  /** How many transitions are held now. */
  readonly size: number;
  /**
   * Stores a copy of a transition.
   *
   * @param stream - Which of several environments it comes from, a whole
   *   number from 0; transitions of one stream follow one another.
   * @throws {ValueError | ShapeError} If the transition does not fit the
   *   spaces, or holds NaN or infinity; nothing is stored then.
   */
  add(transition: Transition, stream?: number): void;
  /**
   * An episode begins in a stream, whether or not the one before it has ended: what is
   * added next follows on nothing that was added before. A replay that sums no rewards
   * over several steps does without.
   *
   * @param stream - As in `add`.
   */
  beginEpisode?(stream?: number): void;
  /**
   * Draws transitions. The batch is only valid until the next call.
   *
   * @param returns - γ, and how many rewards are to be summed in this batch; what
   *   is left out is the replay's own. An agent passes it only where its `nStep`
   *   or its `discount` is a schedule.
   * @param lazily - What gathers observations where an engine keeps frames itself. A replay
   *   of your own may leave it out.
   * @throws {UsageError} If `batchSize` exceeds `size`.
   */
  sample(batchSize: number, returns?: ReturnsOptions, lazily?: LazyGather): SampledBatch;
  /**
   * Takes in how far off the network was on a batch, which decides what is
   * drawn more often. Replays that draw evenly do without.
   *
   * @param batch - What `sample` returned, or a copy of it. Where an engine delivers errors
   *   late, other batches may have been drawn and learned from meanwhile, and transitions
   *   overwritten (`added` tells); its observations may be those of a later batch then.
   * @param tdErrors - Those of the update. Shape `[batch]`.
   */
  learned?(batch: SampledBatch, tdErrors: Float32Array): void;
  /**
   * Priorities of transitions, evenly spread over those that are held, for a look at how
   * they are distributed.
   *
   * @param most - How many at most.
   * @returns `null` where transitions have none.
   */
  priorities?(most: number): Float64Array | null;
  /** A copy of everything, as plain data. */
  getState(): State;
  /**
   * As `getState`, but tensors may be views of memory that changes with the next
   * transition, or be made when they are asked for. A checkpoint is written from
   * it at once, where it is there, so that no copy is needed.
   */
  viewState?(): State;
  /**
   * Takes over a state that `getState` returned.
   *
   * @throws {CheckpointError} If it does not fit; nothing changes then.
   */
  setState(state: State): void;
}
