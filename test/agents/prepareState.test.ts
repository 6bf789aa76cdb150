import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { CheckpointError, UsageError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { takeOverAll } from '../../src/state/stateful.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [2] }),
  actionSpace: new Discrete(2),
};

/** An agent that has seen and learned something. */
function makeAgent(seed: number, updates: number, capacity = 20): DQNAgent {
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [4] }),
    replay: { capacity },
    ...{ batchSize: 2, learningStarts: 2, seed },
  });
  for (let step = 0; step < 6; step++) {
    const observation = Float32Array.of(step / 6, seed / 10);
    const nextObservation = Float32Array.of((step + 1) / 6, seed / 10);
    agent.act(observation);
    agent.observe({
      ...{ observation, action: step % 2, reward: 1, nextObservation },
      ...{ terminated: step === 5, truncated: false },
    });
  }
  for (let update = 0; update < updates; update++) agent.learn();
  return agent;
}

test('a state is checked first, and taken over later', async () => {
  const [one, other] = [makeAgent(1, 3), makeAgent(2, 5)];
  const [before, wanted] = [await one.getState(), await other.getState()];
  const takeOver = one.prepareState(wanted);
  expect(await one.getState()).toEqual(before);
  takeOver();
  expect(await one.getState()).toEqual(wanted);
  const without = makeAgent(3, 1);
  without.prepareState(wanted, { replay: false })();
  expect(without.updates).toBe(5);
  expect(without.updatesDue).toBe(0);
  for (const agent of [one, other, without]) agent.dispose();
});

test('several agents are loaded together, or none', async () => {
  const [one, small] = [makeAgent(1, 3), makeAgent(1, 3, 10)];
  const before = [await one.getState(), await small.getState()];
  const other = makeAgent(2, 5);
  const state = await other.getState();
  const prepare = (): (() => void) =>
    takeOverAll([one.prepareState(state), small.prepareState(state)]);
  // Its replay buffer is too small for the state.
  expect(prepare).toThrow(CheckpointError);
  expect([await one.getState(), await small.getState()]).toEqual(before);
  for (const agent of [one, small, other]) agent.dispose();
});

test('an update that has begun in the meantime is told, and nothing is taken over', async () => {
  const [one, other] = [makeAgent(1, 3), makeAgent(2, 5)];
  const takeOver = one.prepareState(await other.getState());
  const learning = one.learnAsync();
  expect(takeOver).toThrow(UsageError);
  await learning;
  expect(one.updates).toBe(4);
  takeOver();
  expect(await one.getState()).toEqual(await other.getState());
  one.dispose();
  other.dispose();
});
