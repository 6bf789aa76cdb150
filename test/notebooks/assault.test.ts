/**
 * Assault as a notebook has it: three convolutions with padding, each with max
 * pooling behind it, rewards that depend on the action, and Boltzmann's policy
 * from a temperature of 5 down to 0.0001. A console made by hand stands in for
 * the game, with the game's size of screen and its seven actions.
 */
import {
  AtariPreprocessing,
  boltzmann,
  cnn,
  DQNAgent,
  exponential,
  TransformReward,
  train,
  type Environment,
  type Layer,
  type MaxPoolLayer,
  type NetworkSpec,
} from 'deepq';
import { AtariEnvironment } from 'deepq/environments';
import { expect, test } from 'vitest';
import { FakeConsole } from '../support/fakeConsole.ts';
import { playSteps } from './playSteps.ts';

class SevenActions extends FakeConsole {
  override getMinimalActionSet(): number[] {
    return [0, 1, 2, 3, 4, 11, 12];
  }
}

const SHOTS = [1, 2, 5, 6];
const pooling = { type: 'max', size: 2 } as const;

const notebookCnn: NetworkSpec = cnn({
  convolutions: [
    { filters: 32, kernelSize: 8, stride: 4, padding: 'same', pooling },
    { filters: 64, kernelSize: 4, stride: 2, padding: 'same', pooling },
    { filters: 64, kernelSize: 3, stride: 1, padding: 'same', pooling },
  ],
  hidden: [512],
});

/** The game; hits count whole, and shooting costs a little. */
function makeGame(size: number | readonly [number, number]): Environment<Uint8Array> {
  const game = new AtariEnvironment(new SevenActions({ height: 250, width: 160 }), {
    observations: 'rgb',
    frameSkip: 1,
    stickyActions: 0,
  });
  return new TransformReward(new AtariPreprocessing(game, { size, noopMax: 0 }), {
    transform: (reward, { action }) => reward - (SHOTS.includes(action) ? 0.25 : 0),
  });
}

function makeAgent(environment: Environment<Uint8Array>): DQNAgent {
  return new DQNAgent({
    environment,
    network: notebookCnn,
    policy: boltzmann({ temperature: exponential({ from: 5, to: 0.0001, over: 200 }) }),
    beforeLearning: 'policy',
    replay: { capacity: 1_000 },
    learningStarts: 50,
    train: { everyEnvironmentSteps: 4, updates: 1 },
    seed: 1,
  });
}

test.each([
  { size: 84, shape: [84, 84, 4], flat: 64 },
  { size: [250, 160], shape: [250, 160, 4], flat: 4 * 2 * 64 },
] as const)(
  'with images of $shape the layers have the shapes of Keras',
  ({ size, shape, flat }) => {
    const agent = makeAgent(makeGame(size));
    const channelsFirst = [shape[2], shape[0], shape[1]];
    expect(agent.options.environment.observationSpace).toMatchObject({ shape: channelsFirst });
    const { parameters, trunk } = agent.network.architecture;
    expect(parameters.map((parameter) => parameter.shape)).toEqual([
      ...[[8, 8, 4, 32], [32]],
      ...[[4, 4, 32, 64], [64]],
      ...[[3, 3, 64, 64], [64]],
      ...[[flat, 512], [512]],
      ...[[512, 7], [7]],
    ]);
    const halved = (length: number, stride: number): number =>
      Math.floor(Math.ceil(length / stride) / 2);
    const pooled = [4, 2, 1].reduce<number[][]>((sizes, stride) => {
      const from = sizes.at(-1) ?? [...shape.slice(0, 2)];
      return [...sizes, from.map((length) => halved(length, stride))];
    }, []);
    const layers: readonly Layer[] = trunk;
    const pools = layers.filter((layer): layer is MaxPoolLayer => layer.type === 'maxPool');
    expect(pools.map(({ outputShape }) => outputShape.slice(0, 2))).toEqual(pooled);
    expect(pools.map(({ activation }) => activation)).toEqual(['relu', 'relu', 'relu']);
    expect(agent.engine.name).toBe('simd');
    agent.dispose();
  },
);

test('it learns every fourth step, from rewards by action, ever colder', async () => {
  const environment = makeGame(84);
  const agent = makeAgent(environment);
  expect(agent.exploration).toEqual({ name: 'temperature', value: 5 });
  const before = await agent.network.getWeights();
  const steps = await playSteps(agent, environment, 240);
  for (const { transition } of steps) {
    const cost = SHOTS.includes(transition.action) ? 0.25 : 0;
    expect((transition.reward + cost) % 5).toBe(0);
  }
  const shots = steps.filter(({ transition }) => SHOTS.includes(transition.action));
  expect(shots.length).toBeGreaterThan(20);
  expect(agent.updates).toBe(48);
  expect(agent.exploration).toEqual({ name: 'temperature', value: 0.0001 });
  const after = await agent.network.getWeights();
  for (const [name, { data }] of Object.entries(before)) {
    expect(after[name]!.data, name).not.toEqual(data);
  }
  // At 0.0001 the policy takes what the network values most.
  const { observation } = environment.reset({ seed: 2 });
  expect(agent.act(observation)).toBe(agent.act(observation, { explore: false }));
  agent.dispose();
});

test('the loop trains it', async () => {
  const agent = makeAgent(makeGame(84));
  const end = await train(agent, makeGame(84), { environmentSteps: 200 }).finish();
  expect(end).toMatchObject({ environmentSteps: 200, updates: 38, nothingLearned: null });
  agent.dispose();
});
