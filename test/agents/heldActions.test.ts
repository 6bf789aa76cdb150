import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { CheckpointError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
  actionSpace: new Discrete(50),
};
const observation = Float32Array.of(0);
const explore = (epsilon: number): Policy => epsilonZGreedy({ epsilon, exponent: 1.2 });

const makeAgent = (policy: Policy): DQNAgent =>
  new DQNAgent({ environment, network: mlp({ hidden: [4] }), policy, seed: 2, engine: 'simd' });

/** Takes steps with two copies, and returns what was chosen. */
function play(agent: DQNAgent, steps: number): number[][] {
  return Array.from({ length: steps }, () => {
    const actions = agent.actMany([observation, observation]);
    actions.forEach((action, copy) => {
      const rest = {
        reward: 0,
        nextObservation: observation.slice(),
        terminated: false,
        truncated: false,
      };
      agent.observe({ observation, action, ...rest }, copy);
    });
    return actions;
  });
}

test('each stream holds its own action, and a saved agent goes on with it', async () => {
  const agent = makeAgent(explore(1));
  const actions = play(agent, 100);
  for (const copy of [0, 1]) {
    const repeats = actions.filter((row, step) => row[copy] === actions[step - 1]?.[copy]).length;
    // By chance it would be 2 of 100.
    expect(repeats).toBeGreaterThan(40);
  }
  expect(actions.filter(([one, other]) => one === other).length).toBeLessThan(20);

  const other = makeAgent(explore(1));
  other.setState(await agent.getState());
  expect(play(other, 50)).toEqual(play(agent, 50));
  agent.dispose();
  other.dispose();
});

test('an episode that ends lets go, in its own stream only', async () => {
  const agent = makeAgent(explore(1));
  const held = async (): Promise<number[]> => {
    const { data } = (await agent.getState())['held'] as { data: Int32Array };
    return [data[1]!, data[3]!];
  };
  do agent.actMany([observation, observation]);
  while (Math.min(...(await held())) === 0);
  const [first] = await held();
  agent.observe(
    {
      ...{ observation, action: 0, reward: 0, nextObservation: observation.slice() },
      terminated: false,
      truncated: true,
    },
    1,
  );
  expect(await held()).toEqual([first, 0]);
  agent.dispose();
});

test('draws from another stream neither use nor change what is held', async () => {
  const agent = makeAgent(explore(1));
  play(agent, 10);
  const before = await agent.getState();
  for (let draw = 0; draw < 20; draw++) agent.act(observation, { random: createRandom(draw) });
  expect(await agent.getState()).toEqual(before);
  agent.dispose();
});

test('a checkpoint whose held action cannot be is refused', async () => {
  const agent = makeAgent(explore(1));
  const state = await agent.getState();
  for (const data of [Int32Array.of(50, 1), Int32Array.of(-1, 0), Int32Array.of(0, -1)]) {
    const held = { shape: [1, 2], data };
    expect(() => agent.setState({ ...state, held })).toThrow(CheckpointError);
  }
  expect(() => agent.setState({ ...state, held: null })).toThrow(/held must be/);
  agent.dispose();
});

test.each([
  [new Uint8Array(3), 'must have one element for each of 50 actions'],
  [new Uint8Array(50), 'allows none of 50 actions'],
])('a mask that is refused neither draws nor shortens a hold', async (wrong, message) => {
  const agent = makeAgent(explore(0.5));
  play(agent, 20);
  const before = await agent.getState();
  expect(() => agent.act(observation, { actionMask: wrong })).toThrow(message);
  const right = new Uint8Array(50).fill(1);
  // The first row could be chosen for; the second one cannot.
  const rows = [observation, observation];
  expect(() => agent.actMany(rows, { actionMasks: [right, wrong] })).toThrow(message);
  expect(await agent.getState()).toEqual(before);
  agent.dispose();
});

test('a checkpoint from before actions were held holds none', async () => {
  const agent = makeAgent(explore(1));
  play(agent, 20);
  const { held: _, ...before } = await agent.getState();
  agent.setState(before);
  expect(await agent.getState()).toEqual({
    ...before,
    held: { shape: [0, 2], data: new Int32Array(0) },
  });
  agent.dispose();
});
