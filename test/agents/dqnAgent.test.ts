import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import type { State } from '../../src/state/state.ts';
import { DeepQError } from '../../src/errors.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam, sgd } from '../../src/optimizers/optimizer.ts';
import { boltzmann } from '../../src/policies/boltzmann.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import type { Policy } from '../../src/policies/policy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { setUpBackend } from '../support/backends.ts';
import { corridorProbe, sideProbe } from '../support/probes.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

const small = {
  engine: tfjs(),
  network: mlp({ hidden: [16] }),
  batchSize: 16,
  learningStarts: 32,
  replay: { capacity: 500 },
} satisfies Partial<DQNAgentOptions>;

function makeAgent(options: Partial<DQNAgentOptions> = {}): DQNAgent {
  return new DQNAgent({ environment: sideProbe(), ...small, ...options });
}

/** Drives an agent for a number of steps, learning as it asks. */
async function drive(agent: DQNAgent, environmentSteps: number, seed = 1): Promise<void> {
  await train(agent, sideProbe(), { environmentSteps, seed }).finish();
}

describe('learning', () => {
  test.each([
    ['ε-greedy', {}],
    ['Boltzmann', { policy: boltzmann({ temperature: 0.2 }) }],
    [
      'dueling, mse, plain',
      { network: mlp({ hidden: [16], dueling: true }), loss: 'mse', double: false },
    ],
    ['soft target updates', { targetUpdate: { fraction: 0.05 } }],
    ['sgd', { optimizer: sgd({ learningRate: 0.05, momentum: 0.9 }) }],
  ] satisfies [string, Partial<DQNAgentOptions>][])('a probe, with %s', async (_, options) => {
    const agent = makeAgent({
      discount: 0.5,
      optimizer: adam({ learningRate: 3e-3 }),
      targetUpdate: { everyUpdates: 50 },
      ...options,
    });
    const before = await evaluate(agent, sideProbe(), { episodes: 40, explore: true });
    expect(before.mean).toBeLessThan(4.5);
    await drive(agent, 800);
    const { mean } = await evaluate(agent, sideProbe(), { episodes: 40 });
    expect(mean).toBe(5);
    agent.dispose();
  });

  test('a corridor of states, through an embedding', async () => {
    const agent = new DQNAgent({
      environment: corridorProbe(),
      ...small,
      network: embedding({ size: 8, hidden: [16] }),
      policy: epsilonGreedy({ epsilon: 0.3 }),
      optimizer: adam({ learningRate: 3e-3 }),
      discount: 0.9,
      targetUpdate: { everyUpdates: 50 },
    });
    await train(agent, corridorProbe(), { environmentSteps: 1500 }).finish();
    const { mean } = await evaluate(agent, corridorProbe(), { episodes: 3 });
    expect(mean).toBeCloseTo(1 - 4 * 0.01);
    // The value of the start: four steps of −0.01, then 1.
    const expected = -0.01 * (1 + 0.9 + 0.81 + 0.729) + 0.9 ** 4;
    expect(Math.max(...agent.network.qValues(0))).toBeCloseTo(expected, 1);
    agent.dispose();
  });
});

describe('seeds', () => {
  const run = async (seed: number) => {
    const agent = makeAgent({ seed });
    const returns: number[] = [];
    for await (const event of train(agent, sideProbe(), { environmentSteps: 300, seed })) {
      if (event.type === 'episode') returns.push(event.return);
    }
    const weights = await agent.network.getWeights();
    agent.dispose();
    return { returns, weights };
  };

  test('the same seed gives the same weights and returns', async () => {
    expect(await run(7)).toEqual(await run(7));
  });

  test('another seed gives others', async () => {
    const [one, other] = [await run(7), await run(8)];
    expect(other.weights).not.toEqual(one.weights);
    expect(other.returns).not.toEqual(one.returns);
  });
});

