import type { Draws, Engine, Readback, WeightsName } from '../engines/engine.ts';
import { ShapeError } from '../errors.ts';
import { computeValues } from '../heads/callHead.ts';
import type { Head } from '../heads/head.ts';
import { readDistribution, requireDistribution } from '../heads/readDistribution.ts';
import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import type { Random } from '../random/random.ts';
import type { ObservationBatch } from '../replay/batch.ts';
import type { Observation } from '../spaces/space.ts';
import type { DrawSource } from './drawSource.ts';
import { checkRows, toRows } from './rows.ts';
import { requireSyncReads } from './update.ts';
import { requireWeightsName } from './weightsName.ts';

/** What values are asked for. */
export interface ValuesRequest {
  /** One observation, or several in one array. */
  readonly observations: Observation | ObservationBatch;
  readonly weights: WeightsName;
  /** Where noise and fractions are drawn from, if they are. */
  readonly random: Random | undefined;
}

/** A pass that is prepared. */
interface Prepared {
  readonly rows: ObservationBatch;
  readonly batch: number;
  readonly draws: Draws | undefined;
}

/** Computes the values of actions by an engine and a head. */
export class Values {
  readonly #engine: Engine;
  readonly #head: Head;
  readonly #draws: DrawSource;
  /** Whether the head was found to have filled all values at least once. */
  #hasFilled = false;

  constructor(engine: Engine, head: Head, draws: DrawSource) {
    this.#engine = engine;
    this.#head = head;
    this.#draws = draws;
  }

  /** Whether {@link Values.toAct} gives values at once. */
  get areAtOnce(): boolean {
    return this.#engine.reads === 'sync' || this.#engine.act !== undefined;
  }

  /** @throws {BackendError} On a backend that can only be read asynchronously. */
  now(request: ValuesRequest): Float32Array {
    requireSyncReads(this.#engine, 'qValuesAsync (an agent: actAsync)');
    const prepared = this.#prepare(request);
    return this.#valuesOf(this.#forward(request, prepared).sync(), prepared.batch);
  }

  /** On every backend. */
  async wait(request: ValuesRequest): Promise<Float32Array> {
    const prepared = this.#prepare(request);
    return this.#valuesOf(await this.#forward(request, prepared).async(), prepared.batch);
  }

  /** By the copy that the engine keeps for acting, if it does; else as `now`. */
  toAct(request: ValuesRequest): Float32Array {
    if (this.#engine.reads === 'sync' || !this.#engine.act) return this.now(request);
    const { rows, batch, draws } = this.#prepare(request);
    return this.#valuesOf(this.#engine.act(rows, batch, draws).sync(), batch);
  }

  /** As `toAct`, with the weights after all updates so far, which may have to be waited for. */
  async toActLatest(request: ValuesRequest): Promise<Float32Array> {
    const engine = this.#engine;
    if (!engine.act || !engine.actLatest) return this.wait(request);
    const { rows, batch, draws } = this.#prepare(request);
    // A copy, as the caller may write into its own meanwhile.
    return this.#valuesOf(await engine.actLatest(rows.slice(), batch, draws), batch);
  }

  /** @throws {BackendError} On a backend that can only be read asynchronously. */
  distributionNow(request: ValuesRequest): ReturnDistribution {
    requireSyncReads(this.#engine, 'returnDistributionAsync');
    const prepared = this.#prepareDistribution(request);
    return this.#distributionOf(this.#forward(request, prepared).sync(), prepared);
  }

  /** On every backend. */
  async waitForDistribution(request: ValuesRequest): Promise<ReturnDistribution> {
    const prepared = this.#prepareDistribution(request);
    return this.#distributionOf(await this.#forward(request, prepared).async(), prepared);
  }

  #prepareDistribution({ observations, weights, random }: ValuesRequest): Prepared {
    requireDistribution(this.#head);
    requireWeightsName('weights', weights);
    const rows = toRows(observations);
    const batch = checkRows(this.#engine.architecture, rows);
    if (batch === 1) return { rows, batch, draws: this.#draws.drawDistribution(random) };
    throw new ShapeError(
      `returnDistribution takes one observation; received ${batch}. Call it for each of them.`,
    );
  }

  #distributionOf(outputs: Float32Array, { draws }: Prepared): ReturnDistribution {
    const { actions } = this.#engine.architecture;
    return readDistribution(this.#head, outputs.slice(), actions, draws?.fractions ?? null);
  }

  #prepare({ observations, weights, random }: ValuesRequest): Prepared {
    if (weights !== 'online') requireWeightsName('weights', weights);
    const rows = toRows(observations);
    const batch = checkRows(this.#engine.architecture, rows);
    return { rows, batch, draws: this.#draws.drawValues(batch, random) };
  }

  #forward({ weights }: ValuesRequest, { rows, batch, draws }: Prepared): Readback {
    return this.#engine.forward(weights, rows, batch, draws);
  }

  /** A copy, as what the engine hands out is its own and soon overwritten. */
  #valuesOf(outputs: Float32Array, batch: number): Float32Array {
    const values = new Float32Array(batch * this.#engine.architecture.actions);
    // A head that does one row does each: the check would be a tenth of an action of a small network.
    if (batch === 1 && this.#hasFilled) this.#head.values(outputs, values);
    // Values of a network that has diverged say nothing of what the head fills.
    else if (computeValues(this.#head, outputs, values)) this.#hasFilled = true;
    return values;
  }
}
