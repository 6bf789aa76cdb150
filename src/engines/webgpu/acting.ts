import type { ObservationBatch } from '../../replay/batch.ts';
import type { Draws, Engine, Readback } from '../engine.ts';
import { createSimdEngine, type SimdEngineOptions } from '../simd/simdEngine.ts';

/** What {@link ActingCopy} is made from. */
export interface ActingOptions {
  /** The network, and the weights that it begins with. */
  readonly network: Omit<SimdEngineOptions, 'relaxed' | 'threads'>;
  /** Updates from one copy of the weights to the next, at least. */
  readonly every: number;
  /** Reads the online weights as they are after all updates so far. */
  readonly read: () => Promise<Float32Array>;
}

/** When no further update comes for so long, the weights are copied once more, in ms. */
const IDLE = 20;

/**
 * A copy of the online network on the CPU that acts at once. Its weights follow those
 * on the GPU: a copy is under way from every so many updates on, never two at once, and
 * another one after the last update.
 */
export class ActingCopy {
  readonly #options: ActingOptions;
  #engine: Engine | null = null;
  #weights: Float32Array;
  #updates = 0;
  /** Of the last copy that was begun. */
  #copied = 0;
  #isReading = false;
  /** Counts weights that were set from outside, which a copy under way must not overwrite. */
  #epoch = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(options: ActingOptions) {
    this.#options = options;
    this.#weights = options.network.weights;
  }

  /** See {@link Engine.act}. */
  act(observations: ObservationBatch, batch: number, draws?: Draws): Readback {
    // Made when it is needed: who only learns has no use for it.
    this.#engine ??= createSimdEngine({
      ...this.#options.network,
      weights: this.#weights,
      relaxed: true,
      threads: 1,
    });
    return this.#engine.forward('online', observations, batch, draws);
  }

  /** To be called after each update. */
  stepped(): void {
    this.#updates++;
    if (this.#updates - this.#copied >= this.#options.every) this.#refresh();
    else this.#refreshWhenIdle();
  }

  /** Takes over weights that were set from outside. */
  set(weights: Float32Array): void {
    this.#epoch++;
    this.#copied = this.#updates;
    this.#take(weights);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#engine?.dispose();
    this.#engine = null;
  }

  #refresh(): void {
    if (this.#isReading || this.#isDisposed) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isReading = true;
    this.#copied = this.#updates;
    const epoch = this.#epoch;
    this.#options.read().then(
      (weights) => {
        this.#isReading = false;
        if (epoch === this.#epoch && !this.#isDisposed) this.#take(weights);
        if (this.#updates - this.#copied >= this.#options.every) this.#refresh();
        else if (this.#updates > this.#copied) this.#refreshWhenIdle();
      },
      () => {
        // A device that failed fails the next call of the engine too, which says so.
        this.#isReading = false;
      },
    );
  }

  #refreshWhenIdle(): void {
    if (this.#timer !== undefined || this.#isReading || this.#isDisposed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#updates > this.#copied) this.#refresh();
    }, IDLE);
    // A timer must not keep a program alive.
    if (typeof this.#timer === 'object') this.#timer.unref();
  }

  #take(weights: Float32Array): void {
    this.#weights = weights;
    this.#engine?.setWeights(weights);
  }
}