describe('the rhythm of learning', () => {
  const step = {
    observation: Float32Array.of(1),
    action: 0,
    reward: 0,
    nextObservation: Float32Array.of(1),
    terminated: false,
    truncated: false,
  };

  test('updates are due every so many steps, once there is enough data', () => {
    const agent = makeAgent({
      batchSize: 2,
      learningStarts: 5,
      train: { everyEnvironmentSteps: 4, updates: 3 },
    });
    const due = Array.from({ length: 12 }, () => {
      agent.observe(step);
      return agent.updatesDue;
    });
    expect(due).toEqual([0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 6]);
    agent.learn();
    expect(agent.updatesDue).toBe(5);
    expect(agent.updates).toBe(1);
    agent.dispose();
  });

  const sameWeights = async (agent: DQNAgent): Promise<boolean> => {
    const [online, target] = await Promise.all([
      agent.network.getWeights('online'),
      agent.network.getWeights('target'),
    ]);
    return JSON.stringify(online) === JSON.stringify(target);
  };

  test('the target is copied every so many updates', async () => {
    const agent = makeAgent({ batchSize: 1, learningStarts: 0, targetUpdate: { everyUpdates: 3 } });
    agent.observe({ ...step, reward: 1 });
    const copied: boolean[] = [];
    for (let update = 0; update < 6; update++) {
      agent.learn();
      copied.push(await sameWeights(agent));
    }
    expect(copied).toEqual([false, false, true, false, false, true]);
    agent.dispose();
  });

  test('the target is copied every so many environment steps', async () => {
    const agent = makeAgent({
      batchSize: 1,
      learningStarts: 0,
      targetUpdate: { everyEnvironmentSteps: 3 },
    });
    agent.observe({ ...step, reward: 1 });
    agent.learn();
    expect(await sameWeights(agent)).toBe(false);
    agent.observe(step);
    expect(await sameWeights(agent)).toBe(false);
    agent.observe(step);
    expect(await sameWeights(agent)).toBe(true);
    agent.dispose();
  });
});

test("a head of one's own takes the place of the Q head", async () => {
  const head = qHead({ double: false });
  const agent = makeAgent({ head });
  expect(agent.options.head).toBe(head);
  await drive(agent, 40);
  expect(agent.updates).toBeGreaterThan(0);
  agent.dispose();
  expect(() => makeAgent({ head, double: true })).toThrow('head and double exclude each other');
});

test('an option given as undefined takes its default', () => {
  const agent = makeAgent({ discount: undefined, train: undefined } as never);
  expect(agent.options.train).toEqual({ everyEnvironmentSteps: 1, updates: 1 });
  agent.dispose();
});

test('an observation is refused as a whole while an update is running', async () => {
  const agent = makeAgent({
    batchSize: 1,
    learningStarts: 0,
    targetUpdate: { everyEnvironmentSteps: 2 },
  });
  const observation = Float32Array.of(1);
  const step = { observation, action: 0, reward: 0, nextObservation: Float32Array.of(2) };
  const transition = { ...step, terminated: false, truncated: false };
  agent.observe(transition);
  const running = agent.learnAsync();
  expect(() => {
    agent.observe(transition);
  }).toThrow('still running');
  expect(agent.replay.size).toBe(1);
  expect(agent.environmentSteps).toBe(1);
  await running;
  agent.observe(transition);
  expect(agent.environmentSteps).toBe(2);
  agent.dispose();
});

