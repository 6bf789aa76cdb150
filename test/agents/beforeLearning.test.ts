import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { greedy } from '../../src/policies/greedy.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { chiSquare, chiSquareLimit } from '../support/chiSquare.ts';
import { simd } from '../../src/engines/simd/simd.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
  actionSpace: new Discrete(4),
};
const observation = Float32Array.of(0.5);
const transition = {
  ...{ observation, action: 0, reward: 0, nextObservation: Float32Array.of(0) },
  ...{ terminated: true, truncated: false },
};

const makeAgent = (options: Partial<DQNAgentOptions> = {}): DQNAgent =>
  new DQNAgent({
    environment,
    network: mlp({ hidden: [4] }),
    policy: greedy(),
    learningStarts: 10,
    batchSize: 4,
    engine: simd(),
    ...options,
  });

const shares = (actions: readonly number[]): number[] =>
  [0, 1, 2, 3].map((action) => actions.filter((one) => one === action).length);

test('until learning starts all actions are alike, one by one and together', async () => {
  const agent = makeAgent();
  const even = [0.25, 0.25, 0.25, 0.25];
  const acted = Array.from({ length: 2_000 }, () => agent.act(observation));
  expect(chiSquare(shares(acted), even)).toBeLessThan(chiSquareLimit(3));
  const rows = new Array<Float32Array>(2_000).fill(observation);
  expect(chiSquare(shares(agent.actMany(rows)), even)).toBeLessThan(chiSquareLimit(3));
  expect(chiSquare(shares(await agent.actManyAsync(rows)), even)).toBeLessThan(chiSquareLimit(3));
  const later = await Promise.all(rows.map((row) => agent.actAsync(row)));
  expect(chiSquare(shares(later), even)).toBeLessThan(chiSquareLimit(3));
  agent.dispose();
});

test('only what the mask allows is drawn', () => {
  const agent = makeAgent();
  const actionMask = [0, 1, 0, 1];
  const actions = Array.from({ length: 1_000 }, () => agent.act(observation, { actionMask }));
  expect(shares(actions).map((count) => count > 400)).toEqual([false, true, false, true]);
  agent.dispose();
});

test('the policy acts from the transition on with which learning starts', () => {
  const agent = makeAgent();
  const best = agent.act(observation, { explore: false });
  const kinds = (): number =>
    new Set(Array.from({ length: 60 }, () => agent.act(observation))).size;
  for (let step = 0; step < 9; step++) agent.observe(transition);
  expect(kinds()).toBe(4);
  agent.observe(transition);
  expect(kinds()).toBe(1);
  expect(agent.act(observation)).toBe(best);
  agent.dispose();
});

test("beforeLearning: 'policy' leaves it to the policy from the first step on", () => {
  const agent = makeAgent({ beforeLearning: 'policy' });
  const best = agent.act(observation, { explore: false });
  const actions = Array.from({ length: 60 }, () => agent.act(observation));
  expect(new Set(actions)).toEqual(new Set([best]));
  agent.dispose();
});

test('an agent that was loaded with updates made, and an empty replay buffer, goes on by its policy', async () => {
  const agent = makeAgent();
  for (let step = 0; step < 10; step++) agent.observe(transition);
  agent.learn();
  const loaded = makeAgent({ seed: 9 });
  loaded.setState(await agent.getState({ replay: false }));
  expect(loaded.replay.size).toBe(0);
  const actions = Array.from({ length: 60 }, () => loaded.act(observation));
  expect(new Set(actions)).toEqual(new Set([agent.act(observation, { explore: false })]));
  agent.dispose();
  loaded.dispose();
});

test.each([
  ['beforeLearning', 'greedy', "beforeLearning must be 'random' or 'policy'"],
  ['beforeLearning', null, 'beforeLearning must be'],
])('%s: %o is refused', (name, value, message) => {
  expect(() => makeAgent({ [name]: value })).toThrow(message);
});

test.each([
  [
    { deterministic: true },
    "act(observation, options) has no option 'deterministic' (write explore: false)",
  ],
  [{ actionMasks: [] }, 'write actionMask, for one observation'],
  [{ explor: false }, "did you mean 'explore'?"],
  [false, 'needs an object of options, such as { explore: false }; received false'],
  [null, 'received null'],
  [{ explore: 0 }, 'explore must be true or false; received 0'],
])('act refuses %o, in every form', async (options, message) => {
  const agent = makeAgent();
  const before = await agent.getState();
  expect(() => agent.act(observation, options as never)).toThrow(message);
  await expect(agent.actAsync(observation, options as never)).rejects.toThrow(message);
  const many = message.replace('act(observation,', 'actMany(observations,');
  if (typeof options !== 'object' || !options || !('actionMasks' in options)) {
    expect(() => agent.actMany([observation], options as never)).toThrow(many);
    await expect(agent.actManyAsync([observation], options as never)).rejects.toThrow(many);
  }
  expect(await agent.getState()).toEqual(before);
  agent.dispose();
});
