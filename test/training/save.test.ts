import { expect, test } from 'vitest';
import {
  consume,
  decodeCheckpoint,
  describeAgent,
  DQNAgent,
  encodeCheckpoint,
  loadCheckpoint,
  memoryStore,
  mlp,
  restoreAgent,
  saveCheckpoint,
  train,
  type State,
  type Training,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';

function begin(): { readonly agent: DQNAgent; readonly training: Training } {
  const environment = makeEnvironment('CartPole-v1');
  const network = mlp({ hidden: [8] });
  const replay = { capacity: 100 };
  const agent = new DQNAgent({ environment, network, replay, batchSize: 4, learningStarts: 20 });
  return { agent, training: train(agent, environment, { environmentSteps: 120 }) };
}

test('save writes what getState gives, how the agent was made, and what comes along', async () => {
  const { agent, training } = begin();
  for (let event = 0; event < 3; event++) await training.next();
  const store = memoryStore();
  await training.save(store, { mine: 5 });
  const taken = await training.getState();
  const made = { made: describeAgent(agent), ...(taken['agent'] as State) };
  const state = { ...taken, agent: made, mine: 5 };
  const expected = encodeCheckpoint({ kind: 'training', state });
  expect(Buffer.compare(await store.read(), expected)).toBe(0);
  agent.dispose();
});

test('a run goes on from it, also through consumers, and before its first step', async () => {
  const { agent, training } = begin();
  await consume(training, []).save(memoryStore());
  const store = memoryStore();
  for (let event = 0; event < 3; event++) await training.next();
  await consume(training, []).save(store);
  await training.finish();
  const from = decodeCheckpoint(await store.read(), { kind: 'training' });
  const environment = makeEnvironment('CartPole-v1');
  const network = mlp({ hidden: [8] });
  const replay = { capacity: 100 };
  const next = new DQNAgent({ environment, network, replay, batchSize: 4, learningStarts: 20 });
  const resumed = train(next, environment, { environmentSteps: 120, from });
  const again = memoryStore();
  // Not begun yet: it gives what it goes on from.
  await resumed.save(again);
  expect(Buffer.compare(await again.read(), await store.read())).toBe(0);
  await resumed.finish();
  expect(await next.getState()).toEqual(await agent.getState());
  for (const each of [agent, next]) each.dispose();
});

test('it is taken between two steps where the run is on its way', async () => {
  const { agent, training } = begin();
  const store = memoryStore();
  const end = training.finish();
  await training.save(store);
  await end;
  expect(decodeCheckpoint(await store.read(), { kind: 'training' })['loop']).toBeDefined();
  agent.dispose();
});

test.each([
  ['training.save', () => begin().training.save(null as never)],
  ['training.save', () => consume(begin().training, []).save({} as never)],
  ['agent.save', () => begin().agent.save(null as never)],
  ['agent.load', () => begin().agent.load(null as never)],
  ['restoreAgent', () => restoreAgent(null as never)],
  ['saveCheckpoint', () => saveCheckpoint(null as never, { kind: 'mine', state: {} })],
  ['loadCheckpoint', () => loadCheckpoint(null as never, { kind: 'mine' }, () => 0)],
])('a store that is none is told by %s under its own name', async (name, call) => {
  await expect(call()).rejects.toThrow(`${name}(store) needs a store with the method`);
});