describe('checkpoints', () => {
  test('a fresh agent acts as the saved one, and goes on training as it would', async () => {
    const store = memoryStore();
    const agent = makeAgent({ seed: 3 });
    await drive(agent, 100);
    await agent.save(store);
    const fresh = makeAgent({ seed: 4 });
    await fresh.load(store);
    expect(await fresh.getState()).toEqual(await agent.getState());
    await drive(agent, 60, 9);
    await drive(fresh, 60, 9);
    expect(await fresh.getState()).toEqual(await agent.getState());
    expect(fresh.environmentSteps).toBe(160);
    agent.dispose();
    fresh.dispose();
  });

  test('updates that are due go with the replay buffer', async () => {
    const options = { train: { everyEnvironmentSteps: 4, updates: 9 }, learningStarts: 16 };
    const agent = makeAgent(options);
    const environment = sideProbe();
    let { observation } = environment.reset();
    while (agent.updatesDue === 0) {
      const { observation: nextObservation, ...outcome } = environment.step(0);
      agent.observe({ observation, action: 0, nextObservation, ...outcome });
      observation = outcome.terminated ? environment.reset().observation : nextObservation;
    }
    const store = memoryStore();
    await agent.save(store);
    const [full, empty] = [makeAgent(options), makeAgent(options)];
    await full.load(store);
    await empty.load(store, { replay: false });
    expect(full.updatesDue).toBe(9);
    expect(empty.updatesDue).toBe(0);
    await drive(empty, 10);
    // One that waits for more than was saved has none to make up for.
    const patient = makeAgent({ ...options, learningStarts: 100 });
    await patient.load(store);
    expect(patient.updatesDue).toBe(0);
    for (const made of [agent, full, empty, patient]) made.dispose();
  });

  test('a save during an asynchronous update waits for it, and dispose too', async () => {
    const agent = makeAgent({ targetUpdate: { everyUpdates: 1 } });
    await drive(agent, 40);
    const { updates } = agent;
    const learning = agent.learnAsync();
    const state = agent.getState();
    const again = agent.learnAsync();
    await expect(again).rejects.toThrow('still running');
    await learning;
    const saved = await state;
    expect(saved).toEqual(await agent.getState());
    expect(saved['network']).toMatchObject({ updates: updates + 1 });
    const { online, target } = saved['network'] as State;
    expect(target).toEqual(online);

    const last = agent.learnAsync();
    agent.dispose();
    expect((await last).updates).toBe(updates + 2);
    await Promise.resolve();
    expect(() => agent.act(Float32Array.of(1))).toThrow('disposed');
  });

  test('without the replay buffer the other agent keeps its own', async () => {
    const store = memoryStore();
    const agent = makeAgent();
    await drive(agent, 100);
    await agent.save(store, { replay: false });
    const fresh = makeAgent({ replay: { capacity: 77 } });
    await fresh.load(store);
    expect(fresh.replay.size).toBe(0);
    expect(await fresh.network.getWeights()).toEqual(await agent.network.getWeights());
    agent.dispose();
    fresh.dispose();
  });

  test.each([
    ['another architecture', { network: mlp({ hidden: [17] }) }, 'another architecture'],
    ['another activation', { network: mlp({ hidden: [16], activation: 'tanh' }) }, 'architecture'],
    ['another optimizer', { optimizer: sgd({ learningRate: 1 }) }, "optimizer 'adam'"],
    ['another capacity', { replay: { capacity: 400 } }, 'capacity'],
  ] satisfies [string, Partial<DQNAgentOptions>, string][])(
    'into %s: refused, and nothing changes',
    async (_, options, message) => {
      const store = memoryStore();
      const agent = makeAgent();
      await drive(agent, 64);
      await agent.save(store);
      const other = makeAgent({ ...options, seed: 5 });
      await drive(other, 50);
      const before = await other.getState();
      await expect(other.load(store)).rejects.toThrow(message);
      await expect(other.load(store)).rejects.toMatchObject({ name: 'CheckpointError' });
      expect(await other.getState()).toEqual(before);
      agent.dispose();
      other.dispose();
    },
  );

  test('a truncated, corrupted or foreign file: refused, and nothing changes', async () => {
    const store = memoryStore();
    const agent = makeAgent();
    await drive(agent, 64);
    await agent.save(store);
    const bytes = await store.read();
    const before = await agent.getState();
    const flipped = bytes.slice();
    flipped[bytes.length - 9] = (flipped[bytes.length - 9] ?? 0) ^ 4;
    for (const broken of [
      bytes.slice(0, bytes.length - 1),
      bytes.slice(0, 5),
      new Uint8Array(0),
      flipped,
      new TextEncoder().encode('{"weights": []}'),
      encodeCheckpoint({ kind: 'something else', state: {} }),
      encodeCheckpoint({ kind: 'agent', state: {} }),
      encodeCheckpoint({ kind: 'agent', state: { ...before, updatesDue: -1 } }),
      encodeCheckpoint({ kind: 'agent', state: { ...before, random: null } }),
      encodeCheckpoint({ kind: 'agent', state: { ...before, network: [] } }),
      encodeCheckpoint({ kind: 'agent', state: { ...before, replay: { size: 3 } } }),
    ]) {
      const source = { read: () => Promise.resolve(broken) };
      await expect(agent.load(source)).rejects.toMatchObject({ name: 'CheckpointError' });
    }
    expect(await agent.getState()).toEqual(before);
    agent.dispose();
  });
});

