import { UsageError } from '../errors.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { ReplayBuffer } from '../replay/replayBuffer.ts';
import type { Counters } from './counters.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { targetFraction } from './rhythm.ts';

/** Makes updates from batches of the replay buffer, counts them, and renews the target by them. */
export class Learning {
  readonly #network: QNetwork;
  readonly #replay: ReplayBuffer;
  readonly #counters: Counters;
  readonly #options: Pick<
    ResolvedDQNAgentOptions,
    'batchSize' | 'learningStarts' | 'head' | 'targetUpdate'
  >;
  #running: Promise<void> | null = null;

  constructor(
    network: QNetwork,
    replay: ReplayBuffer,
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
    const { batchSize, head } = this.#options;
    const result = this.#network.update(this.#replay.sample(batchSize), head);
    this.#afterUpdate();
    return result;
  }

  /** Makes one update, on every backend. */
  updateAsync(): Promise<UpdateResult> {
    this.#requireReady();
    const { batchSize, head } = this.#options;
    const batch = this.#replay.sample(batchSize);
    const learned = this.#network.updateAsync(batch, head).then((result) => {
      this.#afterUpdate();
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

  #afterUpdate(): void {
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
