import type { Architecture } from '../networks/architecture.ts';
import { initialWeights } from '../networks/initialize.ts';
import type { NetworkReset } from '../qnetwork/networkReset.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Random } from '../random/random.ts';
import type { Batch } from '../replay/batch.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { rejectUnknownOptions, requireInteger, requireNumber } from '../validation/options.ts';
import { dormantUnits } from './dormantUnits.ts';
import { hiddenUnits, type HiddenUnits } from './hiddenUnits.ts';
import { requireLayers } from './layerNames.ts';
import { requireResetContext } from './requireResetContext.ts';
import type { Recycling, RecyclingSpec, ResetContext, ResetOutcome } from './resets.ts';
import { incomingWeights, outgoingWeights } from './unitWeights.ts';

/**
 * Options of {@link redo}.
 *
 * @category Regimes
 */
export interface RedoOptions {
  /**
   * The period, in updates: a whole number of at least 1.
   *
   * @default 1_000
   */
  readonly everyUpdates?: number;
  /**
   * A unit is dormant if its mean absolute output is at most so many times the mean
   * of its layer. At least 0; 0 is for units that are never active.
   *
   * @default 0.025
   */
  readonly threshold?: number;
}

/**
 * Makes dormant units anew (ReDo): every `everyUpdates` updates, those of hidden dense
 * layers and convolutions whose output is next to nothing on the batch that was just
 * learned from. Their score is the mean of |output| over the batch, and over the pixels
 * of an image, divided by the mean of all units of the layer.
 *
 * The weights into such a unit, with its bias, begin as in a new network; the weights
 * out of it become 0, so that the values of the network stay as they are. The
 * optimizer's moments of all these become 0. Of noisy layers the deviations are treated
 * as the means. Normalised layers are the exception: there a new unit moves the others a
 * little. The target network follows by the next renewal.
 *
 * The activations are computed in plain TypeScript, on all engines alike, which takes
 * as long as some ten updates.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { Box, Discrete, DQNAgent, mlp, redo } from 'deepq';
 *
 * const agent = new DQNAgent({
 *   environment: {
 *     observationSpace: new Box({ low: -1, high: 1, shape: [4] }),
 *     actionSpace: new Discrete(2),
 *   },
 *   network: mlp({ hidden: [64, 64] }),
 *   dormant: redo({ everyUpdates: 1_000, threshold: 0.025 }),
 * });
 * agent.dispose();
 * ```
 * @see Sokar et al. 2023, https://arxiv.org/abs/2302.12902
 * @category Regimes
 */
export function redo(options: RedoOptions = {}): RecyclingSpec {
  rejectUnknownOptions('redo', options, ['everyUpdates', 'threshold'], {
    tau: 'threshold',
    resetPeriod: 'everyUpdates',
    everyEnvironmentSteps: 'everyUpdates: units are looked at by updates',
  });
  const everyUpdates = requireInteger('redo.everyUpdates', options.everyUpdates ?? 1_000, {
    min: 1,
  });
  const threshold = requireNumber('redo.threshold', options.threshold ?? 0.025, { min: 0 });
  return {
    kind: KIND,
    options: { everyUpdates, threshold },
    create: (context) => new Redo({ everyUpdates, threshold }, requireResetContext(KIND, context)),
  };
}

const KIND = 'redo';

class Redo implements Recycling {
  readonly #options: Required<RedoOptions>;
  readonly #network: QNetwork;
  readonly #architecture: Architecture;
  readonly #layers: readonly HiddenUnits[];
  readonly #random: Random;

  constructor(options: Required<RedoOptions>, { network, random }: ResetContext) {
    this.#options = options;
    this.#network = network;
    this.#architecture = requireLayers(KIND, network.architecture);
    this.#layers = hiddenUnits(this.#architecture);
    this.#random = random;
  }

  afterUpdate(updates: number, batch: Batch): ResetOutcome {
    if (updates % this.#options.everyUpdates !== 0) return null;
    let units = 0;
    let weights = 0;
    // Read now, as they may be gathered only then: the weights come later, and transitions between.
    const seen = { size: batch.size, observations: batch.observations };
    const pending = this.#network.rewrite(({ online, optimizer }) => {
      const dormant = this.#dormant(online, seen);
      units = dormant.reduce((sum, { length }) => sum + length, 0);
      if (units === 0) return false;
      const fresh = initialWeights(this.#architecture, this.#random.fork(`redo ${updates}`));
      const vectors = [online, ...Object.values(optimizer)];
      weights = this.#recycle(dormant, vectors, fresh);
      return true;
    });
    const done = (): NetworkReset | null => (units > 0 ? { kind: KIND, weights, units } : null);
    return pending instanceof Promise ? pending.then(done) : done();
  }

  getState(): State {
    return { random: this.#random.getState() };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader(KIND, state);
    return this.#random.prepareState(reader.random('random').getState());
  }

  /** Of each layer, the units that are dormant. */
  #dormant(
    online: Float32Array,
    batch: Pick<Batch, 'size' | 'observations'>,
  ): readonly (readonly number[])[] {
    const { threshold } = this.#options;
    return dormantUnits(this.#architecture, this.#layers, online, batch, threshold);
  }

  /**
   * @param vectors - The weights, then those of the optimizer.
   * @returns How many weights were changed.
   */
  #recycle(
    dormant: readonly (readonly number[])[],
    [online, ...slots]: readonly Float32Array[],
    fresh: Float32Array,
  ): number {
    const changed = new Set<number>();
    const write = (at: number, value: number): void => {
      (online as Float32Array)[at] = value;
      for (const slot of slots) slot[at] = 0;
      changed.add(at);
    };
    // First all weights in, then all weights out: one may be both, between two dormant units.
    this.#layers.forEach((layer, index) => {
      for (const unit of dormant[index] as readonly number[]) {
        for (const at of incomingWeights(this.#architecture, layer, unit)) {
          write(at, fresh[at] as number);
        }
      }
    });
    this.#layers.forEach((layer, index) => {
      for (const unit of dormant[index] as readonly number[]) {
        for (const at of outgoingWeights(this.#architecture, layer, unit)) write(at, 0);
      }
    });
    return changed.size;
  }
}
