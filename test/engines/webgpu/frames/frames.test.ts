import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { munchausenHead } from '../../../../src/heads/munchausenHead.ts';
import { qHead } from '../../../../src/heads/qHead.ts';
import { cnn } from '../../../../src/networks/cnn.ts';
import { adam } from '../../../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { copyBatch, type SampledBatch } from '../../../../src/replay/batch.ts';
import { ReplayBuffer } from '../../../../src/replay/replayBuffer.ts';
import { engineOn, expectFreed, hasGpu, testDevice } from '../device.ts';
import { pictures, pictureSteps } from './pictures.ts';

const CAPACITY = 24;
const BATCH = 6;

describe.skipIf(!(await hasGpu()))('frames that stay on the GPU', () => {
  let device: Device;
  beforeEach(async () => {
    device = await testDevice();
  });
  afterEach(async () => {
    device.requireUsable();
    await expectFreed(device);
    device.gpu.destroy();
  });

  function network(framesOnGpu: number, updatesPerSubmission: number, head = qHead()): QNetwork {
    return new QNetwork({
      environment: pictures,
      network: cnn({ convolutions: [{ filters: 4, kernelSize: 3, stride: 2 }], hidden: [4] }),
      optimizer: adam({ learningRate: 1e-2 }),
      head,
      seed: 2,
      engine: engineOn(device, { actEvery: 1e9, framesOnGpu, updatesPerSubmission }),
    });
  }

  test.each([
    ['one update a submission', 1, qHead(), CAPACITY, Infinity],
    ['four updates a submission', 4, qHead(), CAPACITY, Infinity],
    ['a head that asks the target at s', 1, munchausenHead(), CAPACITY, Infinity],
    // Each has room for 910 frames, and more than a thousand are there.
    ['in buffers of 32 KB', 4, qHead(), 1_000, 2 ** 15],
  ])('give the very updates that uploaded ones do: %s', async (...given) => {
    const [, perSubmission, head, capacity, maxBytes] = given;
    Object.assign(device, { maxBytes: Math.min(device.maxBytes, maxBytes) });
    const networks = [network(2 ** 20, perSubmission, head), network(0, 1, head)] as const;
    const replay = new ReplayBuffer({
      capacity,
      environment: pictures,
      returns: { steps: 2, discount: 0.9 },
      seed: 1,
    });
    const next = pictureSteps(4);
    for (let filled = 0; filled < capacity; filled++) replay.add(...next());
    let gathered = 0;
    // The GPU is asked for memory first, and answers when it likes.
    for (let round = 0; round < 6 || gathered < 12; round++) {
      const late = Array.from({ length: 4 }, () => {
        // Around the end of the ring, again and again.
        for (let stored = 0; stored < 5; stored++) replay.add(...next());
        const { batch, reads } = counted(replay.sample(BATCH, undefined, networks[0].lazyGather));
        const ours = networks[0].startUpdate(batch).result;
        gathered += reads() === 0 ? 1 : 0;
        return [ours, networks[1].startUpdate(copyBatch(batch)).result] as const;
      });
      for (const [ours, theirs] of late) expect(await ours).toEqual(await theirs);
      if (round % 3 === 2) replay.setState(replay.getState());
    }
    const [ours, theirs] = await Promise.all(networks.map((each) => each.getWeights()));
    expect(ours).toEqual(theirs);
    for (const each of networks) each.dispose();
  });

  test('count as memory of the device, and are freed with the engine', async () => {
    const [keeping, uploading] = [network(2 ** 20, 1), network(0, 1)];
    expect([typeof keeping.lazyGather, uploading.lazyGather]).toEqual(['function', undefined]);
    const replay = new ReplayBuffer({ capacity: CAPACITY, environment: pictures });
    const next = pictureSteps(1);
    for (let filled = 0; filled < CAPACITY; filled++) replay.add(...next());
    const before = device.bytes;
    const batch = replay.sample(BATCH, undefined, keeping.lazyGather);
    expect(device.bytes - before).toBeGreaterThanOrEqual(36 * CAPACITY);
    await keeping.startUpdate(batch).result;
    keeping.dispose();
    uploading.dispose();
  });
});

/** A batch that counts how often its observations are read. */
function counted(batch: SampledBatch): { batch: SampledBatch; reads: () => number } {
  let reads = 0;
  const property = (name: 'observations' | 'nextObservations'): PropertyDescriptor => ({
    enumerable: true,
    get() {
      reads += 1;
      return batch[name];
    },
  });
  const watched = Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(batch),
      observations: property('observations'),
      nextObservations: property('nextObservations'),
    },
  ) as SampledBatch;
  return { batch: watched, reads: () => reads };
}
