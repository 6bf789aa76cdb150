import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { UPDATES_BEHIND } from '../../src/agents/lateUpdates.ts';
import type { Device } from '../../src/engines/webgpu/device.ts';
import { webgpu, type WebgpuFactory } from '../../src/engines/webgpu/webgpu.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';
import { engineOn, gpuSource, hasGpu, testDevice } from '../engines/webgpu/device.ts';
import { sideProbe } from '../support/probes.ts';

describe.skipIf(!(await hasGpu()))('an agent that learns on a GPU', () => {
  let engine: WebgpuFactory;
  beforeAll(async () => {
    engine = await webgpu({ gpu: await gpuSource() });
  });
  afterAll(() => {
    engine.dispose();
  });

  function makeAgent(options: Partial<DQNAgentOptions> = {}): DQNAgent {
    return new DQNAgent({
      environment: sideProbe(),
      network: mlp({ hidden: [8] }),
      optimizer: adam({ learningRate: 1e-2 }),
      batchSize: 16,
      learningStarts: 32,
      replay: { capacity: 500, sampler: prioritized() },
      discount: 0.5,
      targetUpdate: { everyUpdates: 25 },
      seed: 3,
      engine,
      ...options,
    });
  }

  test.each([
    ['q', undefined],
    ['c51', c51Head({ min: 0, max: 2, atoms: 9 })],
  ])('learns the probe by %s, and acts at once', async (_name, head) => {
    const environment = sideProbe();
    const agent = makeAgent({ environment, ...(head && { head }) });
    const losses: number[] = [];
    for await (const event of train(agent, environment, { environmentSteps: 300, seed: 1 })) {
      if (event.type === 'updates') losses.push(event.loss);
    }
    expect(agent.updates).toBeGreaterThan(250);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(agent.updates - (agent.lastUpdate?.updates ?? NaN)).toBe(UPDATES_BEHIND);
    // By the weights on the GPU: each side has its action, and the action is worth 1 more.
    for (const side of [0, 1]) {
      const observation = Float32Array.of(side === 0 ? -1 : 1);
      const values = await agent.network.qValuesAsync(observation);
      if (head) {
        const returns = await agent.network.returnDistributionAsync(observation);
        if (returns.kind !== 'categorical') throw new Error('not categorical');
        returns.probabilities.forEach((each, action) => {
          const mean = each.reduce(
            (sum, p, atom) => sum + p * (returns.support[atom] as number),
            0,
          );
          expect(mean).toBeCloseTo(values[action] as number, 4);
        });
      }
      expect((values[side] as number) - (values[1 - side] as number)).toBeGreaterThan(0.5);
      // By the copy that acts, which needs no promise.
      expect(agent.act(observation, { explore: false })).toBe(side);
      expect(agent.actMany([observation], { explore: false })).toEqual([side]);
      expect(await agent.actAsync(observation, { explore: false })).toBe(side);
    }
    agent.dispose();
  });

  test('acts and learns the same in every run, however late numbers arrive', async () => {
    /** Trains on a device whose readbacks wait so long; stops, and goes on from the state. */
    const run = async (delays: readonly number[], isResumed: boolean): Promise<Uint8Array> => {
      const device = await slowDevice(delays);
      const make = (seed: number): DQNAgent =>
        makeAgent({
          environment: new CartPole(),
          policy: epsilonGreedy({ epsilon: 0.05 }),
          engine: engineOn(device, { actEvery: 4 }),
          seed,
        });
      let agent = make(3);
      for (const [from, steps] of [
        [undefined, 120],
        [agent, 80],
      ] as const) {
        if (from && isResumed) {
          const state = await agent.getState();
          agent.dispose();
          agent = make(9);
          agent.setState(state);
        } else if (from) await agent.getState();
        const environment = new CartPole();
        const events = train(agent, environment, { environmentSteps: steps, seed: steps });
        let event = await events.next();
        while (!event.done) event = await events.next();
      }
      const state = encodeCheckpoint({ kind: 'agent', state: await agent.getState() });
      agent.dispose();
      await device.gpu.queue.onSubmittedWorkDone();
      device.gpu.destroy();
      return state;
    };
    const first = await run([0], false);
    expect(Buffer.compare(await run([9, 0, 4], false), first)).toBe(0);
    expect(Buffer.compare(await run([1, 6], true), first)).toBe(0);
  });

  test('goes on from a state to the bit', async () => {
    const goOn = async (agent: DQNAgent, from: number, steps: number): Promise<void> => {
      for (let step = from; step < from + steps; step++) {
        const observation = Float32Array.of(step % 2 === 0 ? 1 : -1);
        const outcome = { reward: step % 3, terminated: true, truncated: false };
        const nextObservation = observation.slice();
        agent.observe({ observation, action: step % 2, nextObservation, ...outcome });
        while (agent.updatesDue > 0) await agent.learnAsync();
      }
    };
    const agent = makeAgent();
    await goOn(agent, 0, 60);
    const store = memoryStore();
    await agent.save(store);
    const resumed = makeAgent({ seed: 4 });
    await resumed.load(store);
    await goOn(agent, 60, 40);
    await goOn(resumed, 60, 40);
    const [one, other] = [await agent.getState(), await resumed.getState()].map((state) =>
      encodeCheckpoint({ kind: 'agent', state }),
    );
    expect(Buffer.compare(one!, other!)).toBe(0);
    agent.dispose();
    resumed.dispose();
  });
});

/** A device whose readbacks arrive so many milliseconds later, in turns. */
async function slowDevice(delays: readonly number[]): Promise<Device> {
  const device = await testDevice();
  const create = device.createBuffer.bind(device);
  let turn = 0;
  device.createBuffer = (...given) => {
    const buffer = create(...given);
    const map = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = async (...range) => {
      await map(...range);
      const delay = delays[turn++ % delays.length] ?? 0;
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      return undefined;
    };
    return buffer;
  };
  return device;
}
