import { ShapeError, UsageError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { isPromise } from '../protocol/isPromise.ts';
import type { NetworkReset } from '../qnetwork/networkReset.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import { requireSyncReads, type UpdateResult } from '../qnetwork/update.ts';
import type { StartedUpdate } from '../qnetwork/updates.ts';
import type { ResetOutcome } from '../regimes/resets.ts';
import { copyBatch, copyBesideObservations, type SampledBatch } from '../replay/batch.ts';
import type { Replay } from '../replay/replay.ts';
import { show } from '../validation/show.ts';
import type { Counters } from './counters.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { LateUpdates, UPDATES_BEHIND } from './lateUpdates.ts';
import type { Regime } from './regime.ts';
import { targetFraction } from './rhythm.ts';

/** Makes updates from batches of the replay buffer, counts them, and renews the target by them. */
export class Learning {
  readonly #network: QNetwork;
  readonly #replay: Replay;
  readonly #counters: Counters;
  readonly #regime: Regime;
  readonly #options: Pick<ResolvedDQNAgentOptions, 'batchSize' | 'learningStarts' | 'targetUpdate'>;
  readonly #late: LateUpdates;
  /** Whether numbers were taken in since the beginning, or since all were. */
  #isUnderWay = false;
  #running: Promise<void> | null = null;
  /** How often another state took the place of this one. */
  #forgotten = 0;
  /** What the last update came to, of those whose numbers have been taken in. */
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
    this.#late = new LateUpdates((batch, result) => {
      this.#takeIn(batch, result);
    });
  }

  /** Whether an update is running, or the numbers of some are still to be taken in. */
  get isOpen(): boolean {
    return this.#running !== null || this.#isUnderWay || !this.#late.isEmpty;
  }

  /**
   * Waits for what is open. The next update waits for its own numbers again, so that a run
   * goes on as one that is resumed from here.
   */
  async settle(): Promise<void> {
    if (this.#running) await this.#running;
    else {
      await this.#late.settle();
      this.#isUnderWay = false;
    }
  }

  /** Forgets the numbers that are to be taken in, as another state takes the place of theirs. */
  forget(): void {
    this.#late.forget();
    this.#isUnderWay = false;
    this.#forgotten += 1;
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
    const batch = this.#draw();
    const result = this.#network.update(batch);
    this.#afterUpdate(batch, result);
    const after = requireNow(this.#regime.afterUpdate(batch));
    return before || after ? withResets(result, before, after) : result;
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
    // Not awaited where there is nothing to wait for, so that the update begins at once.
    const due = this.#late.take(UPDATES_BEHIND - 1);
    if (due) await due;
    const reset = this.#regime.beforeUpdate(this.#counters.environmentSteps);
    const before = isPromise(reset) ? await reset : reset;
    const batch = this.#draw();
    const started = this.#network.startUpdate(batch);
    // A copy, as the replay buffer may be sampled again meanwhile.
    const kept = started.isLate ? copyBesideObservations(batch) : copyBatch(batch);
    if (started.isLate) return this.#goOn(kept, started, before);
    const result = await started.result;
    this.#afterUpdate(kept, result);
    const after = await this.#regime.afterUpdate(kept);
    await this.#network.acting.ready();
    return withResets(result, before, after);
  }

  /** After an update that runs on a device: its numbers are taken in by one of the next. */
  async #goOn(
    batch: SampledBatch,
    { result, learningRate }: StartedUpdate,
    before: NetworkReset | null,
  ): Promise<UpdateResult> {
    this.#countUpdate();
    this.#late.add({ batch, result });
    const { updates } = this.#network;
    const forgotten = this.#forgotten;
    const after = await this.#regime.afterUpdate(batch);
    // The first has no earlier one whose numbers could be told.
    if (!this.#isUnderWay) await this.#late.take(0);
    // So that the next steps are taken by the same weights in every run.
    const weights = this.#network.acting.ready();
    if (weights) await weights;
    if (forgotten !== this.#forgotten) {
      // Another state was taken over meanwhile: nothing was taken in, and the next update is a
      // first one again. What this one came to is told to whoever waits for it.
      return withResets({ ...(await result), updates, learningRate }, before, after);
    }
    this.#isUnderWay = true;
    const last = this.last as UpdateResult;
    const behind = updates - last.updates;
    const told = { ...last, updates, learningRate, ...(behind > 0 && { behind }) };
    return withResets(told, before, after);
  }

  #draw(): SampledBatch {
    const { returns } = this.#regime;
    const { batchSize } = this.#options;
    // What changes observations reads all of them.
    const lazily = this.#regime.augments ? undefined : this.#network.lazyGather;
    const batch = lazily
      ? this.#replay.sample(batchSize, returns, lazily)
      : returns
        ? this.#replay.sample(batchSize, returns)
        : this.#replay.sample(batchSize);
    requireSize('sample(batchSize) of the replay buffer', batchSize, batch);
    if (!this.#regime.augments) return batch;
    return requireSize('augment(batch) of augment', batchSize, this.#regime.augment(batch));
  }

  #afterUpdate(batch: SampledBatch, result: UpdateResult): void {
    this.#takeIn(batch, result);
    this.#countUpdate();
  }

  #takeIn(batch: SampledBatch, result: UpdateResult): void {
    this.last = result;
    this.#replay.learned?.(batch, result.tdErrors);
  }

  #countUpdate(): void {
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
        `Observe ${missing} more first, or call learn only while updatesDue is above 0; where all there is to learn ` +
        'from is recorded, put it in with fillReplay, or lower learningStarts.',
    );
  }
}

/** @throws {ShapeError} If what may be the user's own gives another batch. */
function requireSize(method: string, size: number, batch: SampledBatch): SampledBatch {
  if ((batch as SampledBatch | undefined)?.size === size) return batch;
  const found = abandonPromise(batch) ? undefined : (Object(batch) as Partial<SampledBatch>).size;
  throw new ShapeError(
    `${method} must return a batch of size ${size}; received ` +
      `${found === undefined ? show(batch) : `one of size ${show(found)}`}.`,
  );
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
  // Those of the user may return nothing where there is none.
  const resets = made.filter((reset) => (reset ?? null) !== null) as NetworkReset[];
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
