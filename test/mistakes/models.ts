import '@tensorflow/tfjs-backend-cpu';
import { ready } from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
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

/** Models of TensorFlow.js that give no action values. */
export const models: readonly Slip[] = [
  {
    slip: 'a model whose last layer is softmax',
    run: async () => makeAgent({ network: await model('softmax') }),
    mend: null,
    instead: 'Its outputs are taken as action values, which they cannot be.',
  },
  {
    slip: 'a model whose last layer is relu',
    run: async () => makeAgent({ network: await model('relu') }),
    mend: null,
    instead: 'Its outputs are taken as action values, which they cannot be.',
  },
  {
    slip: 'a model whose last layer is tanh',
    run: async () => makeAgent({ network: await model('tanh') }),
    mend: null,
    instead: 'Its outputs are taken as action values, which they cannot be.',
  },
  {
    slip: 'a model with one output for two actions',
    run: async () => makeAgent({ network: await model('linear', 1) }),
    mend: 'end it with a Dense layer of 2 units',
  },
  {
    slip: 'a list of layers of TensorFlow.js',
    run: async () => makeAgent({ network: [layers.dense({ units: 2 })] }),
    mend: 'network must be made by mlp(…)',
  },
];
