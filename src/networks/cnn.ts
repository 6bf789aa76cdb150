import { isShortList } from '../validation/lists.ts';
import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireChoice, show } from '../validation/options.ts';
import { activations, type Activation } from './activation.ts';
import { requireChannels, type ChannelOrder } from './channels.ts';
import { initializerNames, initializerOptions } from './initializers/resolve.ts';
import { averagePool } from './layers/averagePool.ts';
import { conv, type KernelOptions } from './layers/conv.ts';
import { layerNorm } from './layers/layerNorm.ts';
import { maxPool } from './layers/maxPool.ts';
import type { PoolOptions } from './layers/pooling.ts';
import type { LayerSpec } from './layers/table.ts';
import { denseLayers, duelingStreams, type MlpOptions } from './mlp.ts';
import { requireInputScale } from './resolveSpec.ts';
import type { NetworkSpec } from './spec.ts';
import { withInitializers } from './withInitializers.ts';

/**
 * One convolution of {@link cnn}.
 *
 * @category Networks
 */
export interface ConvOptions extends KernelOptions {
  /**
   * Pooling behind the convolution, and before its activation. For another
   * order, give the layers one by one to {@link network}.
   */
  readonly pooling?: PoolingOptions;
}

/**
 * Pooling behind a convolution of {@link cnn}.
 *
 * @category Networks
 */
export interface PoolingOptions extends Omit<PoolOptions, 'activation'> {
  /** The largest number of each window, or the mean. */
  readonly type: 'max' | 'average';
}

/**
 * Options of {@link cnn}.
 *
 * @category Networks
 */
export interface CnnOptions extends MlpOptions {
  /** The convolutions, in order; the layers of `hidden` follow. */
  readonly convolutions: readonly ConvOptions[];
  /**
   * How images are laid out: `'last'` for `[height, width, channels]`,
   * `'first'` for planes, `[channels, height, width]`. The same weights give
   * the same values for the same pictures in both.
   *
   * @default 'first' where the first number of the shape of the observations
   *   is smaller than the last, as in `[4, 84, 84]`; else 'last'
   */
  readonly channels?: ChannelOrder;
}

/**
 * A network of convolutions, then fully connected layers, for observations
 * from a `Box` of shape `[height, width, channels]`, or of planes,
 * `[channels, height, width]`.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { cnn } from 'deepq';
 *
 * const spec = cnn({
 *   convolutions: [
 *     { filters: 32, kernelSize: 5, stride: 5 },
 *     { filters: 64, kernelSize: 5, stride: 5 },
 *   ],
 *   hidden: [256],
 * });
 * ```
 * @category Networks
 */
export function cnn(options: CnnOptions): NetworkSpec {
  rejectUnknownOptions(
    'cnn',
    options,
    [
      'convolutions',
      'hidden',
      'activation',
      'layerNorm',
      'dueling',
      'noisy',
      'inputScale',
      'channels',
      ...initializerOptions,
    ],
    { 'conv convLayers convLayerParams convFilters filters': 'convolutions' },
    'cnn({ convolutions: [{ filters: 32, kernelSize: 8, stride: 4 }], hidden: [512] })',
  );
  const { convolutions, inputScale, channels, dueling = false } = options;
  if (!isShortList(convolutions)) {
    throw new OptionsError(
      `convolutions must be a list of { filters, kernelSize, stride }; received ${show(convolutions)}.`,
    );
  }
  const activation = requireChoice('activation', options.activation ?? 'relu', activations);
  const spec = {
    layers: [
      ...convolutions.flatMap((convolution) =>
        convLayers(convolution, activation, options.layerNorm),
      ),
      ...denseLayers('hidden', options.hidden, activation, options.layerNorm),
    ],
    dueling: duelingStreams(dueling, activation),
    inputScale: inputScale === undefined ? null : requireInputScale(inputScale),
    channels: channels === undefined ? null : requireChannels(channels),
  };
  return withInitializers(spec, options);
}

function convLayers(options: ConvOptions, activation: Activation, normalize = false): LayerSpec[] {
  const known = ['filters', 'kernelSize', 'stride', 'padding', 'pooling', ...initializerNames];
  rejectUnknownOptions('A convolution', options, known);
  const { pooling, ...kernel } = options;
  // The last of them has the activation.
  const inner = normalize ? 'linear' : activation;
  const layers = pooling
    ? [conv({ ...kernel, activation: 'linear' }), poolLayer(pooling, inner)]
    : [conv({ ...kernel, activation: inner })];
  return normalize ? [...layers, layerNorm({ activation })] : layers;
}

function poolLayer(pooling: PoolingOptions, activation: Activation): LayerSpec {
  rejectUnknownOptions('pooling', pooling, ['type', 'size', 'stride', 'padding']);
  const { type, ...window } = pooling;
  const make =
    requireChoice('pooling.type', type, ['max', 'average']) === 'max' ? maxPool : averagePool;
  return make({ ...window, activation });
}
