import { isShortList } from '../validation/lists.ts';
import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireChoice, show } from '../validation/options.ts';
import { activations, type Activation } from './activation.ts';
import { requireChannels, type ChannelOrder } from './channels.ts';
import type { NetworkInitializers } from './initializers/initializer.ts';
import { resolveOutput } from './initializers/resolve.ts';
import type { LayerSpec } from './layers/table.ts';
import { duelingStreams } from './mlp.ts';
import { requireInputScale, resolveLayer } from './resolveSpec.ts';
import type { NetworkSpec } from './spec.ts';

/**
 * Options of {@link network}.
 *
 * @category Networks
 */
export interface NetworkOptions extends Pick<NetworkInitializers, 'output'> {
  /**
   * From the observation to the features, in order, each made by `dense`, `conv`,
   * `embeddingTable`, `maxPool`, `averagePool`, `layerNorm`, `reshape` or `flatten`. The layer
   * that gives the values of the actions is added behind them.
   */
  readonly layers: readonly LayerSpec[];
  /**
   * Dueling streams after the layers: `true`, or the hidden layers of each
   * stream, such as `[128]`.
   *
   * @default false
   */
  readonly dueling?: boolean | readonly number[];
  /**
   * The activation of the hidden layers of the streams.
   *
   * @default 'relu'
   */
  readonly activation?: Activation;
  /**
   * What observations are multiplied by. A finite number other than 0.
   *
   * @default 1/255 for bytes, 1 for floats
   */
  readonly inputScale?: number;
  /**
   * How images are laid out, as in {@link CnnOptions}.
   *
   * @default 'first' where the first number of the shape of the observations
   *   is smaller than the last, as in `[4, 84, 84]`; else 'last'
   */
  readonly channels?: ChannelOrder;
}

/**
 * A network of any layers, one behind the other.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { conv, dense, maxPool, network } from 'deepq';
 *
 * const spec = network({
 *   layers: [conv({ filters: 16, kernelSize: 3 }), maxPool({ size: 2 }), dense({ units: 64 })],
 *   dueling: true,
 * });
 * ```
 * @category Networks
 */
export function network(options: NetworkOptions): NetworkSpec {
  const known = ['layers', 'dueling', 'activation', 'inputScale', 'channels', 'output'];
  rejectUnknownOptions('network', options, known);
  const { layers, dueling = false, inputScale, channels, output } = options;
  if (!isShortList(layers)) {
    throw new OptionsError(
      `layers must be a list, such as [dense({ units: 64 })]; received ${show(layers)}.`,
    );
  }
  const activation = requireChoice('activation', options.activation ?? 'relu', activations);
  return {
    layers: layers.map(resolveLayer),
    dueling: duelingStreams(dueling, activation),
    inputScale: inputScale === undefined ? null : requireInputScale(inputScale),
    channels: channels === undefined ? null : requireChannels(channels),
    ...resolveOutput(output),
  };
}
