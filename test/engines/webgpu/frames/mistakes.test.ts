import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../../../src/agents/dqnAgent.ts';
import type { EngineFactory } from '../../../../src/engines/engine.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { webgpu } from '../../../../src/engines/webgpu/webgpu.ts';
import { BackendError, OptionsError, ShapeError } from '../../../../src/errors.ts';
import { cnn } from '../../../../src/networks/cnn.ts';
import { adam } from '../../../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { copyBatch, type SampledBatch } from '../../../../src/replay/batch.ts';
import { ReplayBuffer } from '../../../../src/replay/replayBuffer.ts';
import { engineOn, hasGpu, testDevice } from '../device.ts';
import { pictures, pictureSteps } from './pictures.ts';

const network = cnn({ convolutions: [{ filters: 4, kernelSize: 3, stride: 2 }], hidden: [4] });

test.each([-1, 0.5, NaN, Infinity, '1e9' as never, null as never])(
  'framesOnGpu: %s is refused, before a GPU is asked for',
  async (framesOnGpu) => {
    const gpu = { requestAdapter: () => Promise.reject(new Error('asked')) };
    await expect(webgpu({ gpu, framesOnGpu })).rejects.toThrow(OptionsError);
    await expect(webgpu({ gpu, framesOnGpu })).rejects.toThrow(/framesOnGpu/);
  },
);

describe.skipIf(!(await hasGpu()))('frames on the GPU, where something is wrong', () => {
  let device: Device;
  beforeEach(async () => {
    device = await testDevice();
  });
  afterEach(() => {
    device.gpu.destroy();
  });

  const on = (framesOnGpu: number): EngineFactory =>
    engineOn(device, { actEvery: 1e9, framesOnGpu });
  const networkOn = (engine: EngineFactory): QNetwork => {
    const optimizer = adam({ learningRate: 1e-2 });
    return new QNetwork({ environment: pictures, network, optimizer, seed: 2, engine });
  };
  const filled = (capacity: number): ReplayBuffer => {
    const replay = new ReplayBuffer({ capacity, environment: pictures, seed: 1 });
    const next = pictureSteps(4);
    for (let step = 0; step < 2 * capacity; step++) replay.add(...next());
    return replay;
  };
  /** A batch whose frames are on the GPU, as soon as that has memory for them. */
  const lazilyFrom = async (
    replay: ReplayBuffer,
    size: number,
    from: QNetwork,
  ): Promise<SampledBatch> => {
    let batch = replay.sample(size, undefined, from.lazyGather);
    await expect
      .poll(() => (batch = replay.sample(size, undefined, from.lazyGather)).frames)
      .toBeDefined();
    return batch;
  };

  test('a replay buffer of one transition is learned from as it is uploaded', async () => {
    const networks = [networkOn(on(2 ** 20)), networkOn(on(0))] as const;
    const replay = filled(1);
    const batch = await lazilyFrom(replay, 1, networks[0]);
    const ours = await networks[0].updateAsync(batch);
    expect(ours).toEqual(await networks[1].updateAsync(copyBatch(batch)));
    for (const each of networks) each.dispose();
  });

  test('frames of another batch do not count, and its observations do', async () => {
    const networks = [networkOn(on(2 ** 20)), networkOn(on(0))] as const;
    const replay = filled(12);
    const batch = await lazilyFrom(replay, 4, networks[0]);
    const plain = copyBatch(batch);
    const { source, observations, nextObservations } = batch.frames!;
    const wrong = [
      { source, observations: observations.subarray(1), nextObservations },
      { source, observations, nextObservations: nextObservations.map(() => -1) },
      { source, observations: observations.map(() => 1 << 30), nextObservations },
    ];
    for (const frames of wrong) {
      const ours = await networks[0].updateAsync({ ...plain, frames });
      expect(ours).toEqual(await networks[1].updateAsync(plain));
    }
    // Whoever makes a batch by hand is told what is wrong with it, also with frames.
    const short = { ...plain, frames: batch.frames!, observations: new Uint8Array(5) };
    await expect(networks[0].updateAsync(short)).rejects.toThrow(ShapeError);
    for (const each of networks) each.dispose();
    device.requireUsable();
  });

  test('a device that is lost in the midst costs no transition: another engine goes on', async () => {
    const make = (engine?: EngineFactory): DQNAgent =>
      new DQNAgent({
        environment: pictures,
        network,
        batchSize: 6,
        learningStarts: 12,
        replay: { capacity: 20 },
        seed: 6,
        ...(engine && { engine }),
      });
    const agent = make(on(2 ** 20));
    const next = pictureSteps(9);
    const steps = async (learner: DQNAgent, count: number): Promise<void> => {
      for (let step = 0; step < count; step++) {
        learner.observe(...next());
        while (learner.updatesDue > 0) await learner.learnAsync();
      }
    };
    await steps(agent, 24);
    const saved = await agent.getState();
    device.gpu.destroy();
    await device.gpu.lost;
    await expect(steps(agent, 24)).rejects.toThrow(BackendError);
    await expect(agent.learnAsync()).rejects.toThrow('load the last checkpoint');
    // The replay buffer is not on the GPU: it goes on storing, and can be saved.
    const size = agent.replay.size;
    agent.observe(...next());
    expect(agent.replay.size).toBe(Math.min(20, size + 1));
    expect(() => agent.replay.sample(4).observations).not.toThrow();
    agent.dispose();
    const other = make();
    other.setState(saved);
    await steps(other, 4);
    expect(other.updates).toBeGreaterThan(0);
    other.dispose();
  });
});
