import { describe, expect, test } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { FrameStore } from '../../../../src/engines/webgpu/frames/frameStore.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import type { Batch } from '../../../../src/replay/batch.ts';
import type { FrameLayout } from '../../../../src/replay/frameLayout.ts';
import type { FrameSource } from '../../../../src/replay/frameRows.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { coreOf } from './coreOf.ts';
import { expectFreed, hasGpu, testDevice } from '../device.ts';

/** Two frames of 4 bytes to an observation. */
const layout: FrameLayout = { count: 2, shape: [4], size: 4, dtype: 'uint8' };

/** A hundred frames by hand, each filled with its name. */
function source(): FrameSource {
  return {
    versions: new Int32Array(100).fill(1),
    copy: (names, begin, end, to, start) => {
      for (let index = begin; index < end; index++) {
        to.fill(names[index]!, start + 4 * (index - begin), start + 4 * (index - begin + 1));
      }
    },
  };
}

const batchOf = (from: FrameSource, ...names: number[]): Batch => {
  const rows = Int32Array.from(names);
  const frames = { source: from, observations: rows, nextObservations: rows };
  return { frames, size: names.length / layout.count } as unknown as Batch;
};

describe.skipIf(!(await hasGpu()))('where the frames of a replay buffer are kept', () => {
  async function withStore(
    limit: number,
    use: (store: FrameStore, device: Device) => Promise<void>,
    perBuffer?: number,
  ) {
    const device = await testDevice();
    const space = new Box({ low: 0, high: 255, shape: [2, 4], dtype: 'uint8' });
    const core = coreOf(device, mlp({ hidden: [2] }), space);
    const store = new FrameStore(core, limit, perBuffer);
    await use(store, device);
    store.dispose();
    core.dispose();
    device.requireUsable();
    await expectFreed(device);
    device.gpu.destroy();
  }

  const isThere = (store: FrameStore, from: FrameSource, expected: number) =>
    expect.poll(() => store.has(from, layout, expected)).toBe(true);

  test('what is stale is each frame once, by name, with its bytes', () =>
    withStore(1_000, async (store) => {
      const from = source();
      const batch = batchOf(from, 7, 6, 6, 3);
      expect(store.has(from, layout, 50)).toBe(false);
      expect(store.feed(batch)).toBeNull();
      await isThere(store, from, 50);
      const { mirror, stale } = store.feed(batch)!;
      expect([...stale.names]).toEqual([3, 6, 7]);
      expect([...stale.bytes]).toEqual([3, 3, 3, 3, 6, 6, 6, 6, 7, 7, 7, 7]);
      const [only, ...others] = mirror.parts(stale);
      expect(others).toEqual([]);
      expect(only!.parts).toEqual([
        { at: 3, from: 0, words: 1 },
        { at: 6, from: 1, words: 2 },
      ]);
      mirror.note(stale);
      from.versions[6] = 2;
      expect([...store.feed(batch)!.stale.names]).toEqual([6]);
    }));

  test('beyond one buffer frames go on in the next, none in two', () =>
    withStore(
      1_000,
      async (store) => {
        const from = source();
        // A buffer of 32 bytes has room for eight frames.
        await isThere(store, from, 20);
        const { mirror, stale } = store.feed(batchOf(from, 6, 7, 8, 9, 19, 19))!;
        expect(mirror.slices.map(({ length }) => length)).toEqual([8, 8, 4]);
        expect(mirror.parts(stale)).toEqual([
          { slice: mirror.slices[0], parts: [{ at: 6, from: 0, words: 2 }] },
          { slice: mirror.slices[1], parts: [{ at: 0, from: 2, words: 2 }] },
          { slice: mirror.slices[2], parts: [{ at: 3, from: 4, words: 1 }] },
        ]);
      },
      32,
    ));

  test('beyond what all buffers of a shader hold, batches are uploaded', () =>
    withStore(
      1_000,
      async (store, device) => {
        const { bytes } = device;
        const most = 4 * (device.gpu.limits.maxStorageBuffersPerShaderStage - 2);
        await expectNever(store, source(), layout, most + 1);
        expect(device.bytes).toBe(bytes);
      },
      16,
    ));

  test('one that grows gets as much more room as there may be', () =>
    withStore(420, async (store) => {
      const from = source();
      await isThere(store, from, 8);
      // Half as much again would be 600 bytes, and all of it takes 400.
      expect(store.feed(batchOf(from, 1, 90))).toBeNull();
      await isThere(store, from, 8);
      expect(store.feed(batchOf(from, 1, 90))!.mirror.slices[0]!.length).toBeGreaterThanOrEqual(
        100,
      );
    }));

  test('one that grows beyond what was expected gets more room, and begins anew', () =>
    withStore(1_000, async (store) => {
      const from = source();
      await isThere(store, from, 8);
      const first = store.feed(batchOf(from, 1, 2))!;
      first.mirror.note(first.stale);
      expect(store.feed(batchOf(from, 1, 90))).toBeNull();
      expect(store.has(from, layout, 8)).toBe(false);
      await isThere(store, from, 8);
      const { mirror, stale } = store.feed(batchOf(from, 1, 90))!;
      expect(mirror).not.toBe(first.mirror);
      expect([...stale.names]).toEqual([1, 90]);
    }));

  test('one that grows beyond what is allowed is uploaded from then on', () =>
    withStore(399, async (store) => {
      const from = source();
      await isThere(store, from, 8);
      expect(store.feed(batchOf(from, 1, 90))).toBeNull();
      await expectNever(store, from, layout, 8);
    }));

  test.each<[string, Partial<FrameLayout>, number]>([
    ['more bytes than are allowed', {}, 251],
    ['numbers that are no bytes', { dtype: 'float32' }, 5],
    ['frames that are no whole words', { size: 3 }, 5],
    ['observations of another size', { size: 8 }, 5],
  ])('%s are uploaded batch by batch', (_name, change, expected) =>
    withStore(1_000, async (store, device) => {
      const { bytes } = device;
      await expectNever(store, source(), { ...layout, ...change }, expected);
      expect(device.bytes).toBe(bytes);
    }),
  );

  test('a second replay buffer is uploaded as long as the first is there', () =>
    withStore(1_000, async (store) => {
      const [first, second] = [source(), source()];
      await isThere(store, first, 10);
      await expectNever(store, second, layout, 10);
      expect(store.feed(batchOf(second, 1, 2))).toBeNull();
      expect(store.feed(batchOf(first, 1, 2))).not.toBeNull();
    }));

  test('no frames are asked for where none are to be kept', () =>
    withStore(0, async (store) => {
      expect(store.lazyGather).toBeUndefined();
    }));

  /** Not even when all that was asked of the GPU is done. */
  async function expectNever(...args: [FrameStore, FrameSource, FrameLayout, number]) {
    const [store, from, frames, expected] = args;
    for (let turn = 0; turn < 3; turn++) {
      expect(store.has(from, frames, expected)).toBe(false);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
});
