import { afterAll, describe, expect, test } from 'vitest';
import { Acrobot, CartPole, MountainCar } from '../../src/environments.ts';
import {
  Box,
  Discrete,
  DQNAgent,
  evaluate,
  OptionsError,
  ReplayBuffer,
  RescaleObservation,
  train,
  TransformObservation,
  VectorEnvironment,
  type Environment,
} from '../../src/index.ts';
import { sideProbe } from '../support/probes.ts';
import { scriptedAgent } from '../support/scripted.ts';

const agent = new DQNAgent({ environment: new MountainCar() });
afterAll(() => {
  agent.dispose();
});

/** MountainCar with one action less. */
function withActions(n: number): Environment<Float32Array> {
  const inside = new MountainCar();
  return {
    observationSpace: inside.observationSpace,
    actionSpace: new Discrete(n),
    reset: (options) => inside.reset(options),
    step: (action) => inside.step(action),
  };
}

const bytes = {
  observationSpace: new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' }),
  actionSpace: new Discrete(3),
  reset: () => ({ observation: new Uint8Array(2), info: {} }),
  step: () => ({
    ...{ observation: new Uint8Array(2), reward: 0, terminated: false, truncated: false, info: {} },
  }),
};

describe('an environment of other spaces than the agent was made for', () => {
  const others: readonly (readonly [string, Environment, string])[] = [
    ['fewer actions', withActions(2), 'float32 observations of [2] and 2 actions'],
    ['more actions', withActions(4), 'float32 observations of [2] and 4 actions'],
    ['other observations', new CartPole(), 'float32 observations of [4] and 2 actions'],
    ['bytes', bytes, 'uint8 observations of [2] and 3 actions'],
  ];
  test.each(others)('is refused at the call: %s', async (_, environment, received) => {
    const message = `float32 observations of [2] and 3 actions; received one with ${received}`;
    expect(() => train(agent, environment, { environmentSteps: 5 })).toThrow(message);
    await expect(evaluate(agent, environment, { episodes: 1 })).rejects.toThrow(message);
    const evaluation = { everyEnvironmentSteps: 5, environment };
    expect(() => train(agent, new MountainCar(), { environmentSteps: 5, evaluation })).toThrow(
      'evaluation.environment must have the spaces',
    );
  });

  test('is refused as a group, and for a replay buffer that is ready', () => {
    const group = new VectorEnvironment(2, () => new Acrobot());
    expect(() => train(agent, group, { environmentSteps: 5 })).toThrow(OptionsError);
    const replay = new ReplayBuffer({ capacity: 9, environment: new Acrobot() });
    expect(() => new DQNAgent({ environment: new MountainCar(), replay })).toThrow(
      'Make the replay buffer with this environment',
    );
  });

  test('is none where bounds alone differ, and none for agents that do not say', async () => {
    const shifted = new RescaleObservation(new MountainCar(), { low: -1, high: 1 });
    await train(agent, shifted, { environmentSteps: 3 }).finish();
    await train(scriptedAgent(), sideProbe(), { environmentSteps: 3 }).finish();
    const halved = new TransformObservation(new MountainCar(), {
      observationSpace: new Box({ low: -9, high: 9, shape: [2] }),
      transform: (observation: Float32Array) => observation.map((value) => value / 2),
    });
    await train(agent, halved, { environmentSteps: 3 }).finish();
  });
});

test('an agent whose spaces are none is refused', () => {
  const odd = Object.assign(scriptedAgent(), { spaces: { observationSpace: 3 } as never });
  expect(() => train(odd, sideProbe(), { environmentSteps: 3 })).toThrow(OptionsError);
});

test('options are checked at the call; nothing is taken or run before the first event', async () => {
  const environment = new MountainCar();
  expect(() => train(agent, environment, { environmentSteps: 0 })).toThrow(OptionsError);
  const [first, second] = [1, 2].map(() => train(agent, environment, { environmentSteps: 3 }));
  const before = agent.environmentSteps;
  await second!.finish();
  await first!.finish();
  expect(agent.environmentSteps).toBe(before + 6);
});
