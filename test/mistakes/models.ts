import '@tensorflow/tfjs-backend-cpu';
import { ready } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import { fromLayersModel, layersModel, tfjs } from 'deepq/tfjs';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

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

/** Models of TensorFlow.js that give no action values, or come another way. */
export const models: readonly Slip[] = [
  {
    slip: 'a model whose last layer is softmax',
    run: async () => makeAgent({ network: layersModel(await model('softmax')), engine: tfjs() }),
    mend: 'the end must be a Dense layer without activation',
  },
  {
    slip: 'a model whose last layer is relu',
    run: async () => makeAgent({ network: layersModel(await model('relu')), engine: tfjs() }),
    mend: 'the end must be a Dense layer without activation',
  },
  {
    slip: 'a model whose last layer is tanh',
    run: async () => makeAgent({ network: layersModel(await model('tanh')), engine: tfjs() }),
    mend: 'the end must be a Dense layer without activation',
  },
  {
    slip: 'a model with one output for two actions',
    run: async () => makeAgent({ network: layersModel(await model('linear', 1)) }),
    mend: 'end it with a Dense layer of 2 units',
  },
  {
    slip: 'a model as network, as it is',
    run: async () => makeAgent({ network: await model('linear') }),
    mend: 'Write network: layersModel(model)',
  },
  {
    slip: 'fromLayersModel of something else',
    run: () => fromLayersModel(untyped('model.json'), { environment: cartPole() }),
    mend: 'as sequential(…), model(…) and loadLayersModel(…) give',
  },
  {
    slip: 'a list of layers of TensorFlow.js',
    run: () => makeAgent({ network: [layers.dense({ units: 2 })] }),
    mend: 'network must be made by mlp(…)',
  },
];
