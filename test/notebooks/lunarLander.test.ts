/**
 * Lunar Lander as a notebook has it: online, without a replay buffer. Each
 * transition is learned from once, when it comes: a buffer of one, a batch of one.
 */
import {
  adam,
  DQNAgent,
  epsilonGreedy,
  exponential,
  mlp,
  qHead,
  QNetwork,
  ReplayBuffer,
  train,
} from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import * as planck from 'planck';
import { expect, test } from 'vitest';
import { playSteps } from './playSteps.ts';

const settings = {
  network: mlp({ hidden: [64, 64] }),
  optimizer: adam({ learningRate: 5e-4 }),
};

const makeLander = () => makeEnvironment('LunarLander-v3', { planck });

function makeAgent(): DQNAgent {
  return new DQNAgent({
    ...settings,
    environment: makeLander(),
    policy: epsilonGreedy({ epsilon: exponential({ from: 1, factor: 0.99, to: 0.01 }) }),
    replay: { capacity: 1 },
    batchSize: 1,
    learningStarts: 0,
    train: { everyEnvironmentSteps: 1, updates: 1 },
    targetUpdate: { everyUpdates: 1 },
    double: false,
    seed: 1,
  });
}

test('every transition gives one update, at once, and nothing else is kept', async () => {
  const agent = makeAgent();
  const steps = await playSteps(agent, makeLander(), 300);
  expect(new Set(steps.map(({ updates }) => updates))).toEqual(new Set([1]));
  expect([agent.updates, agent.replay.size, agent.replay.capacity]).toEqual([300, 1, 1]);
  const last = steps.at(-1)!.transition;
  const kept = agent.replay.sample(1);
  expect([kept.actions[0], kept.rewards[0]]).toEqual([last.action, Math.fround(last.reward)]);
  expect([...kept.observations]).toEqual([...(last.observation as Float32Array)]);
  agent.dispose();
});

test('its weights are those of an update by hand from each transition as it comes', async () => {
  const environment = makeLander();
  const agent = makeAgent();
  const network = new QNetwork({
    ...settings,
    environment,
    head: qHead({ double: false }),
    seed: 9,
  });
  network.setWeights(await agent.network.getWeights());
  network.syncTarget();
  const steps = await playSteps(agent, environment, 200);
  for (const { transition } of steps) {
    const one = new ReplayBuffer({ capacity: 1, environment });
    one.add(transition);
    network.update(one.sample(1));
    network.syncTarget();
  }
  expect(await agent.network.getWeights()).toEqual(await network.getWeights());
  agent.dispose();
  network.dispose();
});

test('the loop trains it', async () => {
  const agent = makeAgent();
  const end = await train(agent, makeLander(), { environmentSteps: 1_000, seed: 1 }).finish();
  expect(end).toMatchObject({ environmentSteps: 1_000, updates: 1_000, nothingLearned: null });
  agent.dispose();
});
