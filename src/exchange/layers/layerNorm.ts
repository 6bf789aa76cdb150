import { layers as kit, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LayerNormLayer, LayerNormSpec } from '../../networks/layers/layerNorm.ts';
import { inexpressible } from '../modelErrors.ts';
import type { LayerExchange } from './layerExchange.ts';
import { activated, requireSetting } from './settings.ts';

/** `LayerNormalization` over the last axis, or over all axes of an observation. */
export const layerNorm: LayerExchange<LayerNormSpec, LayerNormLayer> = {
  className: 'LayerNormalization',
  weights: ['scale', 'offset'],
  read({ layer, inputShape }) {
    const { axis, epsilon, center, scale } = layer.getConfig();
    requireSetting(layer, 'center', center, true);
    requireSetting(layer, 'scale', scale, true);
    const rank = inputShape.length;
    const axes = [axis].flat().map((each) => (Number(each) + rank) % rank);
    const isAll = axes.length === rank - 1 && !axes.includes(0);
    if (!isAll && (axes.length !== 1 || axes[0] !== rank - 1)) {
      throw inexpressible(
        layer,
        `has the axes ${JSON.stringify(axis)}`,
        'They must be the last one, or all but the first.',
      );
    }
    return {
      type: 'layerNorm',
      axis: isAll ? 'all' : 'channels',
      epsilon: Number(epsilon),
      activation: 'linear',
    };
  },
  write(x, name, { axis, outputShape, epsilon, activation }) {
    const axes = axis === 'all' ? outputShape.map((_, index) => index + 1) : [outputShape.length];
    const norm = kit.layerNormalization({ axis: axes, epsilon, name });
    return activated(norm.apply(x) as SymbolicTensor, activation, name);
  },
};
