import {
  ActionRepeat,
  adam,
  adamw,
  boltzmann,
  Box,
  c51Head,
  checkEnvironment,
  ClipReward,
  cnn,
  conv,
  cosine,
  cql,
  dense,
  dataEfficientRainbow,
  DeepQError,
  DQNAgent,
  embedding,
  embeddingTable,
  encodeApng,
  epsilonGreedy,
  epsilonZGreedy,
  evaluate,
  exponential,
  fractionEmbedding,
  FrameStack,
  hlGaussHead,
  iqnHead,
  largeMargin,
  layerNorm,
  linear,
  maxPool,
  mlp,
  munchausenHead,
  munchausenIqn,
  network,
  NormalizeObservation,
  NormalizeReward,
  OptionsError,
  piecewise,
  polynomial,
  prioritized,
  qHead,
  QNetwork,
  quantileHead,
  radam,
  rainbow,
  randomShifts,
  ranked,
  redo,
  ReplayBuffer,
  resettingRainbow,
  reshape,
  rmsprop,
  sgd,
  shrinkAndPerturb,
  simd,
  StickyActions,
  svgChart,
  terminalChart,
  TimeLimit,
  train,
  TransformReward,
  watch,
} from 'deepq';
import {
  Acrobot,
  Blackjack,
  CartPole,
  CliffWalking,
  FrozenLake,
  makeEnvironment,
  MountainCar,
  Taxi,
} from 'deepq/environments';
import { describe, expect, test } from 'vitest';

type Options = Readonly<Record<string, unknown>>;

/** A function of options: its name, a call of it, and options that it takes. */
type Case = readonly [name: string, call: (options: never) => unknown, options: Options];

const environment = new CartPole();
const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
const range = { min: -1, max: 1 };
const ramp = { from: 1, to: 0.5, over: 10 };
const series = [{ label: 'a', x: [0, 1], y: [0, 1] }];
const spaces = { environment, network: mlp({ hidden: [4] }) };

const cases: readonly Case[] = [
  ['linear', linear, ramp],
  ['cosine', cosine, ramp],
  ['polynomial', polynomial, { ...ramp, power: 2 }],
  ['exponential', exponential, ramp],
  ['piecewise', piecewise, { points: [[0, 1], [10, 2]] }], // prettier-ignore
  ['epsilonGreedy', epsilonGreedy, { epsilon: 0.1 }],
  ['epsilonZGreedy', epsilonZGreedy, { epsilon: 0.1 }],
  ['boltzmann', boltzmann, { temperature: 1 }],
  ['adam', adam, { learningRate: 1 }],
  ['adamw', adamw, { learningRate: 1 }],
  ['radam', radam, { learningRate: 1 }],
  ['rmsprop', rmsprop, { learningRate: 1 }],
  ['sgd', sgd, { learningRate: 1 }],
  ['qHead', qHead, {}],
  ['c51Head', c51Head, range],
  ['hlGaussHead', hlGaussHead, range],
  ['quantileHead', quantileHead, {}],
  ['iqnHead', iqnHead, {}],
  ['munchausenHead', munchausenHead, {}],
  ['cql', cql, {}],
  ['largeMargin', largeMargin, {}],
  ['prioritized', prioritized, {}],
  ['ranked', ranked, {}],
  ['mlp', mlp, { hidden: [4] }],
  ['cnn', cnn, { convolutions: [{ filters: 1, kernelSize: 2, stride: 1 }], hidden: [4] }],
  ['embedding', embedding, { size: 4 }],
  ['dense', dense, { units: 4 }],
  ['conv', conv, { filters: 1, kernelSize: 2 }],
  ['maxPool', maxPool, {}],
  ['layerNorm', layerNorm, {}],
  ['embeddingTable', embeddingTable, { size: 4 }],
  ['fractionEmbedding', fractionEmbedding, {}],
  ['reshape', reshape, { shape: [-1] }],
  ['network', network, { layers: [dense({ units: 4 })] }],
  ['simd', simd, {}],
  ['shrinkAndPerturb', shrinkAndPerturb, { everyEnvironmentSteps: 10 }],
  ['redo', redo, {}],
  ['randomShifts', randomShifts, {}],
  ['rainbow', rainbow, {}],
  ['dataEfficientRainbow', dataEfficientRainbow, {}],
  ['resettingRainbow', resettingRainbow, { environmentSteps: 100_000 }],
  ['munchausenIqn', munchausenIqn, {}],
  ['Box', (options: never) => new Box(options), { low: 0, high: 1, shape: [2] }],
  ['DQNAgent', (options: never) => new DQNAgent(options), spaces],
  ['QNetwork', (options: never) => new QNetwork(options), spaces],
  ['ReplayBuffer', (options: never) => new ReplayBuffer(options), { environment, capacity: 8 }],
  ['TimeLimit', (options: never) => new TimeLimit(environment, options), { maxEpisodeSteps: 3 }],
  ['ActionRepeat', (options: never) => new ActionRepeat(environment, options), { repeat: 2 }],
  ['ClipReward', (options: never) => new ClipReward(environment, options), {}],
  ['FrameStack', (options: never) => new FrameStack(environment, options), {}],
  ['StickyActions', (options: never) => new StickyActions(environment, options), {}],
  ['NormalizeReward', (options: never) => new NormalizeReward(environment, options), {}],
  ['NormalizeObservation', (options: never) => new NormalizeObservation(environment, options), {}],
  ['TransformReward', (options: never) => new TransformReward(environment, options), { transform: Number }], // prettier-ignore
  ['CartPole', (options: never) => new CartPole(options), {}],
  ['MountainCar', (options: never) => new MountainCar(options), {}],
  ['Acrobot', (options: never) => new Acrobot(options), {}],
  ['Blackjack', (options: never) => new Blackjack(options), {}],
  ['Taxi', (options: never) => new Taxi(options), {}],
  ['FrozenLake', (options: never) => new FrozenLake(options), {}],
  ['CliffWalking', (options: never) => new CliffWalking(options), {}],
  ['makeEnvironment', (options: never) => makeEnvironment('FrozenLake-v1', options), {}],
  ['reset', (options: never) => new CartPole().reset(options), {}],
  ['svgChart', svgChart, { series }],
  ['terminalChart', terminalChart, { series }],
  ['encodeApng', (options: never) => encodeApng([{ width: 1, height: 1, data: new Uint8ClampedArray(4) }], options), {}], // prettier-ignore
  ['train', (options: never) => train(agent, environment, options), { environmentSteps: 1 }],
  ['evaluate', (options: never) => evaluate(agent, new CartPole(), options), { episodes: 1 }],
  ['watch', (options: never) => watch(agent, new CartPole(), options), { maxEpisodeSteps: 1, framesPerSecond: 1_000, onFrame: () => undefined }], // prettier-ignore
  ['act', (options: never) => agent.act(new Float32Array(4), options), {}],
  ['actMany', (options: never) => agent.actMany([new Float32Array(4)], options), {}],
  ['checkEnvironment', (options: never) => checkEnvironment(new CartPole(), options), { steps: 1 }],
];

