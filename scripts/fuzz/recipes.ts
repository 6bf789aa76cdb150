import * as deepq from '../../src/index.ts';
import * as worlds from '../../src/environments.ts';
import type { Random } from '../../src/random/random.ts';

/** Makes the arguments of a call that goes well, anew for each call. */
export type Recipe = (random: Random) => readonly unknown[];

const cartPole = (): deepq.Environment => worlds.makeEnvironment('CartPole-v1');
const lake = (): deepq.Environment =>
  worlds.makeEnvironment('FrozenLake-v1', { isSlippery: false });

/** A game of 4 × 4 pixels in three colours, which ends after five steps. */
export function pixels(channels = 3): deepq.Environment<Uint8Array> {
  let left = 0;
  const shape = channels === 1 ? [4, 4] : [4, 4, channels];
  const see = (): Uint8Array => new Uint8Array(16 * channels).fill(left);
  return {
    observationSpace: new deepq.Box({ low: 0, high: 255, shape, dtype: 'uint8' }),
    actionSpace: new deepq.Discrete(3),
    reset() {
      left = 5;
      return { observation: see(), info: { lives: 3 } };
    },
    step() {
      left = Math.max(0, left - 1);
      const terminated = left === 0;
      return { observation: see(), reward: 1, terminated, truncated: false, info: { lives: 3 } };
    },
    render: () => image(),
  };
}

export const image = (): deepq.RgbaImage => ({
  ...{ width: 2, height: 2 },
  data: new Uint8ClampedArray(16).fill(9),
});

const heads: readonly (() => deepq.Head)[] = [
  () => deepq.qHead({ loss: 'mse' }),
  () => deepq.quantileHead({ quantiles: 3 }),
  () => deepq.c51Head({ atoms: 3, min: -1, max: 1 }),
  () => deepq.hlGaussHead({ bins: 3, min: -1, max: 1 }),
  () => deepq.iqnHead({ fractions: { acting: 2, online: 3, target: 4 } }),
  () => deepq.munchausenHead(),
];
const samplers = [deepq.uniform, deepq.prioritized, deepq.ranked];
const one = <T>(random: Random, list: readonly (() => T)[]): T =>
  list[random.integer(list.length)]!();

const small = { learningStarts: 4, batchSize: 4, replay: { capacity: 64 } };
const network = (): deepq.NetworkSpec => deepq.mlp({ hidden: [4] });

export const makeAgent = (): deepq.DQNAgent =>
  new deepq.DQNAgent({ environment: cartPole(), network: network(), ...small });

const ramp = { from: 1, to: 0.1, over: 100, start: 5 };
const series = [{ label: 'a', x: [0, 1, 2], y: [1, NaN, 3], smoothed: [1, 2, 3] }];
const soon = (): AbortSignal => AbortSignal.timeout(200);
const group = (): deepq.VectorEnvironment => new deepq.VectorEnvironment(2, () => cartPole());
const fakeLibrary = {
  GIFEncoder: () => ({}),
  quantize: () => [[0, 0, 0]],
  applyPalette: () => new Uint8Array(4),
};

