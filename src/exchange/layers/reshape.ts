import { layers as kit, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ReshapeLayer, ReshapeSpec } from '../../networks/layers/reshape.ts';
import type { LayerExchange } from './layerExchange.ts';

/** `Reshape`. A `Flatten` needs no counterpart: dense layers take any shape. */
export const reshape: LayerExchange<ReshapeSpec, ReshapeLayer> = {
  className: 'Reshape',
  weights: [],
  read({ layer }) {
    const { targetShape } = layer.getConfig();
    // Lengths that are left open are null here, and -1 in a spec.
    const lengths = (targetShape as readonly (number | null)[]).map((length) => length ?? -1);
    return { type: 'reshape', shape: lengths };
  },
  write: (x, name, { outputShape }) =>
    kit.reshape({ targetShape: [...outputShape], name }).apply(x) as SymbolicTensor,
};
