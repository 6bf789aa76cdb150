import { expect, test } from 'vitest';
import { Discrete, DQNAgent, munchausenHead, train, type Environment } from '../../src/index.ts';
import { MeasuredAgent } from '../../src/node/run/measuredAgent.ts';

/** In state s all actions but s are allowed. */
function onePerState(): Environment<number> {
  const look = (state: number): { observation: number; info: { actionMask: number[] } } => ({
    observation: state,
    info: { actionMask: [0, 1, 2].map((action) => (action === state ? 0 : 1)) },
  });
  return {
    observationSpace: new Discrete(3),
    actionSpace: new Discrete(3),
    reset: () => look(0),
    step: (action) => ({ ...look(action), reward: 0, terminated: false, truncated: false }),
  };
}

test('an agent of a run learns from the masks of s, as it does without a run', async () => {
  const environment = onePerState();
  const agent = new DQNAgent({
    ...{ environment, head: munchausenHead(), replay: { capacity: 50 } },
    ...{ batchSize: 8, learningStarts: 50 },
  });
  const measured = new MeasuredAgent(agent, {
    beforeStep: () => undefined,
    updated: () => undefined,
  });
  await train(measured, environment, { environmentSteps: 30 }).finish();
  const { observations, actionMasks } = agent.replay.sample(20);
  expect([...actionMasks!]).toEqual(
    [...observations].flatMap((state) => [0, 1, 2].map((action) => (action === state ? 0 : 1))),
  );
  agent.dispose();
});

test('an agent of a run says what it was made for', () => {
  const agent = new DQNAgent({ environment: onePerState() });
  const watcher = { beforeStep: () => undefined, updated: () => undefined };
  expect(new MeasuredAgent(agent, watcher).spaces).toBe(agent.spaces);
  agent.dispose();
});