describe('bad input gets an error of the library, and leaves everything as it was', () => {
  const good = {
    observation: Float32Array.of(1),
    action: 0,
    reward: 0,
    nextObservation: Float32Array.of(1),
    terminated: false,
    truncated: false,
  };
  const refused = async (use: (agent: DQNAgent) => unknown, name: string): Promise<string> => {
    const agent = makeAgent();
    await drive(agent, 40);
    const before = await agent.getState();
    let thrown: unknown;
    try {
      await use(agent);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DeepQError);
    expect(thrown).toMatchObject({ name });
    expect(await agent.getState()).toEqual(before);
    agent.dispose();
    return (thrown as Error).message;
  };

  test.each([
    ['length', Float32Array.of(1, 2), 'ShapeError'],
    ['NaN', Float32Array.of(NaN), 'ValueError'],
    ['infinity', Float32Array.of(Infinity), 'ValueError'],
    ['type', [1] as never, 'ValueError'],
    ['undefined', undefined as never, 'ValueError'],
  ])('an observation of the wrong %s', async (_, observation, name) => {
    await refused((agent) => agent.act(observation), name);
    await refused((agent) => agent.actAsync(observation), name);
    await refused((agent) => {
      agent.observe({ ...good, observation });
    }, name);
    await refused((agent) => {
      agent.observe({ ...good, nextObservation: observation });
    }, name);
  });

  test.each([
    ['reward NaN', { reward: NaN }, 'ValueError'],
    ['reward infinite', { reward: -Infinity }, 'ValueError'],
    ['action out of range', { action: 2 }, 'ValueError'],
    ['action negative', { action: -1 }, 'ValueError'],
    ['action no whole number', { action: 0.5 }, 'ValueError'],
    ['terminated no boolean', { terminated: 1 as never }, 'ValueError'],
  ])('%s', async (_, part, name) => {
    await refused((agent) => {
      agent.observe({ ...good, ...part });
    }, name);
  });

  test('learning before there is enough data', () => {
    const agent = makeAgent();
    expect(() => agent.learn()).toThrow(
      'needs 32 transitions in the replay buffer (batchSize 16, learningStarts 32); it holds 0',
    );
    agent.dispose();
  });

  test('a policy that picks what is no action', async () => {
    const select = (): number => 2;
    const policy: Policy = {
      select,
      probabilities: () => Float32Array.of(0, 0),
      exploration: () => null,
    };
    const agent = makeAgent({ policy, beforeLearning: 'policy' });
    expect(() => agent.act(Float32Array.of(1))).toThrow('whole number from 0 to 1; it picked 2');
    await expect(agent.actAsync(Float32Array.of(1))).rejects.toThrow('it picked 2');
    agent.dispose();
  });

  test.each([
    [{ batchSize: 501 }, 'batchSize (501) must not exceed replay.capacity (500)'],
    [{ learningStarts: 501 }, 'learningStarts (501) must not exceed replay.capacity (500)'],
    [{ batchSize: 0 }, 'batchSize must be a whole number of at least 1; received 0'],
    [{ replay: { capacity: 1.5 } }, 'replay.capacity must be a whole number'],
    [{ discount: 2 }, 'discount must be'],
    [{ targetUpdate: {} as never }, 'exactly one of'],
    [{ targetUpdate: { everyUpdates: 1, fraction: 1 } }, 'exactly one of'],
    [{ targetUpdate: { everySteps: 1 } as never }, "no option 'everySteps'"],
    [{ train: { everyEnvironmentSteps: 0, updates: 1 } }, 'train.everyEnvironmentSteps'],
    [{ learningrate: 1 } as never, "no option 'learningrate'"],
    [{ seed: -1 }, 'seed'],
    [{ environment: undefined as never }, 'needs an environment'],
    [{ policy: 'greedy' as never }, 'policy must have the methods'],
    [{ policy: null as never }, 'DQNAgent: policy must be a value, or left out if optional'],
    [{ replay: { capacity: 500, prioritized: true } as never }, "no option 'prioritized'"],
    [
      { replay: { capacity: 500, learningStarts: 9 } as never },
      'write learningStarts of the agent, beside replay: { replay, learningStarts }',
    ],
    [
      { replay: { nStep: 3 } as never },
      'write nStep of the agent, beside replay: { replay, nStep }',
    ],
    [{ replay: null as never }, 'replay'],
    [{ train: null as never }, 'DQNAgent: train must be a value, or left out if optional'],
    [{ double: 'false' as never }, 'double must be true or false'],
    [{ optimizer: { type: 'adam' } as never }, 'learningRate'],
    [{ optimizer: { type: 'adagrad' } as never }, 'adam(…), sgd(…) or rmsprop(…)'],
  ] satisfies [Partial<DQNAgentOptions>, string][])('the options %o', (options, message) => {
    expect(() => makeAgent(options)).toThrow(message);
  });
});

