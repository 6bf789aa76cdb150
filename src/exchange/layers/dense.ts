import { layers as kit, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { DenseLayer, DenseSpec } from '../../networks/layers/dense.ts';
import { inexpressible } from '../modelErrors.ts';
import type { LayerExchange } from './layerExchange.ts';
import { readActivation, requireSetting } from './settings.ts';

/** `Dense`, on rows of numbers. */
export const dense: LayerExchange<DenseSpec, DenseLayer> = {
  className: 'Dense',
  weights: ['kernel', 'bias'],
  read({ layer, inputShape }) {
    const { useBias, units } = layer.getConfig();
    requireSetting(layer, 'useBias', useBias, true);
    if (inputShape.length !== 2) {
      throw inexpressible(
        layer,
        `takes inputs of shape [${inputShape.slice(1).join(', ')}]`,
        'Put a Flatten layer before it.',
      );
    }
    return { type: 'dense', units: Number(units), activation: readActivation(layer) };
  },
  write: (x, name, { units, activation }) =>
    kit.dense({ units, activation, name }).apply(flattened(x, `${name}_rows`)) as SymbolicTensor,
};

/** Rows, which dense layers want. */
export function flattened(x: SymbolicTensor, name: string): SymbolicTensor {
  return x.shape.length > 2 ? (kit.flatten({ name }).apply(x) as SymbolicTensor) : x;
}
