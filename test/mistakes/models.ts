import '@tensorflow/tfjs-backend-cpu';
import { ready } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import type { DQNAgent } from 'deepq';
import { layersModel, tfjs } from 'deepq/tfjs';
import { makeAgent, type Slip } from './slip.ts';

/** Two layers, the last one with this activation and so many outputs. */
async function model(
  activation: 'linear' | 'relu' | 'softmax' | 'tanh',
  units = 2,
): Promise<LayersModel> {
  await ready();
  return sequential({
    layers: [
      layers.dense({ units: 4, inputShape: [4], activation: 'relu' }),
      layers.dense({ units, activation }),
    ],
  });
}

/** An agent of a model, on the engine that runs any. */
const withModel = (model: LayersModel): DQNAgent =>
  makeAgent({ network: layersModel(model), engine: tfjs() });

/** Models of TensorFlow.js that give no action values. */
export const models: readonly Slip[] = [
  {
    slip: 'a model whose last layer is softmax',
    run: async () => withModel(await model('softmax')),
    mend: 'Dense layer without activation',
  },
  {
    slip: 'a model whose last layer is relu',
    run: async () => withModel(await model('relu')),
    mend: 'Dense layer without activation',
  },
  {
    slip: 'a model whose last layer is tanh',
    run: async () => withModel(await model('tanh')),
    mend: 'Dense layer without activation',
  },
  {
    slip: 'a model with one output for two actions',
    run: async () => withModel(await model('linear', 1)),
    mend: 'end it with a Dense layer of 2 units',
  },
  {
    slip: 'a model as it is, without layersModel',
    run: async () => makeAgent({ network: await model('linear') }),
    mend: 'Write network: layersModel(model)',
  },
  {
    slip: 'a list of layers of TensorFlow.js',
    run: async () => makeAgent({ network: [layers.dense({ units: 2 })] }),
    mend: 'network must be made by mlp(…)',
  },
];
