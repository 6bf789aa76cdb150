import { expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import {
  adam,
  consume,
  DQNAgent,
  mlp,
  OptionsError,
  train,
  watchdog,
  weightStatistics,
  type TrainingEvent,
} from '../../src/index.ts';
import { silentUnits } from '../../src/training/weightStatistics.ts';

const training = { getState: () => Promise.resolve({}), stop: () => undefined };

function tellOf(events: readonly TrainingEvent[]): string[] {
  const told: string[] = [];
  const consumer = watchdog({ tell: (message) => void told.push(message) });
  for (const event of events) void consumer.on(event, training);
  return told;
}

const episode = (value: number): TrainingEvent => ({
  ...{ type: 'episode', episode: 1, return: value, length: 5 },
  ...{ terminated: true, truncated: false, environmentSteps: 5 },
});
const updates = (meanQ: number, gradientNorm: number | null): TrainingEvent => ({
  ...{ type: 'updates', count: 1, updates: 1, loss: 1, meanQ, learningRate: 1e-3 },
  ...{ gradientNorm, environmentSteps: 9 },
});

test('values beyond ten times any return explode; told once', () => {
  expect(tellOf([episode(20), updates(199, 1), updates(-150, 1)])).toEqual([]);
  const told = tellOf([episode(-20), updates(-201, 1), updates(900, 1)]);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/about -201, and no episode had a return beyond ±20/);
  expect(tellOf([updates(1e6, 1)])).toEqual([]);
});

test('a gradient of 0 five times in a row', () => {
  const zeros = Array.from({ length: 4 }, () => updates(0, 0));
  expect(tellOf([...zeros, updates(0, 1), ...zeros])).toEqual([]);
  expect(tellOf([...zeros, updates(0, 0)])).toEqual([expect.stringMatching(/the gradient was 0/)]);
  expect(tellOf(Array.from({ length: 9 }, () => updates(0, null)))).toEqual([]);
});

test('a hundred returns that are alike', () => {
  const alike = Array.from({ length: 99 }, () => episode(0));
  expect(tellOf([...alike, episode(1), ...alike])).toEqual([]);
  expect(tellOf([...alike, episode(0)])).toEqual([expect.stringMatching(/the same return, 0/)]);
});

test('that nothing was learned', async () => {
  const told: string[] = [];
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment });
  const tell = (message: string) => void told.push(message);
  await consume(train(agent, environment, { environmentSteps: 100 }), [
    watchdog({ tell }),
  ]).finish();
  expect(told).toEqual([expect.stringMatching(/^Nothing was learned: The replay buffer holds/)]);
  agent.dispose();
});

test.each([
  { learningRate: 3, dead: true },
  { learningRate: 1e-3, dead: false },
])('a learning rate of $learningRate: dead layers $dead', async ({ learningRate, dead }) => {
  const told: string[] = [];
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [32, 32] }),
    optimizer: adam({ learningRate }),
    learningStarts: 100,
    seed: 1,
  });
  const report = { everyEnvironmentSteps: 100 };
  await consume(train(agent, environment, { environmentSteps: 2_000, seed: 1, report }), [
    watchdog({ network: agent.network, ...report, tell: (message) => void told.push(message) }),
  ]).finish();
  expect(told.some((message) => message.includes('are dead'))).toBe(dead);
  if (!dead) expect(told).toEqual([]);
  agent.dispose();
});

test('statistics of weights, by hand', () => {
  const { a, b } = weightStatistics({
    a: { shape: [2, 2], data: Float32Array.of(1, -3, 0, 2) },
    b: { shape: [1], data: Float32Array.of(NaN) },
  });
  expect(a).toEqual({
    mean: 0,
    standardDeviation: Math.sqrt(3.5),
    norm: Math.sqrt(14),
    largest: 3,
    zeros: 0.25,
    isFinite: true,
  });
  expect(b?.isFinite).toBe(false);
});

test('silent units are those that no gradient leads into', () => {
  const gradient = {
    'layer0.kernel': { shape: [2, 3], data: Float32Array.of(0, 1, 0, 0, 0, -2) },
    'layer0.bias': { shape: [3], data: Float32Array.of(0, 0, 0) },
    'output.kernel': { shape: [3, 1], data: Float32Array.of(0, 0, 0) },
  };
  expect([...silentUnits(gradient)]).toEqual([['layer0.kernel', Uint8Array.of(1, 0, 0)]]);
});

test('options are checked', () => {
  expect(() => watchdog({ tell: 'console' as never })).toThrow(OptionsError);
  expect(() => watchdog({ tell: () => undefined, everyEnvironmentSteps: 0 })).toThrow(OptionsError);
});
