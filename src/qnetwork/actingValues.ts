import type { Engine, WeightsName } from '../engines/engine.ts';
import type { Random } from '../random/random.ts';
import type { ObservationBatch } from '../replay/batch.ts';
import type { Observation } from '../spaces/space.ts';
import type { Values } from './values.ts';

/** The network whose values they are. */
interface Owner {
  /** The weights that choose; the engine was made with them too. */
  readonly actingWeights: WeightsName;
  /** @throws {UsageError} If it was disposed. */
  requireAlive(): void;
}

/**
 * The values of every action for choosing actions, by the weights that are to choose: at once
 * also where the engine itself can only be read by promise, if it keeps a copy of the network
 * for that.
 */
export class ActingValues {
  readonly #engine: Engine;
  readonly #values: Values;
  readonly #network: Owner;

  constructor(engine: Engine, values: Values, network: Owner) {
    this.#engine = engine;
    this.#values = values;
    this.#network = network;
  }

  /** Whether {@link ActingValues.now} gives values. */
  get areAtOnce(): boolean {
    return this.#values.areAtOnce;
  }

  /**
   * As `qValues` of the network; or, where the engine keeps a copy of the network for it, by
   * that, whose weights may be those of some updates before.
   *
   * @throws {BackendError} On a backend that can only be read asynchronously, without a copy.
   */
  now(observations: Observation | ObservationBatch, random?: Random): Float32Array {
    this.#network.requireAlive();
    return this.#values.toAct({ observations, weights: this.#network.actingWeights, random });
  }

  /** As `now`, by the weights after all updates so far, on every backend. */
  async latest(
    observations: Observation | ObservationBatch,
    random?: Random,
  ): Promise<Float32Array> {
    this.#network.requireAlive();
    return this.#values.toActLatest({ observations, weights: this.#network.actingWeights, random });
  }

  /** Resolves when the weights that `now` is to compute with have arrived; `null` if they have. */
  ready(): Promise<void> | null {
    return this.#engine.readyToAct?.() ?? null;
  }
}
