/**
 * CartPole as a notebook has it: the last layer begins uniform in ±0.03 with biases
 * of −0.2, and the step that fails earns −1.
 */
import { DQNAgent, initializers, mlp, TransformReward, train, type Environment } from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import { expect, test } from 'vitest';
import { chiSquare, chiSquareLimit } from '../support/chiSquare.ts';
import { playSteps } from './playSteps.ts';

const { constant, uniform } = initializers;

const makeTask = (maxEpisodeSteps: number): Environment<Float32Array> =>
  new TransformReward(makeEnvironment('CartPole-v1', { maxEpisodeSteps }), {
    transform: (reward, { terminated }) => (terminated ? -1 : reward),
  });

function makeAgent(seed: number): DQNAgent {
  return new DQNAgent({
    environment: makeTask(500),
    network: mlp({
      hidden: [30, 30],
      output: {
        kernelInitializer: uniform({ bound: 0.03 }),
        biasInitializer: constant(-0.2),
      },
    }),
    learningStarts: 100,
    seed,
  });
}

test('the last layer begins uniform in ±0.03, with biases of −0.2', async () => {
  const bins = new Array<number>(6).fill(0);
  for (let seed = 0; seed < 50; seed++) {
    const agent = makeAgent(seed);
    const weights = await agent.network.getWeights();
    expect(weights['output.bias']!.data).toEqual(new Float32Array(2).fill(-0.2));
    const kernel = weights['output.kernel']!;
    expect(kernel.shape).toEqual([30, 2]);
    for (const weight of kernel.data) {
      expect(Math.abs(weight)).toBeLessThanOrEqual(Math.fround(0.03));
      bins[Math.min(5, Math.floor((weight + 0.03) / 0.01))]!++;
    }
    // The hidden layers begin as ever.
    expect(Math.max(...weights['layer0.kernel']!.data)).toBeGreaterThan(0.4);
    agent.dispose();
  }
  expect(chiSquare(bins, new Array<number>(6).fill(1 / 6))).toBeLessThan(chiSquareLimit(5));
});

test('at first all values are near −0.2', () => {
  const agent = makeAgent(1);
  const { observation } = makeTask(500).reset({ seed: 1 });
  for (const value of agent.network.qValues(observation)) {
    expect(value + 0.2).toBeGreaterThan(-0.1);
    expect(value + 0.2).toBeLessThan(0.1);
  }
  agent.dispose();
});

test('failure earns −1, a time limit does not, and the agent learns from both', async () => {
  const environment = makeTask(12);
  const agent = makeAgent(1);
  const steps = await playSteps(agent, environment, 400);
  const ends = steps.filter(({ result }) => result.terminated || result.truncated);
  const failures = ends.filter(({ result }) => result.terminated);
  const limits = ends.filter(({ result }) => !result.terminated);
  expect(failures.length).toBeGreaterThan(3);
  expect(limits.length).toBeGreaterThan(3);
  expect(failures.map(({ transition }) => transition.reward)).toEqual(failures.map(() => -1));
  expect(limits.map(({ transition }) => transition.reward)).toEqual(limits.map(() => 1));
  const batch = agent.replay.sample(400);
  for (let row = 0; row < batch.size; row++) {
    expect(batch.rewards[row]).toBe(batch.discounts[row] === 0 ? -1 : 1);
  }
  expect(agent.updates).toBe(301);
  agent.dispose();
});

test('it comes to last longer than chance', async () => {
  const agent = makeAgent(1);
  const lengths: number[] = [];
  for await (const event of train(agent, makeTask(500), { environmentSteps: 6_000, seed: 1 })) {
    if (event.type === 'episode') lengths.push(event.length);
  }
  const mean = (of: number[]): number => of.reduce((sum, length) => sum + length, 0) / of.length;
  expect(mean(lengths.slice(-10))).toBeGreaterThan(2 * mean(lengths.slice(0, 10)));
  agent.dispose();
});
