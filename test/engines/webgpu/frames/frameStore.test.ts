import { describe, expect, test } from 'vitest';
import { Core } from '../../../../src/engines/webgpu/core.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { FrameStore } from '../../../../src/engines/webgpu/frames/frameStore.ts';
import { buildArchitecture } from '../../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../../src/networks/initialize.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import { sgd } from '../../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../../src/random/createRandom.ts';
import type { Batch } from '../../../../src/replay/batch.ts';
import type { FrameSource } from '../../../../src/replay/frameRows.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { expectFreed, hasGpu, testDevice } from '../device.ts';

/** Frames of 4 bytes by hand: two to an observation, with room for `expected`. */
function source(expected: number, change: Partial<FrameSource> = {}): FrameSource {
  return {
    ...{ count: 2, size: 4, dtype: 'uint8', expected, versions: new Int32Array(100).fill(1) },
    copy: (names, begin, end, to, start) => {
      for (let index = begin; index < end; index++) {
        to.fill(names[index]!, start + 4 * (index - begin), start + 4 * (index - begin + 1));
      }
    },
    ...change,
  };
}

const batchOf = (from: FrameSource, ...names: number[]): Batch => {
  const rows = Int32Array.from(names);
  const frames = { source: from, observations: rows, nextObservations: rows };
  return { frames } as unknown as Batch;
};

describe.skipIf(!(await hasGpu()))('where the frames of a replay buffer are kept', () => {
  async function withStore(
    limit: number,
    use: (store: FrameStore, device: Device) => Promise<void>,
  ) {
    const device = await testDevice();
    const space = new Box({ low: 0, high: 255, shape: [2, 4], dtype: 'uint8' });
    const architecture = buildArchitecture(mlp({ hidden: [2] }), space, new Discrete(2));
    const core = new Core({
      architecture,
      optimizer: sgd({ learningRate: 0.1 }),
      gradientClipNorm: null,
      weights: initialWeights(architecture, createRandom(1)),
      device,
      actEvery: 1_000,
    });
    const store = new FrameStore(core, limit);
    await use(store, device);
    store.dispose();
    core.dispose();
    device.requireUsable();
    await expectFreed(device);
    device.gpu.destroy();
  }

  test('what is stale is each frame once, by name, with its bytes', () =>
    withStore(1_000, async (store) => {
      const from = source(50);
      const batch = batchOf(from, 7, 6, 6, 3);
      expect(store.feed(batch)).toBeNull();
      await expect.poll(() => store.feed(batch)).not.toBeNull();
      const { mirror, stale } = store.feed(batch)!;
      expect([...stale.names]).toEqual([3, 6, 7]);
      expect([...stale.bytes]).toEqual([3, 3, 3, 3, 6, 6, 6, 6, 7, 7, 7, 7]);
      expect(mirror.parts(stale)).toEqual([
        { at: 3, from: 0, words: 1 },
        { at: 6, from: 1, words: 2 },
      ]);
      mirror.note(stale);
      from.versions[6] = 2;
      expect([...store.feed(batch)!.stale.names]).toEqual([6]);
    }));

  test('one that grows beyond what was expected gets more room, and begins anew', () =>
    withStore(1_000, async (store) => {
      const from = source(8);
      await expect.poll(() => store.feed(batchOf(from, 1, 2))).not.toBeNull();
      const first = store.feed(batchOf(from, 1, 2))!;
      first.mirror.note(first.stale);
      expect(store.feed(batchOf(from, 1, 90))).toBeNull();
      await expect.poll(() => store.feed(batchOf(from, 1, 90))).not.toBeNull();
      const { mirror, stale } = store.feed(batchOf(from, 1, 90))!;
      expect(mirror).not.toBe(first.mirror);
      expect([...stale.names]).toEqual([1, 90]);
    }));

  test.each([
    ['more bytes than are allowed', 100, source(26)],
    ['numbers that are no bytes', 1_000, source(5, { dtype: 'float32' })],
    ['frames that are no whole words', 1_000, source(5, { size: 3 })],
    ['observations of another size', 1_000, source(5, { size: 8 })],
  ])('%s are uploaded batch by batch', (_name, limit, from) =>
    withStore(limit, async (store, device) => {
      const { bytes } = device;
      for (let turn = 0; turn < 3; turn++) {
        expect(store.feed(batchOf(from, 1, 2))).toBeNull();
        await device.gpu.queue.onSubmittedWorkDone();
      }
      expect(device.bytes).toBe(bytes);
    }),
  );

  test('a second replay buffer is uploaded as long as the first is there', () =>
    withStore(1_000, async (store) => {
      const [first, second] = [source(10), source(10)];
      await expect.poll(() => store.feed(batchOf(first, 1, 2))).not.toBeNull();
      expect(store.feed(batchOf(second, 1, 2))).toBeNull();
      expect(store.feed(batchOf(first, 1, 2))).not.toBeNull();
    }));
});
