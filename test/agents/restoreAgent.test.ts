import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  agentParts,
  boltzmann,
  Box,
  c51Head,
  CheckpointError,
  cnn,
  constant,
  cosine,
  cql,
  cvar,
  DeepQError,
  demonstrationBonus,
  describeAgent,
  Discrete,
  DQNAgent,
  embedding,
  epsilonGreedy,
  epsilonZGreedy,
  exponential,
  greedy,
  hlGaussHead,
  initializers,
  iqnHead,
  largeMargin,
  linear,
  makeAgent,
  memoryStore,
  mlp,
  munchausenHead,
  piecewise,
  polynomial,
  prioritized,
  quantileHead,
  randomShifts,
  ranked,
  redo,
  ReplayBuffer,
  resettingRainbow,
  restoreAgent,
  rmsprop,
  sgd,
  shrinkAndPerturb,
  type DQNAgentOptions,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { train } from '../../src/training/train.ts';

const environment = makeEnvironment('CartPole-v1');
const small = { batchSize: 4, learningStarts: 8, replay: { capacity: 60 }, seed: 5 };

async function trained(options: Partial<DQNAgentOptions>): Promise<DQNAgent> {
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [8] }), ...small, ...options });
  await train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 40 }).finish();
  return agent;
}

const cases: Readonly<Record<string, Partial<DQNAgentOptions>>> = {
  'nothing but defaults': { replay: { capacity: 1000 } },
  'c51, prioritized, n-step': {
    head: c51Head({ min: 0, max: 100, double: false }),
    replay: { capacity: 50, sampler: prioritized({ alpha: 0.5, beta: 0.7 }) },
    nStep: 3,
    discount: 0.9,
  },
  'quantiles, ranked, boltzmann, cosine': {
    head: quantileHead({ quantiles: 7 }),
    replay: { capacity: 50, sampler: ranked({ beta: cosine({ from: 0.2, to: 1, over: 30 }) }) },
    policy: boltzmann({ temperature: exponential({ from: 1, factor: 0.9, to: 0.1 }) }),
    optimizer: rmsprop({ learningRate: cosine({ from: 1e-3, to: 1e-5, over: 20 }) }),
    gradientClipNorm: null,
  },
  'noise, greedily': {
    network: mlp({ hidden: [8], dueling: true, noisy: {} }),
    policy: greedy(),
    beforeLearning: 'policy',
  },
  'munchausen, epsilonZ, piecewise': {
    head: munchausenHead({ temperature: 0.1 }),
    policy: epsilonZGreedy({
      epsilon: piecewise({
        points: [
          [0, 1],
          [30, 0.5],
        ],
      }),
      maxSteps: 5,
    }),
    targetUpdate: { fraction: 0.1 },
    train: { everyEpisodes: 1, updates: 3 },
  },
  'CVaR, resets, annealed returns': {
    head: quantileHead({ quantiles: 5, risk: cvar(0.3) }),
    resets: shrinkAndPerturb({ everyEnvironmentSteps: 10, until: 60, layers: { output: 0.5 } }),
    nStep: linear({ from: 6, to: 2, over: 20 }),
    discount: exponential({ from: 0.9, to: 0.99, over: 20 }),
  },
  'CQL around quantiles, dormant units': {
    head: cql({ head: quantileHead({ quantiles: 9 }), alpha: 0.3 }),
    dormant: redo({ everyUpdates: 5, threshold: 0.9 }),
  },
  'a margin around IQN, demonstrations, resets without an end': {
    head: largeMargin({ head: iqnHead({ fractions: { acting: 3, online: 4, target: 5 } }) }),
    replay: { capacity: 60, sampler: demonstrationBonus(prioritized(), { bonus: 0.5 }) },
    resets: shrinkAndPerturb({ everyEnvironmentSteps: 15 }),
    nStep: constant(3),
  },
  'hlGauss, sgd, polynomial, constant': {
    head: hlGaussHead({ min: 0, max: 50 }),
    optimizer: sgd({ learningRate: polynomial({ from: 1e-3, to: 0, over: 90, power: 2 }) }),
    policy: epsilonGreedy({ epsilon: constant(0.3) }),
    network: mlp({
      hidden: [6],
      kernelInitializer: initializers.orthogonal(),
    }),
    targetUpdate: 'never',
  },
};

describe.each(Object.entries(cases))('%s', (_, options) => {
  test('is made again from its checkpoint, and trains on as it would have', async () => {
    const agent = await trained(options);
    const store = memoryStore();
    await agent.save(store);
    const restored = await restoreAgent(store, { parts: agentParts });
    expect(await restored.getState()).toEqual(await agent.getState());
    for (const each of [agent, restored]) {
      await train(each, makeEnvironment('CartPole-v1'), { environmentSteps: 30, seed: 2 }).finish();
    }
    expect(await restored.getState()).toEqual(await agent.getState());
    for (const each of [agent, restored]) each.dispose();
  });
});

