import * as deepq from '../../src/index.ts';
import * as worlds from '../../src/environments.ts';
import type { Recipe } from './recipes.ts';

const image = { activation: 'relu', padding: 'same', stride: 1 };
const pool = { size: 2, stride: 2, padding: 'valid', activation: 'linear' };
const scale = { mean: 0.1, standardDeviation: 0.5 };
const tensor = (): deepq.StateTensor => ({ shape: [2], data: Float32Array.of(1, 2) });

/** A store that holds a checkpoint of kind `'a'`. */
function filledStore(): deepq.CheckpointStore {
  const store = deepq.memoryStore();
  const bytes = deepq.encodeCheckpoint({ kind: 'a', state: { n: 1, tensor: tensor() } });
  void store.write(bytes);
  return store;
}

/** By the names of exports of `deepq`: the parts that networks, replay buffers and states are made from. */
export const partRecipes: Readonly<Record<string, Recipe>> = {
  adamw: () => [{ learningRate: 1e-3, weightDecay: 0.01, beta1: 0.9, decayBiases: false }],
  radam: () => [{ learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 }],
  averagePool: () => [pool],
  maxPool: () => [pool],
  conv: () => [
    { filters: 2, kernelSize: 2, ...image, kernelInitializer: deepq.initializers.heNormal() },
  ],
  dense: () => [{ units: 4, activation: 'relu', noisy: { sigma: 0.5 } }],
  embeddingTable: () => [{ size: 4, tableInitializer: deepq.initializers.zeros() }],
  flatten: () => [],
  fractionEmbedding: () => [{ cosines: 3, first: 1 }],
  layerNorm: () => [{ axis: 'all', epsilon: 1e-5, activation: 'relu' }],
  reshape: () => [{ shape: [2, 2] }],
  network: () => [
    {
      layers: [deepq.dense({ units: 4 }), deepq.layerNorm(), deepq.reshape({ shape: [2, 2] })],
      ...{ dueling: [4], activation: 'relu', inputScale: 1, channels: 'last' },
    },
  ],
  drawNoise: () => [{ noiseCount: 3 }, deepq.createRandom(1), new Float32Array(3)],
  'initializers.constant': () => [0.5],
  'initializers.normal': () => [scale],
  'initializers.truncatedNormal': () => [scale],
  'initializers.uniform': () => [{ low: -1, high: 1 }],
  'initializers.orthogonal': () => [{ gain: 2 }],
  'initializers.zeros': () => [],
  'initializers.fanInUniform': () => [],
  'initializers.glorotNormal': () => [],
  'initializers.glorotUniform': () => [],
  'initializers.heNormal': () => [],
  'initializers.heUniform': () => [],
  'initializers.leCunNormal': () => [],
  'initializers.leCunUniform': () => [],
  c51Head: () => [{ atoms: 3, min: -1, max: 1, double: true }],
  hlGaussHead: () => [{ bins: 3, min: -1, max: 1, sigma: 0.7, double: false }],
  iqnHead: (random) => [
    random.uniform() < 0.5
      ? {
          fractions: { acting: 2, online: 3, target: 4 },
          embedding: { cosines: 4 },
          kappa: 1,
          double: true,
        }
      : { fractions: { online: 3 }, munchausen: { alpha: 0.9 } },
  ],
  munchausenHead: () => [{ alpha: 0.9, temperature: 0.1, logPolicyMin: -1, loss: 'mse' }],
  quantileHead: () => [{ quantiles: 3, kappa: 1, double: true }],
  createHeadResult: () => [2, 4],
  squaredLoss: () => [],
  prioritized: () => [{ alpha: 0.6, beta: 0.4, epsilon: 1e-6, initial: 1 }],
  ranked: () => [{ alpha: 0.7, beta: deepq.linear({ from: 0.5, to: 1, over: 10 }), initial: 1 }],
  uniform: () => [],
  memoryStore: () => [],
  saveCheckpoint: () => [deepq.memoryStore(), { kind: 'a', state: { n: 1, tensor: tensor() } }],
  loadCheckpoint: () => [filledStore(), { kind: 'a' }, (state: deepq.State) => state['n']],
  setStateOf: () => [{ prepareState: () => () => undefined }, { n: 1 }],
  takeOverAll: () => [[() => undefined, () => undefined]],
  StateReader: () => ['Counter', { count: 1, flag: true, name: 'a', tensor: tensor() }],
  TensorInParts: () => [
    {
      shape: [2, 2],
      Type: Float32Array,
      parts: () => [Float32Array.of(1, 2), Float32Array.of(3, 4)],
    },
  ],
  fromPlainError: () => [deepq.toPlainError(new deepq.ValueError('x', { cause: new Error('y') }))],
  toPlainError: () => [new deepq.ValueError('x', { cause: new Error('y') })],
  NormalizeReward: () => [
    worlds.makeEnvironment('CartPole-v1'),
    { discount: 0.9, clip: 5, epsilon: 1e-8, update: true },
  ],
  Wrapper: () => [worlds.makeEnvironment('CartPole-v1'), 'Mine'],
};
