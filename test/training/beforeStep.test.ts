import { DQNAgent, mlp, OptionsError, train, VectorEnvironment, type CurrentState } from 'deepq';
import { CartPole } from 'deepq/environments';
import { expect, test } from 'vitest';

function make(): { agent: DQNAgent; environment: CartPole } {
  const environment = new CartPole();
  const network = mlp({ hidden: [8] });
  return {
    environment,
    agent: new DQNAgent({ environment, network, learningStarts: 50, seed: 1 }),
  };
}

test('is asked before each step, and told where the environment stands', async () => {
  const { agent, environment } = make();
  const seen: CurrentState[] = [];
  await train(agent, environment, {
    environmentSteps: 60,
    beforeStep: (upcoming) => {
      expect(upcoming.count).toBe(1);
      seen.push(upcoming.current(0));
    },
  }).finish();
  expect(seen).toHaveLength(60);
  expect(seen[0]).toMatchObject({ episodeReturn: 0, episodeLength: 0, actionMask: undefined });
  expect(seen[1]).toMatchObject({ episodeReturn: 1, episodeLength: 1 });
  expect(seen[1]!.observation).not.toEqual(seen[0]!.observation);
  agent.dispose();
});

test('holds the step, in which a state can be taken, and changes nothing', async () => {
  const plain = make();
  await train(plain.agent, plain.environment, { environmentSteps: 80, seed: 2 }).finish();
  const held = make();
  const training = train(held.agent, held.environment, {
    environmentSteps: 80,
    seed: 2,
    beforeStep: async () => {
      const { environmentSteps } = held.agent;
      if (environmentSteps === 60) void training.getState().then(({ agent }) => states.push(agent));
      await Promise.resolve();
      expect(held.agent.environmentSteps).toBe(environmentSteps);
    },
  });
  const states: unknown[] = [];
  await training.finish();
  expect(states).toHaveLength(1);
  expect(await held.agent.getState()).toEqual(await plain.agent.getState());
  for (const { agent } of [plain, held]) agent.dispose();
});

test('a stop that comes while it is held comes before the step', async () => {
  const { agent, environment } = make();
  const training = train(agent, environment, {
    environmentSteps: 80,
    beforeStep: () => {
      if (agent.environmentSteps < 10) return undefined;
      training.stop('held');
      return Promise.resolve();
    },
  });
  expect(await training.finish()).toMatchObject({ environmentSteps: 10, message: 'held' });
  agent.dispose();
});

test('an error of it ends the training, and it must be a function', async () => {
  const { agent, environment } = make();
  const beforeStep = (): Promise<void> => Promise.reject(new RangeError('no more'));
  const training = train(agent, environment, { environmentSteps: 80, beforeStep });
  await expect(training.finish()).rejects.toThrow(RangeError);
  expect(() => train(agent, environment, { environmentSteps: 1, beforeStep: 3 as never })).toThrow(
    OptionsError,
  );
  agent.dispose();
});

test('is told of each copy of a group', async () => {
  const environment = new VectorEnvironment(2, () => new CartPole());
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [8] }), seed: 1 });
  const lengths: number[][] = [];
  await train(agent, environment, {
    environmentSteps: 6,
    beforeStep: (upcoming) => {
      expect(upcoming.count).toBe(2);
      lengths.push([0, 1].map((copy) => upcoming.current(copy).episodeLength));
    },
  }).finish();
  expect(lengths).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ]);
  agent.dispose();
});
