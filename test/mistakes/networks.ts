import {
  DQNAgent,
  cnn,
  embedding,
  adam,
  mlp,
  natureCnn,
  Box,
  Discrete,
  dense,
  network,
  QNetwork,
} from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

const pixels = {
  observationSpace: new Box({ low: 0, high: 255, shape: [84, 84, 4], dtype: 'uint8' }),
  actionSpace: new Discrete(4),
};
const taxi = makeEnvironment('Taxi-v3');

/** Networks that do not suit, or cannot be. */
export const networks: readonly Slip[] = [
  {
    slip: 'state numbers into mlp',
    run: () => makeAgent({ environment: taxi, network: mlp({ hidden: [64] }) }),
    mend: 'use embedding({ size, hidden })',
  },
  {
    slip: 'embedding for floats',
    run: () => makeAgent({ network: embedding({ size: 8 }) }),
    mend: 'Use mlp({ hidden }) instead',
  },
  {
    slip: 'cnn for numbers',
    run: () => makeAgent({ network: natureCnn() }),
    mend: 'Use mlp({ hidden }) instead',
  },
  {
    slip: 'pixels without cnn',
    run: () => new DQNAgent({ environment: pixels }),
    mend: 'Write network: natureCnn()',
  },
  {
    slip: 'mlp({ hidden: 64 })',
    run: () => mlp(untyped({ hidden: 64 })),
    mend: 'a list of layer sizes, such as [256, 256]',
  },
  {
    slip: 'mlp({ hidden: [0] })',
    run: () => mlp({ hidden: [0] }),
    mend: 'a whole number from 1 to 65536',
  },
  {
    slip: "mlp({ hidden: [64], activation: 'ReLU' })",
    run: () => mlp(untyped({ hidden: [64], activation: 'ReLU' })),
    mend: "'linear' or 'relu' or 'tanh'",
  },
  {
    slip: 'mlp({ hidden: [64], activation: Math.tanh })',
    run: () => mlp(untyped({ hidden: [64], activation: Math.tanh })),
    mend: "'linear' or 'relu' or 'tanh'",
  },
  {
    slip: 'mlp({ hidden: [64], dueling: 64 })',
    run: () => mlp(untyped({ hidden: [64], dueling: 64 })),
    mend: 'a list of layer sizes, such as [256, 256]',
  },
  {
    slip: "dense({ units: 2, activation: 'softmax' })",
    run: () => dense(untyped({ units: 2, activation: 'softmax' })),
    mend: "'linear' or 'relu' or 'tanh'",
  },
  {
    slip: "mlp({ hidden: [64], output: { activation: 'softmax' } })",
    run: () => mlp(untyped({ hidden: [64], output: { activation: 'softmax' } })),
    mend: 'write nothing: action values are what the last layer gives',
  },
  {
    slip: 'network([dense(…)])',
    run: () => network(untyped([dense({ units: 8 })])),
    mend: 'needs an object of options (layers',
  },
  {
    slip: 'cnn with a kernel larger than the image',
    run: () =>
      makeAgent({
        environment: {
          ...pixels,
          observationSpace: new Box({ low: 0, high: 255, shape: [6, 6, 1], dtype: 'uint8' }),
        },
        network: natureCnn(),
      }),
    mend: 'make it smaller, leave a convolution out',
  },
  {
    slip: 'cnn({ convolutions: [{ kernel_size: 8 }] })',
    run: () => cnn(untyped({ convolutions: [{ filters: 8, kernel_size: 8 }], hidden: [] })),
    mend: "did you mean 'kernelSize'?",
  },
  {
    slip: 'a QNetwork of another environment',
    run: () =>
      makeAgent({
        environment: taxi,
        network: new QNetwork({ environment: cartPole(), network: mlp({ hidden: [4] }) }),
      }),
    mend: 'Make the network with this environment',
  },
  {
    slip: 'a QNetwork and an optimizer for the agent',
    run: () =>
      makeAgent({
        optimizer: adam({ learningRate: 1e-3 }),
        network: new QNetwork({ environment: cartPole(), network: mlp({ hidden: [4] }) }),
      }),
    mend: 'give these options to new QNetwork(…)',
  },
];
