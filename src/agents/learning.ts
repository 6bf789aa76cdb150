import { UsageError } from '../errors.ts';
import { isPromise } from '../protocol/isPromise.ts';
import type { NetworkReset } from '../qnetwork/networkReset.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import { requireSyncReads, type UpdateResult } from '../qnetwork/update.ts';
import type { ResetOutcome } from '../regimes/resets.ts';
import { copyBatch, type SampledBatch } from '../replay/batch.ts';
import type { Replay } from '../replay/replay.ts';
import type { Counters } from './counters.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import type { Regime } from './regime.ts';
import { targetFraction } from './rhythm.ts';

/** Makes updates from batches of the replay buffer, counts them, and renews the target by them. */
export class Learning {
  readonly #network: QNetwork;
  readonly #replay: Replay;
  readonly #counters: Counters;
  readonly #regime: Regime;
  readonly #options: Pick<ResolvedDQNAgentOptions, 'batchSize' | 'learningStarts' | 'targetUpdate'>;
  #running: Promise<void> | null = null;
  /** What the last update came to. */
  last: UpdateResult | null = null;

  constructor(
    network: QNetwork,
    replay: Replay,
    counters: Counters,
    regime: Regime,
    options: ResolvedDQNAgentOptions,
  ) {
    this.#network = network;
    this.#replay = replay;
    this.#counters = counters;
    this.#regime = regime;
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
    const { reads, engine } = this.#network;
    requireSyncReads({ reads, backend: engine.backend }, 'learnAsync');
    const before = requireNow(this.#regime.beforeUpdate(this.#counters.environmentSteps));
    const batch = this.#regime.augment(this.#draw());
    const result = this.#network.update(batch);
    this.#afterUpdate(batch, result);
    return withResets(result, before, requireNow(this.#regime.afterUpdate(batch)));
  }

  /** Makes one update, on every backend. */
  updateAsync(): Promise<UpdateResult> {
    this.#requireReady();
    const learned = this.#updateAsync();
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

  async #updateAsync(): Promise<UpdateResult> {
    const reset = this.#regime.beforeUpdate(this.#counters.environmentSteps);
    // Not awaited where there is nothing to wait for, so that the update begins at once.
    const before = isPromise(reset) ? await reset : reset;
    // A copy, as the replay buffer may be sampled again meanwhile.
    const batch = this.#regime.augment(copyBatch(this.#draw()));
    const result = await this.#network.updateAsync(batch);
    this.#afterUpdate(batch, result);
    return withResets(result, before, await this.#regime.afterUpdate(batch));
  }

  #draw(): SampledBatch {
    const { returns } = this.#regime;
    const { batchSize } = this.#options;
    return returns ? this.#replay.sample(batchSize, returns) : this.#replay.sample(batchSize);
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

/** @throws {UsageError} If a reset has to be waited for. */
function requireNow(outcome: ResetOutcome): NetworkReset | null {
  if (!isPromise(outcome)) return outcome;
  throw new UsageError(
    'A reset of the network has to be waited for here, which learn() cannot do; call learnAsync and ' +
      'await it.',
  );
}

function withResets(result: UpdateResult, ...made: (NetworkReset | null)[]): UpdateResult {
  const resets = made.filter((reset) => reset !== null);
  return resets.length > 0 ? { ...result, resets } : result;
}

/**
 * In other libraries `learn` trains for so many steps.
 *
 * @throws {UsageError} If a call of `learn` has arguments.
 */
export function requireNoArguments(count: number): void {
  if (count === 0) return;
  throw new UsageError(
    'learn() makes a single update, and takes no arguments. To train for many steps write ' +
      'for await (const event of train(agent, environment, { environmentSteps: 50_000 })).',
  );
}
