/**
 * Taxi as a notebook has it: an embedding and a reshape before the dense layers,
 * a target network that is copied where an episode ends, and a replay buffer of
 * 2,000 transitions.
 */
import {
  adam,
  dense,
  DQNAgent,
  embeddingTable,
  epsilonGreedy,
  linear,
  network,
  reshape,
  train,
} from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import { expect, test } from 'vitest';
import { playSteps } from './playSteps.ts';

const environment = makeEnvironment('Taxi-v3', { maxEpisodeSteps: 50 });

function makeAgent(): DQNAgent {
  return new DQNAgent({
    environment,
    network: network({
      layers: [
        embeddingTable({ size: 10 }),
        reshape({ shape: [10] }),
        dense({ units: 50 }),
        dense({ units: 50 }),
        dense({ units: 50 }),
      ],
    }),
    optimizer: adam({ learningRate: 1e-3 }),
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 2_000 }) }),
    replay: { capacity: 2_000 },
    learningStarts: 100,
    targetUpdate: { everyEpisodes: 1 },
    double: false,
    seed: 1,
  });
}

test('the network has the layers and the weights of the settings', () => {
  const agent = makeAgent();
  const { trunk, parameterCount } = agent.network.architecture;
  expect(trunk.map(({ type }) => type)).toEqual([
    ...['embedding', 'reshape', 'dense', 'dense', 'dense'],
  ]);
  const weights = 500 * 10 + (10 * 50 + 50) + 2 * (50 * 50 + 50) + (50 * 6 + 6);
  expect(parameterCount).toBe(weights);
  agent.dispose();
});

test('the target network is copied where an episode ends, and nowhere else', async () => {
  const agent = makeAgent();
  const steps = await playSteps(agent, environment, 400);
  const learning = steps.filter(({ updates }) => updates > 0);
  expect(learning).toHaveLength(400 - 99);
  expect(learning.filter(({ updates }) => updates !== 1)).toEqual([]);
  const ended = learning.filter(({ result }) => result.terminated || result.truncated);
  expect(ended.length).toBeGreaterThanOrEqual(6);
  for (const { targetMoved, targetCopied, result } of learning.slice(1)) {
    const isEnd = result.terminated || result.truncated;
    expect([targetMoved, targetCopied]).toEqual([isEnd, isEnd]);
  }
  agent.dispose();
});

test('the replay buffer keeps the newest 2,000 transitions, and the loop trains with it', async () => {
  const agent = makeAgent();
  const end = await train(agent, environment, { environmentSteps: 2_500, seed: 1 }).finish();
  expect(agent.replay.capacity).toBe(2_000);
  expect(agent.replay.size).toBe(2_000);
  expect([end.updates, end.nothingLearned]).toEqual([2_500 - 99, null]);
  expect(agent.exploration).toEqual({ name: 'epsilon', value: 0.1 });
  agent.dispose();
});
