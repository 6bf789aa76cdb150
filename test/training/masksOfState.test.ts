import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { train } from '../../src/training/train.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';

/** In state s all actions but s are allowed; it writes each mask into one and the same array. */
function onePerState(): Environment<number> {
  const mask = [1, 1, 1];
  let state = 0;
  let steps = 0;
  const look = (next: number): { observation: number; info: { actionMask: number[] } } => {
    state = next;
    mask.fill(1);
    mask[state] = 0;
    return { observation: state, info: { actionMask: mask } };
  };
  return {
    observationSpace: new Discrete(3),
    actionSpace: new Discrete(3),
    reset: () => {
      steps = 0;
      return look(0);
    },
    step: (action) => {
      steps++;
      return { ...look(action), reward: 0, terminated: steps === 4, truncated: false };
    },
  };
}

test.each([
  ['one environment', () => onePerState()],
  ['a group', () => new VectorEnvironment(2, onePerState)],
])('transitions carry the masks of both their states: %s', async (_, make) => {
  const environment = make();
  const agent = new DQNAgent({
    environment: onePerState(),
    // A head that reads the masks of s: for others they are not kept.
    head: munchausenHead(),
    replay: { capacity: 50 },
    batchSize: 8,
    learningStarts: 50,
  });
  await train(agent, environment, { environmentSteps: 40 }).finish();
  const batch = agent.replay.sample(40);
  const maskOf = (state: number): number[] => [0, 1, 2].map((action) => (action === state ? 0 : 1));
  const { observations, nextObservations } = batch;
  expect([...batch.actionMasks!]).toEqual([...observations].flatMap(maskOf));
  expect([...batch.nextActionMasks!]).toEqual([...nextObservations].flatMap(maskOf));
  agent.dispose();
});
