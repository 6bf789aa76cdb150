import type { LayerKind } from './layerKind.ts';
import { poolKind, poolSpec, type PoolLayer, type PoolOptions, type PoolSpec } from './pooling.ts';

/**
 * Average pooling: the mean of the pixels of each window, of those inside the
 * image alone.
 *
 * @category Networks
 */
export type AveragePoolSpec = PoolSpec<'averagePool'>;

/**
 * Average pooling with its dimensions.
 *
 * @category Networks
 */
export type AveragePoolLayer = PoolLayer<'averagePool'>;

/**
 * An average pooling layer for {@link network}: the mean of each window of an
 * image, channel by channel. Of windows that reach beyond the image, only the
 * pixels inside count.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Networks
 */
export function averagePool(options: PoolOptions = {}): AveragePoolSpec {
  return poolSpec('averagePool', options);
}

/** All that networks know of it. */
export const averagePoolKind: LayerKind<AveragePoolSpec, AveragePoolLayer> =
  /* @__PURE__ */ poolKind('averagePool', 'average pooling');
