import { UsageError } from '../../errors.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import type { Draws, Engine, Readback } from '../engine.ts';
import { createSimdEngine, type SimdEngineOptions } from '../simd/simdEngine.ts';

/** What {@link ActingCopy} is made from. */
export interface ActingOptions {
  /** The network, and the weights that it begins with. */
  readonly network: Omit<SimdEngineOptions, 'relaxed' | 'threads'>;
  /** Updates from one copy of the weights to the next. */
  readonly every: number;
  /**
   * Whether what is done between an update and the next moves these weights, as it does those of the target:
   * then they are read when the next begins.
   */
  readonly moveBetween: boolean;
  /** Reads the weights that act, as they are after all updates so far. */
  readonly read: () => Promise<Float32Array>;
}

/**
 * How many updates later a copy of the weights is acted on. Always as many, so that
 * runs do not depend on the speed of a device; enough that it has arrived by then.
 */
export const ACTING_LAG = 16;

/** Weights on their way from the GPU. */
interface Copy {
  /** The update from which on they are acted on. */
  readonly due: number;
  /** Resolves when they are there, or the device has failed. */
  readonly arrived: Promise<void>;
  weights: Float32Array | null;
}

/**
 * A copy of the network that acts, on the CPU, so that it acts at once. Its weights follow those on
 * the GPU by a rhythm of updates alone: those after update `u`, a multiple of `every`, are
 * acted on from update `u + ACTING_LAG` on. Those of the target with its move that follows update `u`.
 */
export class ActingCopy {
  readonly #options: ActingOptions;
  #engine: Engine | null = null;
  /** Those that `act` computes with. */
  #weights: Float32Array;
  /** Those that the engine holds at the moment. */
  #held: Float32Array;
  #updates = 0;
  /** The update whose weights are still to be read, when all that follows it is done. */
  #unread: number | null = null;
  /** In the order in which they are due. */
  #copies: Copy[] = [];
  /** The weights after all updates, for `actLatest`; `null` when they have changed since. */
  #latest: Promise<Float32Array> | null = null;
  #isDisposed = false;

  constructor(options: ActingOptions) {
    this.#options = options;
    this.#weights = options.network.weights;
    this.#held = this.#weights;
  }

  /** See {@link Engine.act}. */
  act(observations: ObservationBatch, batch: number, draws?: Draws): Readback {
    return this.#forward(this.#weights, observations, batch, draws);
  }

  /** See {@link Engine.actLatest}. */
  async actLatest(
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
  ): Promise<Float32Array> {
    const asked = (this.#latest ??= this.#options.read());
    let weights: Float32Array;
    try {
      weights = await asked;
    } catch (error) {
      // Whoever asks again is to have another try.
      if (this.#latest === asked) this.#latest = null;
      throw error;
    }
    return this.#forward(weights, observations, batch, draws).sync().slice();
  }

  /** See {@link Engine.readyToAct}. */
  readyToAct(): Promise<void> | null {
    const due = this.#copies.findLast((copy) => copy.due <= this.#updates);
    return due ? due.arrived : null;
  }

  /** To be called before each update is asked for. */
  beginStep(): void {
    const update = this.#unread;
    this.#unread = null;
    if (update !== null) this.#follow(update + ACTING_LAG, this.#options.read());
  }

  /**
   * To be called after each update.
   *
   * @param update - Counted from 1, those before a state was loaded included.
   */
  stepped(update: number): void {
    this.#updates = update;
    this.#latest = null;
    const { every, moveBetween } = this.#options;
    if (update % every === 0) this.#unread = update;
    if (!moveBetween) this.beginStep();
    this.#takeDue();
  }

  /** To be called when the target weights have moved. */
  targetMoved(): void {
    this.#latest = null;
  }

  /**
   * Acts on the weights as they are now, as soon as they have arrived: so does a network
   * that is loaded from a state of this moment.
   */
  catchUp(weights: Promise<Float32Array>): void {
    this.#copies = [];
    this.#unread = null;
    this.#follow(this.#updates, weights);
  }

  /**
   * Takes over weights that were set from outside.
   *
   * @param updates - That were made until then.
   */
  set(weights: Float32Array, updates: number): void {
    this.#updates = updates;
    this.#copies = [];
    this.#unread = null;
    this.#latest = null;
    this.#weights = weights;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#copies = [];
    this.#engine?.dispose();
    this.#engine = null;
  }

  #follow(due: number, weights: Promise<Float32Array>): void {
    const take = (found: Float32Array): void => {
      copy.weights = found;
      this.#takeDue();
    };
    const copy: Copy = {
      due,
      weights: null,
      arrived: weights.then(take, () => {
        // A device that failed fails the next call of the engine too, which says so. Where memory
        // was short, the next copy takes its place.
        this.#copies = this.#copies.filter((each) => each !== copy);
      }),
    };
    this.#copies.push(copy);
  }

  /** Takes over the newest weights that are due and there. */
  #takeDue(): void {
    while (this.#copies[0]?.weights && this.#copies[0].due <= this.#updates) {
      this.#weights = this.#copies[0].weights;
      this.#copies.shift();
    }
  }

  #forward(
    weights: Float32Array,
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
  ): Readback {
    if (this.#isDisposed) throw new UsageError('This engine was disposed; it acts no more.');
    // Made when it is needed: who only learns has no use for it.
    this.#engine ??= createSimdEngine({
      ...this.#options.network,
      weights,
      relaxed: true,
      threads: 1,
    });
    if (this.#held !== weights) this.#engine.setWeights(weights);
    this.#held = weights;
    return this.#engine.forward('online', observations, batch, draws);
  }
}
