import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { ActOptions } from '../../src/agents/agent.ts';
import { CheckpointError, ValueError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { State, StateTensor } from '../../src/state/state.ts';
import { simd } from '../../src/engines/simd/simd.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
  actionSpace: new Discrete(50),
};
const observation = Float32Array.of(0);
const explore = (epsilon: number): Policy => epsilonZGreedy({ epsilon, exponent: 1.2 });

const makeAgent = (policy: Policy): DQNAgent =>
  new DQNAgent({
    environment,
    network: mlp({ hidden: [4] }),
    policy,
    beforeLearning: 'policy',
    seed: 2,
    engine: simd(),
  });

function observe(agent: DQNAgent, action: number, stream?: number, truncated = false): void {
  const outcome = { reward: 0, nextObservation: observation.slice(), terminated: false, truncated };
  agent.observe({ observation, action, ...outcome }, stream);
}

/** Takes steps with two copies, and returns what was chosen. */
function play(agent: DQNAgent, steps: number): number[][] {
  return Array.from({ length: steps }, () => {
    const actions = agent.actMany([observation, observation]);
    actions.forEach((action, copy) => {
      observe(agent, action, copy);
    });
    return actions;
  });
}

/** By stream: how many steps more its action is held. */
async function stepsHeld(agent: DQNAgent): Promise<number[]> {
  const { streams } = (await agent.getState())['memory'] as State;
  const { data } = streams as StateTensor;
  return [...data].filter((_, index) => index % 2 === 1);
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

test('the stream of act is that of observe', () => {
  const [one, many] = [makeAgent(explore(1)), makeAgent(explore(1))];
  const inTurn = Array.from({ length: 60 }, () =>
    [0, 1].map((stream) => {
      const action = one.act(observation, { stream });
      observe(one, action, stream);
      return action;
    }),
  );
  expect(inTurn).toEqual(play(many, 60));
  // Rows in another order, as where some copies rest.
  const mixed = Array.from({ length: 60 }, () => {
    const actions = many.actMany([observation], { streams: [7] });
    observe(many, actions[0]!, 7);
    return actions[0];
  });
  const repeats = mixed.filter((action, step) => action === mixed[step - 1]).length;
  expect(repeats).toBeGreaterThan(20);
  one.dispose();
  many.dispose();
});

test('two figures that share a stream are not given the action of each other', () => {
  const agent = makeAgent(explore(1));
  let alike = 0;
  for (let round = 0; round < 5_000; round++) {
    const actions = [agent.act(observation), agent.act(observation)];
    if (actions[0] === actions[1]) alike++;
    for (const action of actions) observe(agent, action);
  }
  // By chance 100 of 5,000, with a deviation of 10.
  expect(Math.abs(alike - 100)).toBeLessThan(40);
  agent.dispose();
});

test('an episode that ends lets go, in its own stream only', async () => {
  const agent = makeAgent(explore(1));
  do play(agent, 1);
  while (Math.min(...(await stepsHeld(agent))) < 2);
  const [first] = await stepsHeld(agent);
  observe(agent, 0, 1, true);
  expect(await stepsHeld(agent)).toEqual([first, 0]);
  agent.dispose();
});

test('an episode that begins anew lets go, in its own stream only', async () => {
  const agent = makeAgent(explore(1));
  do play(agent, 1);
  while (Math.min(...(await stepsHeld(agent))) < 2);
  const [, second] = await stepsHeld(agent);
  agent.beginEpisode();
  expect(await stepsHeld(agent)).toEqual([0, second]);
  agent.dispose();
});

test('greedy choices, and draws from elsewhere, neither use nor change what is held', async () => {
  const agent = makeAgent(explore(1));
  play(agent, 10);
  const before = await agent.getState();
  for (let draw = 0; draw < 20; draw++) {
    agent.act(observation, { random: createRandom(draw) });
    agent.act(observation, { explore: false });
    agent.actMany([observation, observation], { random: createRandom(draw) });
  }
  expect(await agent.getState()).toEqual(before);
  // Where a stream is named as well, it is used.
  const random = createRandom(3);
  const own = Array.from({ length: 60 }, () => {
    const action = agent.act(observation, { random, stream: 5 });
    observe(agent, action, 5);
    return action;
  });
  expect(own.filter((action, step) => action === own[step - 1]).length).toBeGreaterThan(20);
  agent.dispose();
});

test('a checkpoint whose memory the policy cannot have written is refused', async () => {
  const agent = makeAgent(explore(1));
  const state = await agent.getState();
  const set = (memory: unknown): void => {
    agent.setState({ ...state, memory } as State);
  };
  for (const data of [Float64Array.of(50, 1), Float64Array.of(-1, 0), Float64Array.of(0, -1)]) {
    expect(() => {
      set({ size: 2, streams: { shape: [1, 2], data } });
    }).toThrow(CheckpointError);
  }
  expect(() => {
    set({ size: 3, streams: { shape: [1, 2], data: Float64Array.of(0, 0) } });
  }).toThrow(/streams must be a Float64Array of shape \[any, 3\]/);
  expect(() => {
    set(null);
  }).toThrow(/memory must be/);
  agent.dispose();
});

test('of the memory of another policy nothing is taken', async () => {
  const [holding, plain] = [makeAgent(explore(1)), makeAgent(epsilonGreedy({ epsilon: 1 }))];
  play(holding, 10);
  const before = await plain.getState();
  plain.setState(await holding.getState());
  expect((await plain.getState())['memory']).toEqual(before['memory']);
  holding.setState(before);
  expect(await stepsHeld(holding)).toEqual([]);
  holding.dispose();
  plain.dispose();
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

test.each([-1, 0.5, 65_536, '0' as never])('%o is no stream', (stream) => {
  const agent = makeAgent(explore(0.5));
  const options: ActOptions = { stream };
  expect(() => agent.act(observation, options)).toThrow(ValueError);
  expect(() => agent.actMany([observation], { streams: [stream] })).toThrow(ValueError);
  expect(() => agent.actMany([observation], { streams: [] })).toThrow(/a stream for each of 1/);
  agent.dispose();
});
