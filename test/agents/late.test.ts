import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { UPDATES_BEHIND } from '../../src/agents/lateUpdates.ts';
import { DivergenceError } from '../../src/errors.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import type { SampledBatch } from '../../src/replay/batch.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';
import { lateEngine } from '../support/lateEngine.ts';
import { sideProbe } from '../support/probes.ts';

/** An agent on an engine that delivers late, which draws by errors. */
function makeAgent(options: Partial<DQNAgentOptions> = {}): DQNAgent {
  return new DQNAgent({
    environment: sideProbe(),
    network: mlp({ hidden: [8] }),
    optimizer: adam({ learningRate: 3e-3 }),
    batchSize: 8,
    learningStarts: 16,
    replay: { capacity: 64, sampler: prioritized() },
    targetUpdate: { everyUpdates: 10 },
    seed: 3,
    engine: lateEngine(),
    ...options,
  });
}

/** Observes so many steps, and learns after each where it can. */
async function goOn(agent: DQNAgent, steps: number, from: number): Promise<void> {
  for (let step = from; step < from + steps; step++) {
    const observation = Float32Array.of(step % 2 === 0 ? 1 : -1);
    const outcome = { reward: step % 3, terminated: true, truncated: false };
    agent.observe({
      observation,
      action: step % 2,
      nextObservation: observation.slice(),
      ...outcome,
    });
    while (agent.updatesDue > 0) await agent.learnAsync();
  }
}

async function bytes(agent: DQNAgent): Promise<Uint8Array> {
  return encodeCheckpoint({ kind: 'agent', state: await agent.getState() });
}