test('spaces come back: boxes of bytes, bounds that differ, infinity, states', async () => {
  const spaces = [
    new Box({ low: 0, high: 255, shape: [8, 8, 1], dtype: 'uint8' }),
    new Box({ low: [-Infinity, -1.1], high: [Infinity, 2] }),
    new Discrete(7),
  ];
  for (const observationSpace of spaces) {
    const made = { observationSpace, actionSpace: new Discrete(3) };
    const network = observationSpace.kind === 'box' ? mlp({ hidden: [4] }) : embedding({ size: 2 });
    const agent = new DQNAgent({ environment: made, network });
    const restored = makeAgent(describeAgent(agent));
    expect(restored.options.environment).toEqual(made);
    for (const each of [agent, restored]) each.dispose();
  }
});

test('a kind that it was not handed is named, and nothing is made', async () => {
  const agent = await trained({ head: c51Head({ min: 0, max: 9 }) });
  const store = memoryStore();
  await agent.save(store);
  await expect(restoreAgent(store)).rejects.toThrow(
    "The agent's head is of the kind 'c51', which restoreAgent was not told how to make",
  );
  // No kind is looked for on the prototype.
  const head = { kind: 'constructor', options: {} };
  expect(() => makeAgent({ ...describeAgent(agent), head })).toThrow("of the kind 'constructor'");
  agent.dispose();
});

test('what is of a user is asked for, and taken in its place', async () => {
  const own = {
    select: () => 0,
    probabilities: () => Float32Array.of(1, 0),
    exploration: () => null,
  };
  const agent = await trained({ policy: own });
  const state = describeAgent(agent);
  expect(() => makeAgent(state)).toThrow("does not say what the agent's policy was made from");
  const restored = makeAgent(state, { options: { policy: own } });
  expect(restored.options.policy).toBe(own);
  for (const each of [agent, restored]) each.dispose();

  const schedule = await trained({ policy: epsilonGreedy({ epsilon: () => 0.5 }) });
  const second = describeAgent(schedule);
  expect(() => makeAgent(second)).toThrow("the agent's policy.epsilon was made from");
  schedule.dispose();

  const replay = new ReplayBuffer({ capacity: 50, environment });
  const third = await trained({ replay });
  const saved = describeAgent(third);
  expect(() => makeAgent(saved)).toThrow('restoreAgent(store, { options: { replay } })');
  third.dispose();
});

test('a part of a user that says nonsense is saved all the same', async () => {
  const odd = Object.assign(() => 0.6, { kind: 'odd', options: { self: {} } });
  odd.options.self = odd.options;
  const policy = { ...epsilonGreedy({ epsilon: 0.5 }), kind: 5, options: odd.options };
  const methods = epsilonGreedy({ epsilon: odd });
  const returns = new DQNAgent({ environment, nStep: odd });
  await returns.save(memoryStore());
  expect(() => makeAgent(describeAgent(returns))).toThrow("the agent's nStep was made from");
  returns.dispose();
  const reset = {
    ...shrinkAndPerturb({ everyEnvironmentSteps: 9 }),
    options: odd.options as never,
  };
  const resets = new DQNAgent({ environment, resets: reset });
  await resets.save(memoryStore());
  expect(() => makeAgent(describeAgent(resets))).toThrow("the agent's resets was made from");
  resets.dispose();
  for (const given of [
    Object.assign(Object.create(methods) as typeof methods, policy),
    methods,
  ] as const) {
    const agent = new DQNAgent({ environment, policy: given });
    expect(describeAgent(agent)['policy']).toBeNull();
    await agent.save(memoryStore());
    agent.dispose();
  }
});

test('a part of a user that says what it is made from comes back', async () => {
  const halves = ({ from }: { from: number }) =>
    Object.assign((count: number) => from / (count + 1), { kind: 'halves', options: { from } });
  const agent = await trained({ policy: epsilonGreedy({ epsilon: halves({ from: 0.5 }) }) });
  const restored = makeAgent(describeAgent(agent), { parts: { halves } });
  expect(restored.options.policy.exploration(9)).toEqual({ name: 'epsilon', value: 0.05 });
  for (const each of [agent, restored]) each.dispose();
});