/** Options that have a meaning for null, as their types say. */
const nullable: Readonly<Record<string, readonly string[]>> = {
  c51Head: ['risk'],
  quantileHead: ['risk'],
  iqnHead: ['risk', 'munchausen'],
  DQNAgent: ['gradientClipNorm'],
  QNetwork: ['gradientClipNorm'],
  makeEnvironment: ['maxEpisodeSteps'],
};

/** Millions of calls: they read their options without a copy, in which what is not enumerable would be lost. */
const readAtOnce: readonly string[] = ['act', 'actMany', 'reset'];

/** These read each option where it lies, inherited or not. */
const readWhereItLies: readonly string[] = ['svgChart', 'terminalChart'];

/** What a call throws, or null. */
async function outcomeOf(call: Case[1], options: object): Promise<unknown> {
  try {
    await call(options as never);
    return null;
  } catch (error) {
    return error;
  }
}

/** The names of all options, as the function itself tells them. */
async function namesOf(call: Case[1], options: Options): Promise<readonly string[]> {
  const error = await outcomeOf(call, { ...options, noSuchOption: 1 });
  expect(error).toBeInstanceOf(OptionsError);
  const [, names] = /known options: (.*)\.$/.exec((error as OptionsError).message) ?? [];
  return names!.split(', ');
}

describe.each(cases)('the options of %s', (name, call, options) => {
  test('are taken as they are', async () => {
    expect(await outcomeOf(call, options)).toBeNull();
  });

  test('may be undefined where they can be left out, and are null only where that means something', async () => {
    for (const key of await namesOf(call, options)) {
      const isNullable = nullable[name]?.includes(key) ?? false;
      const outcome = await outcomeOf(call, { ...options, [key]: null });
      if (isNullable) expect([key, outcome]).toEqual([key, null]);
      else expect([key, outcome]).toEqual([key, expect.any(DeepQError)]);
      if (key in options) continue;
      const left = await outcomeOf(call, { ...options, [key]: undefined });
      expect([key, left]).toEqual([key, null]);
    }
  });

  test('are their own, not inherited', async () => {
    for (const key of await namesOf(call, options)) {
      const base = { [key]: options[key] };
      const rest = Object.fromEntries(Object.entries(options).filter(([own]) => own !== key));
      const inherited = Object.assign(Object.create(base) as object, rest);
      if (readWhereItLies.includes(name)) {
        expect(await outcomeOf(call, inherited)).toBeNull();
        continue;
      }
      expect(await outcomeOf(call, inherited)).toMatchObject({
        name: 'OptionsError',
        message: expect.stringMatching(
          new RegExp(`${key} must be .* received one that is inherited`),
        ) as string,
      });
      if (readAtOnce.includes(name)) continue;
      const hidden = Object.defineProperty({ ...rest }, key, { get: () => options[key] });
      expect(await outcomeOf(call, hidden)).toBeInstanceOf(OptionsError);
    }
  });
});

test('an object of a class is taken, as long as its options are its own', () => {
  class Settings {
    readonly learningRate = 0.5;
    readonly #unseen = 1;
    get seen(): number {
      return this.#unseen;
    }
  }
  expect(adam(new Settings()).learningRate).toBe(0.5);
  class Getters {
    get learningRate(): number {
      return 0.5;
    }
  }
  expect(() => adam(new Getters())).toThrow(
    'adam: learningRate must be a value, or left out if optional; received one that is inherited ' +
      'or hidden, and would be lost in a copy; write { learningRate: given.learningRate }.',
  );
});