describe('an agent whose engine delivers late', () => {
  test('is told what the update so many before came to, and waits for the first alone', async () => {
    const agent = makeAgent();
    await goOn(agent, 15, 0);
    const reported: (number | undefined)[] = [];
    for (let step = 15; step < 60; step++) {
      await goOn(agent, 1, step);
      if (agent.updates > 0) reported.push(agent.updates - (agent.lastUpdate?.updates ?? NaN));
    }
    const rising = Array.from({ length: UPDATES_BEHIND }, (_, behind) => behind);
    expect(reported.slice(0, UPDATES_BEHIND)).toEqual(rising);
    expect(new Set(reported.slice(UPDATES_BEHIND))).toEqual(new Set([UPDATES_BEHIND]));
    const { behind, updates, loss, learningRate } = await agent.learnAsync();
    expect({ behind, updates }).toEqual({ behind: UPDATES_BEHIND, updates: agent.updates });
    expect(loss).toBe(agent.lastUpdate?.loss);
    expect(learningRate).toBe(3e-3);
    agent.dispose();
  });

  test('has at most so many updates on their way', async () => {
    const engine = lateEngine(() => new Promise((resolve) => setTimeout(resolve, 5)));
    const agent = makeAgent({ engine });
    await goOn(agent, 100, 0);
    expect(engine.most).toBe(UPDATES_BEHIND);
    await agent.getState();
    expect(engine.onTheirWay).toBe(0);
    agent.dispose();
  });

  test('learns the same however late they arrive', async () => {
    const delays = [() => Promise.resolve(), randomDelay(), () => pause(3)];
    const states = [];
    for (const delay of delays) {
      const agent = makeAgent({ engine: lateEngine(delay) });
      await goOn(agent, 80, 0);
      states.push(await bytes(agent));
      agent.dispose();
    }
    const [one, ...others] = states as [Uint8Array, ...Uint8Array[]];
    for (const other of others) expect(Buffer.compare(other, one)).toBe(0);
  });

  test.each([1, 2, 17, 40])('goes on from a state after %i updates to the bit', async (updates) => {
    const steps = updates + 15;
    const agent = makeAgent();
    await goOn(agent, steps, 0);
    const store = memoryStore();
    await agent.save(store);
    const resumed = makeAgent({ seed: 4 });
    await resumed.load(store);
    expect(resumed.updates).toBe(updates);
    await Promise.all([goOn(agent, 40, steps), goOn(resumed, 40, steps)]);
    expect(Buffer.compare(await bytes(resumed), await bytes(agent))).toBe(0);
    agent.dispose();
    resumed.dispose();
  });

  test('tells of an update during which another state was taken over, and begins anew', async () => {
    const saved = makeAgent({ seed: 4 });
    await goOn(saved, 30, 0);
    const state = await saved.getState();
    const arrivals: (() => void)[] = [];
    const engine = lateEngine(() => new Promise<void>((resolve) => arrivals.push(resolve)));
    const agent = makeAgent({ engine, train: 'never' });
    await goOn(agent, 16, 0);
    const learned = agent.learnAsync();
    // Until its numbers are on their way: the first update of all waits for them.
    while (arrivals.length === 0) await new Promise((resolve) => setImmediate(resolve));
    agent.setState(state);
    arrivals.shift()!();
    expect(await learned).toMatchObject({ updates: 1, loss: expect.any(Number) as number });
    expect(agent.updates).toBe(saved.updates);

    const next = agent.learnAsync();
    while (arrivals.length === 0) await new Promise((resolve) => setImmediate(resolve));
    arrivals.shift()!();
    const result = await next;
    expect(result).toMatchObject({ updates: saved.updates + 1 });
    expect(result.behind).toBeUndefined();
    expect(agent.lastUpdate).toMatchObject({ updates: saved.updates + 1 });
    for (const each of [agent, saved]) each.dispose();
  });

  test('drops errors of transitions that were overwritten meanwhile', async () => {
    const environment = sideProbe();
    const sampler = prioritized();
    const replay = new ReplayBuffer({ capacity: 20, environment, sampler, seed: 1 });
    const kept: SampledBatch[] = [];
    const learned = replay.learned.bind(replay);
    replay.learned = (batch, errors) => {
      kept.push(batch);
      learned(batch, errors);
      replay.checkValid();
    };
    const agent = makeAgent({ replay });
    await goOn(agent, 120, 0);
    // The batches were drawn so many transitions before their errors came.
    expect(kept.length).toBeGreaterThan(80);
    expect(kept[60]?.added).toBe(60 + 16);
    agent.dispose();
  });

  test('throws at a later step that an earlier one diverged, and learns on', async () => {
    const agent = makeAgent({ head: qHead({ loss: 'mse' }) });
    await goOn(agent, 30, 0);
    const weights = await agent.network.getWeights();
    const observation = Float32Array.of(1);
    const far = { reward: 3e38, terminated: true, truncated: false };
    for (let step = 0; step < 64; step++) {
      const transition = { observation, action: 0, nextObservation: Float32Array.of(1), ...far };
      agent.observe(transition);
      agent.observe({ ...transition, reward: -3e38 });
    }
    const error: unknown = await learnUntilItThrows(agent);
    expect(error).toBeInstanceOf(DivergenceError);
    expect(await agent.network.getWeights()).toEqual(weights);
    // What else was on its way failed too, and is told one by one; then nothing is left.
    await agent.getState();
    await expect(agent.learnAsync()).rejects.toThrow(DivergenceError);
    agent.dispose();
  });

  test('forgets what is on its way when it takes over a state', async () => {
    const agent = makeAgent();
    await goOn(agent, 20, 0);
    const state = await agent.getState();
    await goOn(agent, 20, 20);
    agent.setState(state);
    await goOn(agent, 30, 20);
    const other = makeAgent();
    other.setState(state);
    await goOn(other, 30, 20);
    expect(Buffer.compare(await bytes(agent), await bytes(other))).toBe(0);
    agent.dispose();
    other.dispose();
  });

  test('learns by other passes where the engine does not know its head', async () => {
    const agent = makeAgent({ engine: lateEngine(() => Promise.resolve(), false) });
    await goOn(agent, 40, 0);
    expect(agent.lastUpdate?.updates).toBe(agent.updates);
    expect((await agent.learnAsync()).behind).toBeUndefined();
    agent.dispose();
  });

  test('learns the probe in train, whose events tell losses', async () => {
    const environment = sideProbe();
    const agent = makeAgent({ environment, replay: { capacity: 500, sampler: prioritized() } });
    const losses: number[] = [];
    for await (const event of train(agent, environment, { environmentSteps: 600, seed: 1 })) {
      if (event.type === 'updates') losses.push(event.loss);
    }
    expect(losses.length).toBeGreaterThan(0);
    expect(losses.every(Number.isFinite)).toBe(true);
    const action = await agent.actAsync(Float32Array.of(1), { explore: false });
    const other = await agent.actAsync(Float32Array.of(-1), { explore: false });
    expect(action).not.toBe(other);
    agent.dispose();
  });
});

async function learnUntilItThrows(agent: DQNAgent): Promise<unknown> {
  try {
    for (;;) await agent.learnAsync();
  } catch (error) {
    return error;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Late by 0 to 4 ms, now this and now that. */
function randomDelay(): () => Promise<void> {
  let count = 0;
  return () => pause((count++ * 7) % 5);
}
