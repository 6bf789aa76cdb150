import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { CheckpointError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import type { State } from '../../src/state/state.ts';
import { setUpBackend } from '../support/backends.ts';
import { sideProbe } from '../support/probes.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { engineNamed } from '../engines/engineNamed.ts';

function makeAgent(options: Partial<DQNAgentOptions> = {}): DQNAgent {
  return new DQNAgent({
    environment: sideProbe(),
    network: mlp({ hidden: [16] }),
    engine: simd(),
    batchSize: 4,
    learningStarts: 8,
    replay: { capacity: 500 },
    ...options,
  });
}

function observe(agent: DQNAgent, steps: number): void {
  for (let step = 0; step < steps; step++) {
    agent.observe({
      observation: Float32Array.of((agent.environmentSteps % 3) - 1),
      action: step % 2,
      reward: step,
      nextObservation: Float32Array.of(((agent.environmentSteps + 1) % 3) - 1),
      terminated: false,
      truncated: false,
    });
    while (agent.updatesDue > 0) agent.learn();
  }
}

/** The state without what only the replay buffer's size makes large. */
const encoded = async (agent: DQNAgent): Promise<Uint8Array> =>
  encodeCheckpoint({ kind: 'agent', state: await agent.getState() });

const engines = ['simd', 'tfjs'] as const;

describe.each(engines)('on the engine %s', (engine) => {
  test('what is saved is the moment of the call, though it is not waited for', async () => {
    await setUpBackend('wasm');
    const agent = makeAgent({ engine: engineNamed(engine) });
    observe(agent, 40);
    const expected = await encoded(agent);
    const store = memoryStore();
    const saving = agent.save(store);
    observe(agent, 20);
    await saving;
    // The order of entries differs from that of getState, but not what they hold.
    const fresh = makeAgent({ engine: engineNamed(engine) });
    await fresh.load(store);
    expect(Buffer.compare(await encoded(fresh), expected)).toBe(0);
    for (const made of [agent, fresh]) made.dispose();
  });
});

test('a replay buffer of somebody else that only copies is saved, too', async () => {
  const environment = sideProbe();
  const inner = new ReplayBuffer({ capacity: 500, environment });
  const replay = {
    capacity: inner.capacity,
    get size(): number {
      return inner.size;
    },
    add: inner.add.bind(inner),
    sample: inner.sample.bind(inner),
    getState: () => inner.getState(),
    setState: (state: State) => inner.setState(state),
  };
  const agent = makeAgent({ replay });
  observe(agent, 20);
  const store = memoryStore();
  await agent.save(store);
  const fresh = makeAgent();
  await fresh.load(store);
  expect(await fresh.getState()).toEqual(await agent.getState());
  for (const made of [agent, fresh]) made.dispose();
});

test('counts that nothing can have counted are refused', async () => {
  const agent = makeAgent({ train: { everyEnvironmentSteps: 1, updates: 2 } });
  observe(agent, 20);
  const state = await agent.getState();
  const network = state['network'] as State;
  for (const wrong of [
    { updatesDue: 2 ** 53 - 1 },
    { updatesDue: 41 },
    { environmentSteps: 2 ** 53 - 1, updatesDue: 2 ** 53 - 1 },
    { network: { ...network, updates: 2 ** 53 - 1 } },
  ]) {
    const store = memoryStore();
    await store.write(encodeCheckpoint({ kind: 'agent', state: { ...state, ...wrong } }));
    await expect(agent.load(store)).rejects.toThrow(CheckpointError);
  }
  expect(await agent.getState()).toEqual(state);
  agent.setState({ ...state, updatesDue: 40 });
  expect(agent.updatesDue).toBe(40);
  agent.dispose();
});
