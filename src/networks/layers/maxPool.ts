import type { LayerKind } from './layerKind.ts';
import { poolKind, poolSpec, type PoolLayer, type PoolOptions, type PoolSpec } from './pooling.ts';

/**
 * Max pooling: the largest number of each window. Where several are largest,
 * the gradient goes to the first of them, line by line from the left.
 *
 * @category Networks
 */
export type MaxPoolSpec = PoolSpec<'maxPool'>;

/**
 * Max pooling with its dimensions.
 *
 * @category Networks
 */
export type MaxPoolLayer = PoolLayer<'maxPool'>;

/**
 * A max pooling layer for {@link network}: the largest number of each window of
 * an image, channel by channel. Where several are largest, the gradient goes to
 * the first of them, line by line from the left.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { conv, dense, maxPool, network } from 'deepq';
 *
 * const spec = network({
 *   layers: [
 *     conv({ filters: 32, kernelSize: 8, stride: 4, activation: 'linear' }),
 *     maxPool({ size: 2, activation: 'relu' }),
 *     dense({ units: 256 }),
 *   ],
 * });
 * ```
 * @category Networks
 */
export function maxPool(options: PoolOptions = {}): MaxPoolSpec {
  return poolSpec('maxPool', options);
}

/** All that networks know of it. */
export const maxPoolKind: LayerKind<MaxPoolSpec, MaxPoolLayer> = /* @__PURE__ */ poolKind(
  'maxPool',
  'max pooling',
);
