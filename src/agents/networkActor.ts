import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Random } from '../random/random.ts';
import type { ObservationBatch } from '../replay/batch.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import type { Observation } from '../spaces/space.ts';
import type { Acting, Moment } from './acting.ts';
import type { ActManyOptions, ActOptions, Actor } from './agent.ts';
import { checkActManyOptions, checkActOptions } from './checkActOptions.ts';
import { packObservations } from './packObservations.ts';

const NONE = /* @__PURE__ */ new Float32Array();

/** Where no options are given, as in most steps of a training, there is nothing to check of them. */
const NO_OPTIONS: ActOptions & ActManyOptions = /* @__PURE__ */ Object.freeze({});

/** Acts by the values of a network. What is given is checked before anything is drawn. */
export class NetworkActor implements Required<Omit<Actor, 'spaces'>> {
  readonly #network: QNetwork;
  readonly #spaces: EnvironmentSpaces;
  readonly #acting: Acting;
  readonly #now: Moment;

  /** @param now - What the agent has come to: it changes as the agent goes on. */
  constructor(network: QNetwork, spaces: EnvironmentSpaces, acting: Acting, now: Moment) {
    this.#network = network;
    this.#spaces = spaces;
    this.#acting = acting;
    this.#now = now;
  }

  get reads(): 'sync' | 'async' {
    return this.#network.reads;
  }

  act(observation: Observation, options: ActOptions = NO_OPTIONS): number {
    this.#check(observation, options);
    const noise = this.#noise(options);
    return this.#acting.select(
      () => this.#network.acting.now(observation, noise),
      options,
      this.#now,
    );
  }

  async actAsync(observation: Observation, options: ActOptions = NO_OPTIONS): Promise<number> {
    this.#check(observation, options);
    const moment = momentOf(this.#now);
    const values = isRandom(options, moment) ? NONE : await this.#values(observation, options);
    // Once more: the caller may have written into the mask meanwhile.
    this.#acting.check(options);
    return this.#acting.select(values, options, moment);
  }

  actMany(observations: readonly Observation[], options: ActManyOptions = NO_OPTIONS): number[] {
    const rows = this.#checkMany(observations, options);
    let values: Float32Array | null = null;
    const noise = this.#noise(options);
    const compute = (): Float32Array => (values ??= this.#network.acting.now(rows, noise));
    return this.#acting.selectMany(compute, observations.length, options, this.#now);
  }

  async actManyAsync(
    observations: readonly Observation[],
    options: ActManyOptions = NO_OPTIONS,
  ): Promise<number[]> {
    const rows = this.#checkMany(observations, options);
    const { length } = observations;
    const moment = momentOf(this.#now);
    const values = isRandom(options, moment) ? NONE : await this.#values(rows, options);
    this.#acting.checkMany(options, length);
    return this.#acting.selectMany(() => values, length, options, moment);
  }

  /**
   * The values of a choice that may be waited for; at once where they are there. A choice
   * that does not explore is by all that was learned: it shows what the agent can do.
   */
  #values(
    observations: Observation | ObservationBatch,
    options: Pick<ActOptions, 'explore' | 'random'>,
  ): Float32Array | Promise<Float32Array> {
    const network = this.#network;
    const noise = this.#noise(options);
    if (!network.acting.areAtOnce)
      return network.qValuesAsync(observations, network.actingWeights, noise);
    if (network.reads === 'sync' || options.explore !== false) {
      return network.acting.now(observations, noise);
    }
    return network.acting.latest(observations, noise);
  }

  /** Where the noise of a choice comes from: there is none in greedy choices. */
  #noise({ explore = true, random }: Pick<ActOptions, 'explore' | 'random'>): Random | undefined {
    return explore ? (random ?? this.#acting.random) : undefined;
  }

  #check(observation: Observation, options: ActOptions): void {
    this.#network.requireAlive();
    if (options !== NO_OPTIONS) checkActOptions(options);
    checkObservation(this.#spaces.observationSpace, observation, 'observation');
    if (options !== NO_OPTIONS) this.#acting.check(options);
  }

  /** The observations in one array. */
  #checkMany(observations: readonly Observation[], options: ActManyOptions): ObservationBatch {
    this.#network.requireAlive();
    checkActManyOptions(options);
    const rows = packObservations(this.#spaces.observationSpace, observations);
    this.#acting.checkMany(options, observations.length);
    return rows;
  }
}

/** A copy, which stays as it is while values are waited for. */
function momentOf({ environmentSteps, isRandom: drawn }: Moment): Moment {
  return { environmentSteps, isRandom: drawn };
}

/** Whether the action is drawn without a pass. */
function isRandom({ explore = true }: Pick<ActOptions, 'explore'>, moment: Moment): boolean {
  return explore && moment.isRandom;
}
