import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import {
  CheckpointError,
  decodeCheckpoint,
  describeAgent,
  DQNAgent,
  encodeCheckpoint,
  memoryStore,
  mlp,
  restoreAgent,
  saveCheckpoint,
  train,
  type DQNAgentOptions,
} from '../../src/index.ts';
import { file, openRun } from '../../src/node.ts';

const settings: Omit<DQNAgentOptions, 'environment'> = {
  network: mlp({ hidden: [8] }),
  batchSize: 4,
  learningStarts: 8,
  replay: { capacity: 60 },
};

function newAgent(seed: number): DQNAgent {
  const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1'), ...settings, seed });
  onTestFinished(() => agent.dispose());
  return agent;
}

/** An agent after 40 steps, and the checkpoint of its training. */
async function trained() {
  const agent = newAgent(1);
  const training = train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 40 });
  await training.finish();
  const store = memoryStore();
  await saveCheckpoint(store, { kind: 'training', state: await training.getState() });
  return { agent, store };
}

const bytesOf = async (agent: DQNAgent): Promise<Uint8Array> =>
  encodeCheckpoint({ kind: 'agent', state: await agent.getState() });

test('load takes the agent out of the checkpoint of a whole training', async () => {
  const { agent, store } = await trained();
  const loaded = newAgent(2);
  await loaded.load(store);
  expect(await bytesOf(loaded)).toEqual(await bytesOf(agent));
});

test('load leaves the replay buffer of such a checkpoint out where that is asked for', async () => {
  const { agent, store } = await trained();
  const loaded = newAgent(2);
  await loaded.load(store, { replay: false });
  expect(loaded.replay.size).toBe(0);
  expect(await loaded.network.getWeights()).toEqual(await agent.network.getWeights());
});

test('restoreAgent says of a state that tells nothing of its agent how to load it', async () => {
  const { store } = await trained();
  await expect(restoreAgent(store)).rejects.toThrow(/training\.save.*agent\.load\(store\)/);
});

test('restoreAgent makes the agent of what training.save has written, at any time', async () => {
  const agent = newAgent(3);
  const environment = makeEnvironment('CartPole-v1');
  const training = train(agent, environment, { environmentSteps: 40 });
  await training.finish();
  const store = memoryStore();
  await training.save(store);
  const restored = await restoreAgent(store);
  expect(describeAgent(restored)).toEqual(describeAgent(agent));
  expect(await bytesOf(restored)).toEqual(await bytesOf(agent));

  // Before it goes on, a training is saved as the state that it goes on from.
  const from = await training.getState();
  expect(from['agent']).not.toHaveProperty('made');
  const again = memoryStore();
  const next = train(newAgent(4), environment, { environmentSteps: 60, from });
  await next.save(again);
  expect((await restoreAgent(again)).options.learningStarts).toBe(8);
  await next.return();
  restored.dispose();
});

test('what a run of an earlier version says of its agent beside it is read as well', async () => {
  const { agent, store } = await trained();
  const state = decodeCheckpoint(await store.read(), { kind: 'training' });
  const run = { made: describeAgent(agent) };
  await saveCheckpoint(store, { kind: 'training', state: { ...state, run } });
  const restored = await restoreAgent(store);
  expect(await bytesOf(restored)).toEqual(await bytesOf(agent));
  restored.dispose();
});

test('restoreAgent makes the agent of a checkpoint of a run', async () => {
  const above = mkdtempSync(join(tmpdir(), 'deepq-load-'));
  onTestFinished(() => rmSync(above, { recursive: true }));
  const folder = join(above, 'run');
  const agent = newAgent(3);
  const environment = makeEnvironment('CartPole-v1');
  const checkpoint = { everyEnvironmentSteps: 40 };
  const options = { agent, environment, environmentSteps: 40, checkpoint, video: false as const };
  await (await openRun(folder, options)).finish();

  const restored = await restoreAgent(
    file(join(folder, 'checkpoints', 'step-000000000040.safetensors')),
  );
  onTestFinished(() => restored.dispose());
  expect(restored.options.learningStarts).toBe(8);
  expect(await bytesOf(restored)).toEqual(await bytesOf(agent));
});

test('a training without an agent is refused, and nothing changes', async () => {
  const agent = newAgent(1);
  const before = await bytesOf(agent);
  const store = memoryStore();
  await saveCheckpoint(store, { kind: 'training', state: { seed: 1 } });
  await expect(agent.load(store)).rejects.toThrow(CheckpointError);
  expect(await bytesOf(agent)).toEqual(before);
});

test('a checkpoint of another kind is refused, by what reads it', async () => {
  const agent = newAgent(1);
  const store = memoryStore();
  await agent.save(store);
  const bytes = await store.read();
  expect(() => decodeCheckpoint(bytes, { kind: 'training' })).toThrow(
    "This checkpoint holds the state of 'agent', but 'training' is asked for; agent.load(store) or " +
      'restoreAgent(store) reads it.',
  );
  await saveCheckpoint(store, { kind: 'counter', state: { steps: 1 } });
  await expect(agent.load(store)).rejects.toThrow(
    "holds the state of 'counter', but 'agent' is asked for; load it with what saved it.",
  );
});
