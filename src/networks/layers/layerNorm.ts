import { rejectUnknownOptions, requireChoice, requireNumber } from '../../validation/options.ts';
import type { Activation } from '../activation.ts';
import { constant } from '../initializers/fixed.ts';
import { requireActivation } from './checks.ts';
import type { LayerKind } from './layerKind.ts';

/**
 * Layer normalisation: the numbers of a row are brought to mean 0 and variance
 * 1, then multiplied by learned scales and moved by learned offsets.
 *
 * @category Networks
 */
export interface LayerNormSpec {
  /** Tells it from the other layers. */
  readonly type: 'layerNorm';
  /** Which numbers are brought to mean 0 and variance 1 together. */
  readonly axis: 'all' | 'channels';
  /** Added to the variance. */
  readonly epsilon: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
}

/**
 * Layer normalisation with its dimensions. `scale` and `offset` are indices in
 * {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface LayerNormLayer {
  /** Tells it from the other layers. */
  readonly type: 'layerNorm';
  /** The shape of an input row, and of an output row. */
  readonly outputShape: readonly number[];
  /** Numbers in a row. */
  readonly units: number;
  /** Which numbers are normalised together; `'all'` where there is but one axis. */
  readonly axis: 'all' | 'channels';
  /** How many they are. */
  readonly length: number;
  /** Added to the variance. */
  readonly epsilon: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
  /** The index of the scales: `[length]`, or the shape of a row. */
  readonly scale: number;
  /** The index of the offsets, as the scales. */
  readonly offset: number;
}

/**
 * Options of {@link layerNorm}.
 *
 * @category Networks
 */
export interface LayerNormOptions {
  /**
   * Which numbers are normalised together, each with a scale and an offset of
   * its own: `'all'` of an observation, of images too, or, of images, the
   * `'channels'` of each pixel, with the same scales for all pixels. Of the
   * outputs of dense layers both are the same.
   *
   * @default 'all'
   */
  readonly axis?: 'all' | 'channels';
  /**
   * Added to the variance, so that nothing is divided by 0. Above 0.
   *
   * @default 1e-5
   */
  readonly epsilon?: number;
  /**
   * What is applied to the outputs.
   *
   * @default 'linear'
   */
  readonly activation?: Activation;
}

/**
 * A layer for {@link network} that brings the numbers of each row to mean 0 and
 * variance 1, then multiplies them by learned scales, which begin at 1, and
 * adds learned offsets, which begin at 0.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { dense, layerNorm, network } from 'deepq';
 *
 * const spec = network({
 *   layers: [dense({ units: 120, activation: 'linear' }), layerNorm({ activation: 'relu' })],
 * });
 * ```
 * @see Ba et al. 2016, https://arxiv.org/abs/1607.06450
 * @category Networks
 */
export function layerNorm(options: LayerNormOptions = {}): LayerNormSpec {
  rejectUnknownOptions('layerNorm', options, ['axis', 'epsilon', 'activation']);
  const { axis = 'all', epsilon = 1e-5, activation = 'linear' } = options;
  return layerNormKind.resolve({ type: 'layerNorm', axis, epsilon, activation });
}

/** All that networks know of it. */
export const layerNormKind: LayerKind<LayerNormSpec, LayerNormLayer> = {
  takes: 'any',
  resolve: ({ axis, epsilon, activation }) => ({
    type: 'layerNorm',
    axis: requireChoice('axis', axis, ['all', 'channels']),
    epsilon: requireNumber('epsilon', epsilon, { min: 1e-30, max: 1 }),
    activation: requireActivation(activation),
  }),
  build(spec, { shape: outputShape, size: units }, { addParameter }) {
    const { epsilon, activation } = spec;
    const axis = outputShape.length === 1 ? 'all' : spec.axis;
    const shape = axis === 'all' ? outputShape : outputShape.slice(-1);
    const scale = addParameter('scale', shape, [1, 1], constant(1));
    const offset = addParameter('offset', shape, [1, 1], constant(0));
    const length = shape.reduce((product, each) => product * each, 1);
    const fitted = { outputShape, units, axis, length, epsilon, activation };
    return { type: 'layerNorm', ...fitted, scale, offset };
  },
  settle: ({ axis, epsilon, activation }) => ({ type: 'layerNorm', axis, epsilon, activation }),
  describe: ({ outputShape, length, activation }) => ({
    text: `layer norm ${outputShape.join('×')} over ${length} ${activation}`,
    weights: 2 * length,
    products: 0,
  }),
};
