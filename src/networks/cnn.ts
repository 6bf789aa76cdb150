import { OptionsError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireInteger,
  show,
} from '../validation/options.ts';
import type { LayerInitializers } from './initializers/initializer.ts';
import { initializerOptions, resolveInitializers } from './initializers/resolve.ts';
import { denseLayers, duelingStreams, type MlpOptions } from './mlp.ts';
import { requireChannels, requireInputScale } from './resolveSpec.ts';
import { activations, type ChannelOrder, type ConvSpec, type NetworkSpec } from './spec.ts';
import { withInitializers } from './withInitializers.ts';

/**
 * One convolution of {@link cnn}.
 *
 * @category Networks
 */
export interface ConvOptions extends LayerInitializers {
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /**
   * Step of the kernel, in pixels.
   *
   * @default 1
   */
  readonly stride?: number;
  /**
   * `'valid'`: the kernel stays inside the image; `'same'`: zeros around it.
   *
   * @default 'valid'
   */
  readonly padding?: 'valid' | 'same';
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
  rejectUnknownOptions('cnn', options, [
    'convolutions',
    'hidden',
    'activation',
    'dueling',
    'inputScale',
    'channels',
    ...initializerOptions,
  ]);
  const { convolutions, inputScale, channels, dueling = false } = options;
  const isList = (value: unknown): boolean => Array.isArray(value);
  if (!isList(convolutions)) {
    throw new OptionsError(
      `convolutions must be a list of { filters, kernelSize, stride }; received ${show(convolutions)}.`,
    );
  }
  const activation = requireChoice('activation', options.activation ?? 'relu', activations);
  const spec = {
    layers: [
      ...convolutions.map((convolution) => convLayer(convolution, activation)),
      ...denseLayers('hidden', options.hidden, activation),
    ],
    dueling: duelingStreams(dueling, activation),
    inputScale: inputScale === undefined ? null : requireInputScale(inputScale),
    channels: channels === undefined ? null : requireChannels(channels),
  };
  return withInitializers(spec, options);
}

function convLayer(options: ConvOptions, activation: ConvSpec['activation']): ConvSpec {
  rejectUnknownOptions('A convolution', options, [
    'filters',
    'kernelSize',
    'stride',
    'padding',
    'kernelInitializer',
    'biasInitializer',
  ]);
  const { filters, kernelSize, stride = 1, padding = 'valid' } = options;
  return {
    type: 'conv',
    filters: requireInteger('filters', filters, { min: 1, max: 65_536 }),
    kernelSize: requireInteger('kernelSize', kernelSize, { min: 1, max: 1_024 }),
    stride: requireInteger('stride', stride, { min: 1, max: 1_024 }),
    padding: requireChoice('padding', padding, ['valid', 'same']),
    activation,
    ...resolveInitializers(options),
  };
}
