import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { BackendError } from '../../../src/errors.ts';
import { embedding } from '../../../src/networks/embedding.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { randomBatch } from '../cases.ts';
import { engineOn, expectFreed, gpuSource, hasGpu, testDevice } from './device.ts';

const environment = {
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [3] }),
  actionSpace: new Discrete(2),
};
const network = mlp({ hidden: [4] });
const batchOf = (size: number) => randomBatch({ name: '', environment, network }, size);
const row = Float32Array.of(1, 2, 3);

describe.skipIf(!(await hasGpu()))('a GPU without memory', () => {
  let device: Device;
  beforeEach(async () => {
    device = await testDevice();
  });
  afterEach(() => {
    device.gpu.destroy();
  });

  test('fails the updates of that batch; weights stay, and smaller batches go on', async () => {
    const made = new QNetwork({ environment, network, engine: engineOn(device, { actEvery: 4 }) });
    await made.updateAsync(batchOf(4));
    const before = await made.getWeights();
    const giveBack = takeMemory(device);
    await expectRefused(
      [made.updateAsync(batchOf(8)), made.updateAsync(batchOf(8))],
      'no memory for this batch: All is taken. Make the batch',
    );
    await expect(made.qValuesAsync(new Float32Array(3 * 8))).rejects.toThrow('no memory');
    expect(await made.getWeights()).toEqual(before);
    const state = await made.getState();
    expect(state).toBeDefined();
    giveBack();
    await made.updateAsync(batchOf(4));
    expect(await made.getWeights()).not.toEqual(before);
    // There is memory again: the same batch is tried anew.
    await made.updateAsync(batchOf(8));
    expect(await made.qValuesAsync(new Float32Array(3 * 8))).toHaveLength(16);
    device.requireUsable();
    made.dispose();
    await expectFreed(device);
  });

  test.each([1, 2])(
    'fails an update whose uploads have no place, %i a submission',
    async (updatesPerSubmission) => {
      const engine = engineOn(device, { actEvery: 4, updatesPerSubmission });
      const made = new QNetwork({ environment, network, engine });
      await made.updateAsync(batchOf(4));
      const before = await made.getWeights();
      const giveBack = loseMemory(device, 'Uploads');
      await expectRefused([made.updateAsync(batchOf(8))], 'no memory for this batch: All is taken');
      expect(await made.getWeights()).toEqual(before);
      giveBack();
      // There is memory again, for the same batch too.
      await made.updateAsync(batchOf(8));
      expect(await made.getWeights()).not.toEqual(before);
      await made.updateAsync(batchOf(4));
      device.requireUsable();
      made.dispose();
      await expectFreed(device);
    },
  );

  test('fails what is to be read, and no more: it can be read again', async () => {
    const made = new QNetwork({ environment, network, engine: engineOn(device, { actEvery: 4 }) });
    await made.updateAsync(batchOf(4));
    // So large that no buffer through which was read before serves for it.
    const large = new QNetwork({
      environment,
      network: mlp({ hidden: [300] }),
      engine: engineOn(device, { actEvery: 4 }),
    });
    await large.updateAsync(batchOf(4));
    const giveBack = loseMemory(device, 'A readback');
    await expect(large.getState()).rejects.toThrow('no memory to hand numbers over');
    await expect(large.getWeights()).rejects.toThrow('try again');
    giveBack();
    expect(await large.getWeights()).toBeDefined();
    await large.updateAsync(batchOf(4));
    await made.updateAsync(batchOf(4));
    device.requireUsable();
    made.dispose();
    large.dispose();
    await expectFreed(device);
  });

  test('fails a network that has no place, and no other', async () => {
    const engine = engineOn(device, { actEvery: 4 });
    const first = new QNetwork({ environment, network, engine });
    const giveBack = takeMemory(device);
    const second = new QNetwork({ environment, network, engine });
    const update = second.updateAsync(batchOf(4));
    await expectRefused([update, second.qValuesAsync(row)], 'no memory for this network');
    await expect(second.getState()).rejects.toThrow('no memory for this network');
    await expect(second.updateAsync(batchOf(4))).rejects.toThrow('no memory for this network');
    expect(() => {
      second.syncTarget();
    }).toThrow('dispose networks');
    second.dispose();
    giveBack();
    expect(await first.qValuesAsync(row)).toHaveLength(2);
    first.dispose();
    await expectFreed(device);
  });

  test('is found by SwiftShader itself, which gives no buffer of a gigabyte', async ({ skip }) => {
    const adapter = (await (await gpuSource()).requestAdapter()) as GPUAdapter;
    if (!adapter.info.architecture.includes('swiftshader')) skip();
    const made = new QNetwork({
      environment: { observationSpace: new Discrete(3), actionSpace: new Discrete(2) },
      network: embedding({ size: 64 }),
      engine: engineOn(device, { actEvery: 4 }),
    });
    await expect(made.qValuesAsync(new Int32Array(2 ** 22))).rejects.toThrow(
      'no memory for this batch',
    );
    // Refused at once; on the way to that, memory ran out.
    await expect(made.qValuesAsync(new Int32Array(2 ** 23))).rejects.toThrow('would take');
    expect(await made.qValuesAsync(new Int32Array(3))).toHaveLength(6);
    device.requireUsable();
    made.dispose();
    await expectFreed(device);
  });
});

/**
 * From now on buffers of this name are what a device makes where it has no memory: they cannot be
 * used, and whoever asked for them is told; until what it returns is called.
 */
function loseMemory({ gpu }: Device, label: string): () => void {
  const create = gpu.createBuffer.bind(gpu);
  const pop = gpu.popErrorScope.bind(gpu);
  let isShort = false;
  // Its use goes with no other: that is refused, as what has no memory is.
  gpu.createBuffer = (asked) => {
    if (asked.label !== label) return create(asked);
    isShort = true;
    return create({ ...asked, usage: asked.usage | GPU_UNIFORM });
  };
  gpu.popErrorScope = async () => {
    const wasShort = isShort;
    isShort = false;
    const found = await pop();
    return wasShort ? { message: 'All is taken' } : found;
  };
  return () => {
    gpu.createBuffer = create;
    gpu.popErrorScope = pop;
  };
}

/** `GPUBufferUsage.UNIFORM`, which buffers that are mapped cannot have. */
const GPU_UNIFORM = 0x40;

async function expectRefused(promises: readonly Promise<unknown>[], words: string): Promise<void> {
  for (const each of await Promise.allSettled(promises)) {
    expect(each.status).toBe('rejected');
    const reason = (each as PromiseRejectedResult).reason as unknown;
    expect(reason).toBeInstanceOf(BackendError);
    expect((reason as BackendError).message).toContain(words);
  }
}

/** From now on all memory that is asked for in a room is refused, until what it returns is called. */
function takeMemory({ gpu }: Device): () => void {
  const pop = gpu.popErrorScope.bind(gpu);
  let calls = 0;
  gpu.popErrorScope = async () => {
    const isMemory = calls++ % 2 === 0;
    const found = await pop();
    return isMemory ? { message: 'All is taken' } : found;
  };
  return () => {
    gpu.popErrorScope = pop;
  };
}
