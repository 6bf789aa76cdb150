import { UsageError } from '../errors.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import { copyBatch, type SampledBatch } from '../replay/batch.ts';
import type { Replay } from '../replay/replay.ts';
import type { Counters } from './counters.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { targetFraction } from './rhythm.ts';

/** Makes updates from batches of the replay buffer, counts them, and renews the target by them. */
export class Learning {
  readonly #network: QNetwork;
  readonly #replay: Replay;
  readonly #counters: Counters;
  readonly #options: Pick<ResolvedDQNAgentOptions, 'batchSize' | 'learningStarts' | 'targetUpdate'>;
  #running: Promise<void> | null = null;
  /** What the last update came to. */
  last: UpdateResult | null = null;

  constructor(
    network: QNetwork,
    replay: Replay,
    counters: Counters,
    options: ResolvedDQNAgentOptions,
  ) {
    this.#network = network;
    this.#replay = replay;
    this.#counters = counters;
    this.#options = options;
  }

  /** Settles when the asynchronous update that is running is over; never rejects. */
  get running(): Promise<void> | null {
    return this.#running;
  }

  /** Whether the replay buffer holds enough transitions. */
  get isReady(): boolean {
    return this.#replay.size >= this.needed;
  }

  /**
   * Whether there is enough to learn from; or was once, as the updates of a loaded
   * agent tell.
   */
  get hasStarted(): boolean {
    return this.isReady || this.#network.updates > 0;
  }

  /** Transitions that an update needs in the replay buffer. */
  get needed(): number {
    return Math.max(this.#options.batchSize, this.#options.learningStarts);
  }

  /** Makes one update. */
  update(): UpdateResult {
    this.#requireReady();
    const batch = this.#replay.sample(this.#options.batchSize);
    const result = this.#network.update(batch);
    this.#afterUpdate(batch, result);
    return result;
  }

  /** Makes one update, on every backend. */
  updateAsync(): Promise<UpdateResult> {
    this.#requireReady();
    // A copy, as the replay buffer may be sampled again meanwhile.
    const batch = copyBatch(this.#replay.sample(this.#options.batchSize));
    const learned = this.#network.updateAsync(batch).then((result) => {
      this.#afterUpdate(batch, result);
      return result;
    });
    const over = learned.then(
      () => undefined,
      () => undefined,
    );
    this.#running = over;
    void over.then(() => {
      if (this.#running === over) this.#running = null;
    });
    return learned;
  }

  #afterUpdate(batch: SampledBatch, result: UpdateResult): void {
    this.last = result;
    this.#replay.learned?.(batch, result.tdErrors);
    this.#counters.countUpdate();
    const fraction = targetFraction(this.#options.targetUpdate, this.#network.updates);
    if (fraction > 0) this.#network.syncTarget(fraction);
  }

  #requireReady(): void {
    // The batch that is being learned from must not be drawn over.
    this.#network.requireIdle();
    const missing = this.needed - this.#replay.size;
    if (missing <= 0) return;
    const { batchSize, learningStarts } = this.#options;
    throw new UsageError(
      `Learning needs ${this.needed} transitions in the replay buffer ` +
        `(batchSize ${batchSize}, learningStarts ${learningStarts}); it holds ${this.#replay.size}. ` +
        `Observe ${missing} more first, or call learn only while updatesDue is above 0.`,
    );
  }
}
