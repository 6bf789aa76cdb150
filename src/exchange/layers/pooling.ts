import { layers as kit, type layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { AveragePoolLayer, AveragePoolSpec } from '../../networks/layers/averagePool.ts';
import type { MaxPoolLayer, MaxPoolSpec } from '../../networks/layers/maxPool.ts';
import type { PoolLayer, PoolSpec } from '../../networks/layers/pooling.ts';
import type { LayerExchange } from './layerExchange.ts';
import { activated, readPadding, requireChannelsLast, squareOf } from './settings.ts';

/** A pooling layer of square windows, channels last; its activation is a layer of its own. */
function pooling<Type extends string>(
  type: Type,
  className: string,
  make: (options: Parameters<typeof kit.maxPooling2d>[0]) => layers.Layer,
): LayerExchange<PoolSpec<Type>, PoolLayer<Type>> {
  return {
    className,
    weights: [],
    read({ layer }) {
      requireChannelsLast(layer);
      return {
        type,
        size: squareOf(layer, 'poolSize'),
        stride: squareOf(layer, 'strides'),
        padding: readPadding(layer),
        activation: 'linear',
      };
    },
    write(x, name, { size: poolSize, stride: strides, activation }, spec) {
      const padding = spec?.padding ?? 'valid';
      const pooled = make({ poolSize, strides, padding, name }).apply(x) as SymbolicTensor;
      return activated(pooled, activation, name);
    },
  };
}

/** `MaxPooling2D`. */
export const maxPool: LayerExchange<MaxPoolSpec, MaxPoolLayer> = pooling(
  'maxPool',
  'MaxPooling2D',
  (options) => kit.maxPooling2d(options),
);

/** `AveragePooling2D`. */
export const averagePool: LayerExchange<AveragePoolSpec, AveragePoolLayer> = pooling(
  'averagePool',
  'AveragePooling2D',
  (options) => kit.averagePooling2d(options),
);
