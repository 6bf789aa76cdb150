import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { constant } from '../../src/schedules/constant.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { StateReader } from '../../src/state/stateReader.ts';
import { ErrorWatch } from '../../src/training/errorWatch.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { train } from '../../src/training/train.ts';
import { TransformReward } from '../../src/wrappers/transformReward.ts';
import { makeEnvironment } from '../../src/environments.ts';

const errors = (size: number): Float32Array => Float32Array.of(-size, size);

test('tells after 500 updates whose errors are above 25 on average, and only once', () => {
  const watch = new ErrorWatch();
  const told = Array.from({ length: 2000 }, () => watch.observe(errors(26)));
  expect(told.findIndex((message) => message !== null)).toBe(499);
  expect(told.filter((message) => message !== null)).toHaveLength(1);
  expect(told[499]).toMatch(/TD errors are 26 on average.*NormalizeReward/s);
  // Errors do not say whose fault they are.
  expect(told[499]).toMatch('values explode: try a learning rate of a tenth');
  const quiet = new ErrorWatch();
  expect(Array.from({ length: 2000 }, () => quiet.observe(errors(25)))).not.toContainEqual(
    expect.any(String),
  );
});

test('goes on from its state', () => {
  const [one, other] = [new ErrorWatch(), new ErrorWatch()];
  for (let update = 0; update < 300; update++) one.observe(errors(30));
  other.prepareState(new StateReader('training', one.getState()))();
  for (let update = 300; update < 499; update++) expect(other.observe(errors(30))).toBeNull();
  expect(other.observe(errors(30))).toMatch('TD errors are 30 on');
});

test.each([
  [1, 0],
  [10_000, 1],
])('rewards times %i: %i warnings in a training', async (factor, count) => {
  const environment = new TransformReward(makeEnvironment('CartPole-v1'), {
    transform: (reward) => factor * reward,
  });
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [8] }),
    policy: epsilonGreedy({ epsilon: constant(1) }),
    learningStarts: 32,
  });
  const events: TrainingEvent[] = [];
  for await (const event of train(agent, environment, { environmentSteps: 1_200 }))
    events.push(event);
  const warnings = events.filter(({ type }) => type === 'warning');
  expect(warnings).toHaveLength(count);
  if (count === 1) {
    expect(warnings[0]).toMatchObject({ warning: 'large TD errors', updates: 500 });
  }
  agent.dispose();
});