test('old files, other settings and nonsense are errors that say so', async () => {
  const old = new URL('../fixtures/checkpoint_agent_format_2.safetensors', import.meta.url);
  const bytes = new Uint8Array(readFileSync(old));
  await expect(restoreAgent({ read: async () => bytes })).rejects.toThrow(
    'does not say how its agent was made',
  );
  await expect(restoreAgent(memoryStore(), { parts: [c51Head] as never })).rejects.toThrow(
    'a function for each kind',
  );
  await expect(restoreAgent(memoryStore(), { engine: 1 } as never)).rejects.toThrow('engine');
  const agent = await trained({});
  const made = describeAgent(agent);
  for (const [key, value] of Object.entries(made)) {
    for (const wrong of [null, -1, 'text', { kind: 'q' }, []]) {
      if (JSON.stringify(value) === JSON.stringify(wrong)) continue;
      if (key === 'engine' || (key === 'gradientClipNorm' && wrong === null)) continue;
      const attempt = () => makeAgent({ ...made, [key]: wrong });
      expect(attempt, `${key} ${JSON.stringify(wrong)}`).toThrow(CheckpointError);
    }
  }
  agent.dispose();
});

test('without the replay buffer, and with linear(), which is known', async () => {
  const agent = await trained({
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0, over: 10 }) }),
  });
  const store = memoryStore();
  await agent.save(store, { replay: false });
  const restored = await restoreAgent(store);
  expect([restored.replay.size, restored.environmentSteps]).toEqual([0, 40]);
  for (const each of [agent, restored]) each.dispose();
});

test('the preset with resets is made again whole: nothing of its regime is lost', async () => {
  const observationSpace = new Box({ low: 0, high: 255, shape: [4, 36, 36], dtype: 'uint8' });
  const agent = new DQNAgent({
    environment: { observationSpace, actionSpace: new Discrete(3) },
    ...resettingRainbow(),
    network: cnn({ convolutions: [{ filters: 2, kernelSize: 8, stride: 8 }], hidden: [4] }),
    replay: { capacity: 2_000, sampler: prioritized() },
    augment: randomShifts({ pixels: 2 }),
  });
  const store = memoryStore();
  await agent.save(store);
  const restored = await restoreAgent(store, { parts: agentParts });
  expect(describeAgent(restored)).toEqual(describeAgent(agent));
  for (const name of ['resets', 'augment'] as const) {
    expect(restored.options[name]).toMatchObject({
      kind: agent.options[name]!.kind,
      options: agent.options[name]!.options,
    });
  }
  for (const updates of [0, 700, 20_000]) {
    const [one, other] = [agent, restored].map(({ options: { annealed } }) => [
      annealed!.nStep!(updates),
      annealed!.discount!(updates),
    ]);
    expect(other).toEqual(one);
  }
  for (const each of [agent, restored]) each.dispose();
});

test('returns by a function that does not say what it is: they must be handed in', async () => {
  const agent = await trained({ nStep: (updates) => (updates < 5 ? 3 : 1) });
  const store = memoryStore();
  await agent.save(store);
  await expect(restoreAgent(store)).rejects.toThrow(
    "does not say what the agent's nStep was made from: it was of your own. Give it a kind and options, " +
      'or pass it: restoreAgent(store, { options: { nStep } })',
  );
  const restored = await restoreAgent(store, { options: { nStep: 2 } });
  expect(restored.options.replay).toMatchObject({ returns: { steps: 2 } });
  for (const each of [agent, restored]) each.dispose();
});

test('another replay buffer: the returns are those of the checkpoint', async () => {
  const agent = await trained({ nStep: 3, discount: 0.9 });
  const store = memoryStore();
  await agent.save(store);
  const options = { replay: { capacity: 100 } };
  const restored = await restoreAgent(store, { options, replay: false });
  expect(restored.options.replay).toMatchObject({
    capacity: 100,
    returns: { steps: 3, discount: 0.9 },
  });
  for (const each of [agent, restored]) each.dispose();
});

test('options that are undefined stay as the checkpoint says; what is none is refused', async () => {
  const head = c51Head({ min: -1, max: 1 });
  const agent = await trained({ head, batchSize: 7, learningStarts: 9, gradientClipNorm: null });
  const store = memoryStore();
  await agent.save(store);
  const names = ['environment', 'network', 'optimizer', 'gradientClipNorm', 'policy', 'replay'];
  names.push('nStep', 'batchSize', 'learningStarts', 'train', 'targetUpdate', 'discount', 'double');
  names.push('loss', 'head', 'seed', 'engine');
  const options = Object.fromEntries(names.map((name) => [name, undefined])) as object;
  const restored = await restoreAgent(store, { options, parts: agentParts });
  expect(describeAgent(restored)).toEqual(describeAgent(agent));
  for (const [wrong, message] of [
    [{ policy: null }, 'DQNAgent: policy must be a value'],
    [{ replay: 5 }, 'replay'],
    [{ batchsize: 7 }, "DQNAgent has no option 'batchsize'"],
    [
      Object.create({ batchSize: 7 }),
      'batchSize must be a value, or left out if optional; received one that is inherited',
    ],
  ] as const) {
    const restoring = restoreAgent(store, { options: wrong as never, parts: agentParts });
    await expect(restoring, message).rejects.toThrow(message);
    await expect(restoring).rejects.toThrow(DeepQError);
  }
  for (const each of [agent, restored]) each.dispose();
});
