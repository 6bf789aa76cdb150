import { OptionsError } from '../errors.ts';
import type { Architecture } from '../networks/architecture.ts';
import { initialWeights } from '../networks/initialize.ts';
import type { NetworkReset } from '../qnetwork/networkReset.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Random } from '../random/random.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';
import { layerNames, layerOf, requireLayers, torsoLayers } from './layerNames.ts';
import type { ResetContext, ResetOutcome, Resets, ResetsSpec } from './resets.ts';

/**
 * Options of {@link shrinkAndPerturb}.
 *
 * @category Regimes
 */
export interface ShrinkAndPerturbOptions {
  /** The period, in environment steps: a whole number of at least 1. */
  readonly everyEnvironmentSteps: number;
  /**
   * In environment steps: a reset is made only if the next one would still come
   * before this, so that there is time to recover. With 20,000 and 100,000 there are
   * three, at 20,000, 40,000 and 60,000.
   *
   * @default Infinity
   */
  readonly until?: number;
  /**
   * How much of the torso is made anew, from 0 to 1: of convolutions or of an
   * embedding, with what follows on them up to the first dense layer; in a network
   * without either, of all hidden layers before the outputs or the streams.
   *
   * @default 0.5
   */
  readonly torso?: number;
  /**
   * How much of all other layers is made anew, from 0 to 1.
   *
   * @default 1
   */
  readonly head?: number;
  /**
   * The same for single layers, by their names, such as `{ layer0: 0.2, output: 1 }`;
   * `network.architecture.parameters` has the names of their weights.
   *
   * @default `torso` or `head`
   */
  readonly layers?: Readonly<Record<string, number>>;
}

/**
 * Resets of the network as training goes on: `w ← (1 − f) · w + f · w₀` with fresh
 * first weights w₀, where f is said by layer; 1 is a full reset. So a network that has
 * been trained on few data does not lose the ability to learn from more of them.
 *
 * - A reset falls due each time that so many environment steps were observed, and is
 *   made before the next update. Where more than one was missed, one is made.
 * - The target network is reset in the same way, with the same w₀.
 * - The optimizer forgets what it knows of weights that are reset (f above 0): its
 *   moments become 0.
 * - `agent.updates` and the schedule of the learning rate go on; those of `nStep` and
 *   `discount` begin again.
 * - The replay buffer and the noise of noisy layers go on.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range. An agent
 *   throws it if its network has no layer of a name in `layers`.
 * @example
 * ```ts
 * import { Box, Discrete, DQNAgent, mlp, shrinkAndPerturb } from 'deepq';
 *
 * const agent = new DQNAgent({
 *   environment: {
 *     observationSpace: new Box({ low: -1, high: 1, shape: [4] }),
 *     actionSpace: new Discrete(2),
 *   },
 *   network: mlp({ hidden: [64, 64] }),
 *   resets: shrinkAndPerturb({ everyEnvironmentSteps: 20_000, until: 100_000, torso: 0.5, head: 1 }),
 * });
 * agent.dispose();
 * ```
 * @see Ash and Adams 2020, https://arxiv.org/abs/1910.08475
 * @see Schwarzer et al. 2023, https://arxiv.org/abs/2305.19452
 * @category Regimes
 */
export function shrinkAndPerturb(options: ShrinkAndPerturbOptions): ResetsSpec {
  rejectUnknownOptions('shrinkAndPerturb', options, KNOWN_OPTIONS, HINTS);
  const { torso = 0.5, head = 1, layers = {}, until = Infinity } = options;
  const every = requireInteger('everyEnvironmentSteps', options.everyEnvironmentSteps, { min: 1 });
  if (until !== Infinity) requireInteger('until', until, { min: 1 });
  if (typeof layers !== 'object' || (layers as unknown) === null) {
    throw new OptionsError(
      `layers must be an object of numbers by the names of layers; received ${show(layers)}.`,
    );
  }
  const fractions: Fractions = {
    torso: requireFraction('torso', torso),
    head: requireFraction('head', head),
    layers: Object.fromEntries(
      Object.entries(layers).map(([name, f]) => [name, requireFraction(`layers.${name}`, f)]),
    ),
  };
  return {
    kind: KIND,
    // Plain data has no infinity.
    options: { everyEnvironmentSteps: every, ...(until < Infinity && { until }), ...fractions },
    create: (context) => new ShrinkAndPerturb({ every, until, fractions }, context),
  };
}

const KIND = 'shrinkAndPerturb';