/** By the names of the exports of `deepq`. */
export const recipes: Readonly<Record<string, Recipe>> = {
  DQNAgent: (random) => [
    {
      ...{ environment: cartPole(), network: network(), ...small, seed: 1, gradientClipNorm: 10 },
      ...{ head: one(random, heads), nStep: 1 + random.integer(3) },
      replay: { capacity: 64, sampler: one(random, samplers) },
      ...{
        optimizer: deepq.adam({ learningRate: 1e-3 }),
        policy: deepq.epsilonGreedy({ epsilon: 0.1 }),
      },
      ...{ train: { everyEnvironmentSteps: 1, updates: 1 }, targetUpdate: { everyUpdates: 5 } },
    },
  ],
  QNetwork: (random) => [
    {
      ...{ environment: cartPole(), network: network(), seed: 1, gradientClipNorm: 1 },
      head: one(random, heads),
    },
  ],
  ReplayBuffer: (random) => [
    {
      ...{ environment: cartPole(), capacity: 64, seed: 1, frames: 1 },
      ...{ sampler: one(random, samplers), returns: { steps: 2, discount: 0.9 } },
    },
  ],
  train: () => [
    makeAgent(),
    cartPole(),
    {
      ...{ environmentSteps: 30, seed: 1, signal: soon(), beforeStep: () => undefined },
      evaluation: { everyEnvironmentSteps: 15, environment: cartPole(), episodes: 1 },
      checkpoint: { everyEnvironmentSteps: 15, save: () => undefined },
    },
  ],
  evaluate: () => [
    makeAgent(),
    cartPole(),
    { episodes: 1, seed: 1, explore: false, signal: soon() },
  ],
  checkEnvironment: () => [cartPole(), { steps: 10, seed: 1 }],
  encodeCheckpoint: () => [
    {
      kind: 'a',
      state: { n: 1, list: [1, 'x', null], t: { shape: [2], data: Float32Array.of(1, 2) } },
    },
  ],
  decodeCheckpoint: () => [deepq.encodeCheckpoint({ kind: 'a', state: { n: 1 } }), { kind: 'a' }],
  huberLoss: () => [1],
  qHead: () => [{ double: true, loss: 'huber', huberDelta: 1 }],
  discountFactors: () => [[0, 1], 0.9],
  qTargets: () => [
    [1, 1],
    [0.5, 0],
    [2, 4, 6, 8],
    [1, 1, 1, 0],
  ],
  doubleQTargets: () => [[1], [0.5], [9, 1], [2, 4], [1, 1]],
  grayscale: () => [new Uint8Array(12), 'ale'],
  maxPixels: () => [new Uint8Array(4), new Uint8Array(4)],
  resizeArea: () => [new Uint8Array(16), { from: [4, 4], to: [2, 2], channels: 1 }],
  cnn: () => [
    { convolutions: [{ filters: 2, kernelSize: 2, stride: 1 }], hidden: [4], activation: 'relu' },
  ],
  embedding: () => [{ size: 4, hidden: [4], activation: 'relu', dueling: true }],
  mlp: () => [{ hidden: [4, 4], activation: 'relu', dueling: [4], inputScale: 1 }],
  natureCnn: () => [{ dueling: true, channels: 'first' }],
  dqnNips2013Cnn: () => [{ dueling: true }],
  dataEfficientCnn: () => [{ dueling: true }],
  adam: () => [{ learningRate: 1e-3, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 }],
  rmsprop: () => [{ learningRate: 1e-3, decay: 0.9, epsilon: 1e-2, centered: true }],
  sgd: () => [{ learningRate: 1e-3, momentum: 0.9 }],
  movingAverage: () => [[1, 2, 3], 2],
  svgChart: () => [{ series, title: 't', xLabel: 'x', yLabel: 'y', width: 300, height: 200 }],
  terminalChart: () => [{ series, title: 't', width: 40, height: 10 }],
  boltzmann: () => [{ temperature: 1 }],
  epsilonGreedy: () => [{ epsilon: 0.1 }],
  epsilonZGreedy: () => [{ epsilon: 0.5, exponent: 2, maxSteps: 10 }],
  greedy: () => [],
  createRandom: () => [1],
  constant: () => [1],
  cosine: () => [ramp],
  exponential: () => [ramp],
  linear: () => [ramp],
  polynomial: () => [{ ...ramp, power: 2 }],
  piecewise: () => [
    {
      points: [
        [0, 1],
        [10, 0.1],
      ],
      interpolation: 'step',
    },
  ],
  Box: () => [{ low: [-1, -1], high: 1, shape: [2], dtype: 'float32' }],
  Discrete: () => [3],
  VectorEnvironment: () => [2, () => cartPole()],
  AsyncVectorEnvironment: () => [2, async () => cartPole()],
  apng: () => [{ plays: 1 }],
  gif: () => [fakeLibrary, { plays: 1 }],
  mp4: () => [{ createH264MP4Encoder: async () => ({}) }, { quantization: 20 }],
  encodeApng: () => [[image(), image()], { framesPerSecond: 30, plays: 1 }],
  encodePng: () => [image()],
  ActionRepeat: () => [cartPole(), { repeat: 2 }],
  AtariPreprocessing: () => [pixels(), { noopMax: 2, frameSkip: 2, size: 2, frameStack: 2 }],
  ClipReward: () => [cartPole(), { to: { min: -1, max: 1 } }],
  EpisodicLife: () => [pixels(), { action: 0 }],
  FireReset: () => [pixels(), { actions: [1, 2] }],
  FlattenObservation: () => [pixels()],
  FrameSkip: () => [pixels(), { skip: 2, maxOfLastTwo: true }],
  FrameStack: () => [pixels(1), { frames: 2, padding: 'zero' }],
  Grayscale: () => [pixels(), { formula: 'ale' }],
  NoopReset: () => [pixels(), { max: 2, action: 0 }],
  NormalizeObservation: () => [cartPole(), { epsilon: 1e-8, update: true }],
  OneHot: () => [lake()],
  RecordEpisodeStatistics: () => [cartPole(), { recentEpisodes: 3, infoKey: 'episode' }],
  RecordVideo: () => [lake(), { episodes: 1, framesPerSecond: 10, onVideo: () => undefined }],
  ResizeObservation: () => [pixels(), { size: [2, 2] }],
  RunningStatistics: () => [3],
  RescaleObservation: () => [pixels(), { low: 0, high: 1 }],
  StickyActions: () => [cartPole(), { probability: 0.5 }],
  TimeAwareObservation: () => [cartPole(), { maxEpisodeSteps: 5, normalizeTime: true }],
  TimeLimit: () => [cartPole(), { maxEpisodeSteps: 5 }],
  TransformObservation: () => [
    cartPole(),
    {
      observationSpace: new deepq.Box({ low: 0, high: 1, shape: [1] }),
      transform: () => new Float32Array(1),
    },
  ],
  TransformReward: () => [cartPole(), { transform: (reward: number) => reward / 2 }],
};

/** Arguments that one or another method takes. */
export const plausible: readonly ((random: Random) => unknown)[] = [
  () => Float32Array.of(0.1, 0, 0, 0),
  () => new Uint8Array(48),
  (random) => random.integer(4),
  () => ({ seed: 1 }),
  () => ({}),
  () => deepq.createRandom(1),
  () => ({ random: deepq.createRandom(1), environmentSteps: 1, actions: 2, actionMask: [1, 1] }),
  () => Float32Array.of(1, 2),
  () => ({
    ...{ observation: Float32Array.of(0, 0, 0, 0), action: 1, reward: 1 },
    ...{ nextObservation: Float32Array.of(0, 0, 0, 1), terminated: false, truncated: false },
  }),
  () => [Float32Array.of(0, 0, 0, 0)],
  () => [0, 1],
  () => deepq.memoryStore(),
  () => image(),
  () => [image(), image()],
  () => group(),
  () => cartPole(),
  () => [0, 0, 255],
  () => 'text',
  () => true,
];
