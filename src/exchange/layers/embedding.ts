import { layers as kit, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { EmbeddingLayer, EmbeddingSpec } from '../../networks/layers/embedding.ts';
import { inexpressible } from '../modelErrors.ts';
import type { LayerExchange } from './layerExchange.ts';
import { requireSetting } from './settings.ts';

/** `Embedding` of one index, and what makes a row of its output. */
export const embedding: LayerExchange<EmbeddingSpec, EmbeddingLayer> = {
  className: 'Embedding',
  weights: ['table'],
  read({ layer }) {
    const { maskZero, outputDim } = layer.getConfig();
    requireSetting(layer, 'maskZero', maskZero ?? false, false);
    return { type: 'embedding', size: Number(outputDim) };
  },
  check(layer, { observationSpace }) {
    if (observationSpace.kind !== 'discrete') return;
    const rows = Number(layer.getConfig()['inputDim']);
    if (rows === observationSpace.n) return;
    throw inexpressible(
      layer,
      `has ${rows} rows, but observations are from ${observationSpace.toString()}`,
      `Make it with inputDim: ${observationSpace.n}.`,
    );
  },
  write(x, name, { inputs: inputDim, units: outputDim }) {
    const table = kit.embedding({ inputDim, outputDim, name });
    return kit.flatten({ name: `${name}_row` }).apply(table.apply(x)) as SymbolicTensor;
  },
};
