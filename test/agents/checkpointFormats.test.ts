import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';

/** Every format that was ever written: a file of each is kept, and loads. */
const formats = ['agent_format_2', 'agent_described'];

function makeAgent(): DQNAgent {
  return new DQNAgent({
    environment: makeEnvironment('CartPole-v1'),
    network: mlp({ hidden: [4], dueling: true }),
    policy: epsilonZGreedy({ epsilon: 0.5 }),
    replay: { capacity: 30, sampler: prioritized() },
    nStep: 2,
    batchSize: 4,
    learningStarts: 8,
    engine: simd({ relaxed: false }),
    seed: 7,
  });
}

const fileOf = (format: string): URL =>
  new URL(`../fixtures/checkpoint_${format}.safetensors`, import.meta.url);

/** Written once, with `DEEPQ_WRITE_FORMATS=` and its name, and never again for a format that was released. */
async function write(format: string): Promise<void> {
  const agent = makeAgent();
  await train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 45, seed: 3 }).finish();
  const store = memoryStore();
  await agent.save(store);
  writeFileSync(fileOf(format), await store.read());
  agent.dispose();
}

test.each(formats)('%s loads, and goes on', async (format) => {
  if (process.env['DEEPQ_WRITE_FORMATS'] === format) await write(format);
  expect(existsSync(fileOf(format))).toBe(true);
  const bytes = new Uint8Array(readFileSync(fileOf(format)));
  const agent = makeAgent();
  await agent.load({ read: async () => bytes });
  expect([agent.environmentSteps, agent.updates, agent.replay.size]).toEqual([45, 38, 30]);
  // What was loaded is what is saved: nothing of the old format was lost.
  const state = await agent.getState();
  const saved = encodeCheckpoint({ kind: 'agent', state });
  const { made: _, ...before } = decodeCheckpoint(bytes, { kind: 'agent' });
  expect(Buffer.compare(saved, encodeCheckpoint({ kind: 'agent', state: before }))).toBe(0);
  expect(agent.learn().updates).toBe(39);
  agent.dispose();
});