test('a mask of booleans is a mask', () => {
  const agent = makeAgent({ policy: epsilonGreedy({ epsilon: 0.5 }) });
  const actionMask = [false, true] as unknown as number[];
  for (let draw = 0; draw < 40; draw++) {
    expect(agent.act(Float32Array.of(draw % 2 ? 1 : -1), { actionMask })).toBe(1);
  }
  agent.dispose();
});

test.each([
  ['texts', ['0', '1']],
  ['NaN', [NaN, 1]],
  ['BigInts', [0n, 1n]],
])('a mask of %s is none', (_, odd) => {
  const agent = makeAgent({});
  const options = { actionMask: odd as unknown as number[] };
  const message = /actionMask must hold numbers, 0 where .* received .* for action 0/;
  for (const explore of [true, false]) {
    expect(() => agent.act(Float32Array.of(1), { ...options, explore })).toThrow(message);
  }
  const many = { actionMasks: [undefined, options.actionMask] };
  expect(() => agent.actMany([Float32Array.of(1), Float32Array.of(1)], many)).toThrow(message);
  agent.dispose();
});

test('a mask keeps actions out, greedy and exploring', () => {
  const agent = makeAgent({ policy: epsilonGreedy({ epsilon: 0.5 }) });
  for (let draw = 0; draw < 40; draw++) {
    const observation = Float32Array.of(draw % 2 ? 1 : -1);
    expect(agent.act(observation, { actionMask: [0, 1] })).toBe(1);
    expect(agent.act(observation, { actionMask: [1, 0], explore: false })).toBe(0);
  }
  agent.dispose();
});

test('greedy choices with a stream of their own leave the agent untouched', async () => {
  const agent = makeAgent();
  const before = await agent.getState();
  await evaluate(agent, sideProbe(), { episodes: 3 });
  agent.act(Float32Array.of(1), { random: createRandom(1) });
  expect(await agent.getState()).toEqual(before);
  agent.dispose();
});

test('the summary tells what a person wants to know', () => {
  const agent = makeAgent({ targetUpdate: { everyUpdates: 1 } });
  const text = agent.summary();
  expect(text).toContain('dense 1 → 16 relu');
  expect(text).toContain('tfjs on wasm');
  expect(text).toContain('0 of 500 transitions');
  expect(text).toContain('copied every 1 update\n');
  expect(text).not.toContain('acting');
  agent.dispose();
  const byTarget = makeAgent({ actingWeights: 'target' });
  expect(byTarget.summary()).toMatch(/^acting +by the target network$/m);
  byTarget.dispose();
});