const KNOWN_OPTIONS = [
  'everyEnvironmentSteps',
  'until',
  'torso',
  'head',
  'layers',
] as const satisfies readonly (keyof ShrinkAndPerturbOptions)[];

const HINTS = {
  every: 'everyEnvironmentSteps',
  resetEvery: 'everyEnvironmentSteps',
  everyUpdates: 'everyEnvironmentSteps: resets count environment steps',
  noResetsAfter: 'until',
  encoder: 'torso',
  output: 'head, or layers: { output }',
};

/** How much is made anew. */
type Fractions = Required<Pick<ShrinkAndPerturbOptions, 'torso' | 'head' | 'layers'>>;

class ShrinkAndPerturb implements Resets {
  readonly #every: number;
  readonly #until: number;
  readonly #network: QNetwork;
  readonly #architecture: Architecture;
  /** For each array of weights, how much of it is made anew. */
  readonly #fractions: readonly number[];
  readonly #random: Random;
  /** The environment steps up to which nothing is due any more. */
  #seenTo = 0;

  constructor(
    options: { readonly every: number; readonly until: number; readonly fractions: Fractions },
    { network, random }: ResetContext,
  ) {
    this.#every = options.every;
    this.#until = options.until;
    this.#network = network;
    this.#architecture = requireLayers(KIND, network.architecture);
    this.#fractions = fractionsOf(this.#architecture, options.fractions);
    this.#random = random;
  }

  beforeUpdate(environmentSteps: number): ResetOutcome {
    const periods = Math.floor(environmentSteps / this.#every);
    const isDue = periods > Math.floor(this.#seenTo / this.#every);
    const isTooLate = (periods + 1) * this.#every >= this.#until;
    const pending = isDue && !isTooLate ? this.#reset(periods) : null;
    const done = (reset: NetworkReset | null): NetworkReset | null => {
      this.#seenTo = environmentSteps;
      return reset;
    };
    return pending instanceof Promise ? pending.then(done) : done(pending);
  }

  getState(): State {
    return { seenTo: this.#seenTo, random: this.#random.getState() };
  }

  prepareState(state: State | null, environmentSteps: number): () => void {
    const reader = state && new StateReader(KIND, state);
    // Resets are not made up for by an agent that was saved without them.
    const seenTo = reader ? reader.count('seenTo', environmentSteps) : environmentSteps;
    const takeOverRandom = reader && this.#random.prepareState(reader.random('random').getState());
    return () => {
      this.#seenTo = seenTo;
      takeOverRandom?.();
    };
  }

  #reset(periods: number): ResetOutcome {
    const architecture = this.#architecture;
    // Decided by the seed and the time alone.
    const fresh = initialWeights(architecture, this.#random.fork(`reset ${periods}`));
    let weights = 0;
    const pending = this.#network.rewrite(({ online, target, optimizer }) => {
      weights = 0;
      architecture.parameters.forEach(({ offset, size }, index) => {
        const fraction = this.#fractions[index] as number;
        if (fraction === 0) return;
        weights += size;
        for (const vector of [online, target]) mix(vector, fresh, fraction, offset, offset + size);
        for (const slot of Object.values(optimizer)) slot.fill(0, offset, offset + size);
      });
      return weights > 0;
    });
    const done = (): NetworkReset => ({ kind: KIND, weights, units: null });
    return pending instanceof Promise ? pending.then(done) : done();
  }
}

/** `w ← (1 − f) · w + f · w₀`. */
function mix(
  weights: Float32Array,
  fresh: Float32Array,
  fraction: number,
  begin: number,
  end: number,
): void {
  for (let at = begin; at < end; at++) {
    weights[at] = (1 - fraction) * (weights[at] as number) + fraction * (fresh[at] as number);
  }
}

/** @throws {OptionsError} If there is no layer of a name. */
function fractionsOf(architecture: Architecture, { torso, head, layers }: Fractions): number[] {
  const names = layerNames(architecture);
  const unknown = Object.keys(layers).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new OptionsError(
      `shrinkAndPerturb.layers names ${show(unknown)}, and the network has no such layer with weights; ` +
        `it has ${names.join(', ')}.`,
    );
  }
  const inTorso = torsoLayers(architecture);
  return architecture.parameters.map((parameter) => {
    const name = layerOf(parameter);
    return layers[name] ?? (inTorso.has(name) ? torso : head);
  });
}

function requireFraction(name: string, value: unknown): number {
  return requireNumber(`shrinkAndPerturb.${name}`, value, { min: 0, max: 1 });
}
