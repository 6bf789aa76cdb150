import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { webgpu } from '../../../src/engines/webgpu/webgpu.ts';
import type { EngineFactory } from '../../../src/engines/engine.ts';
import { BackendError, OptionsError, UsageError } from '../../../src/errors.ts';
import { iqnHead } from '../../../src/heads/iqnHead.ts';
import { embedding } from '../../../src/networks/embedding.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam } from '../../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { randomBatch } from '../cases.ts';
import { expectClose } from './engineSuite.ts';
import { engineOn, expectFreed, gpuSource, hasGpu, testDevice } from './device.ts';

const environment = {
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [3] }),
  actionSpace: new Discrete(2),
};
const network = mlp({ hidden: [4] });
const optimizer = adam({ learningRate: 0.01 });

/** Networks that learn long, and how many updates are submitted at once. */
const longRuns = [
  { name: 'a small network', environment, network, optimizer, several: 1 },
  {
    name: 'rows of a table that are stepped when they are used',
    environment: { ...environment, observationSpace: new Discrete(9) },
    network: embedding({ size: 4, hidden: [4] }),
    optimizer: adam({ learningRate: 0.01, lazyRows: true }),
    several: 1,
  },
  {
    name: 'noisy IQN',
    environment,
    network: mlp({ hidden: [4], noisy: {} }),
    optimizer,
    head: iqnHead({ fractions: { acting: 2, online: 3, target: 2 } }),
    several: 8,
  },
];

describe.skipIf(!(await hasGpu()))('an engine on a GPU', () => {
  let device: Device;
  beforeEach(async () => {
    device = await testDevice();
  });
  afterEach(() => {
    device.gpu.destroy();
  });

  test.each(longRuns)(
    '2,000 updates leave memory flat, and dispose frees all: $name',
    async ({ name, several, ...options }) => {
      const { environment, network } = options;
      const batch = randomBatch({ name, environment, network }, 4);
      const engine = engineOn(device, {
        actEvery: several > 1 ? 64 : 4,
        updatesPerSubmission: several,
      });
      const made = new QNetwork({ ...options, engine });
      /** As many at once as are submitted together. */
      const learn = async (updates: number): Promise<void> => {
        for (let update = 0; update < updates; update += several) {
          await Promise.all(Array.from({ length: several }, () => made.updateAsync(batch)));
          if (update % (10 * several) === 0) made.syncTarget();
        }
      };
      await learn(200);
      const before = { heap: heapUsed(), buffers: device.buffers, bytes: device.bytes };
      await learn(2000);
      expect(made.updates).toBe(2200);
      expect(device.buffers).toBeLessThanOrEqual(before.buffers + 2);
      expect(device.bytes).toBeLessThanOrEqual(before.bytes + 2048);
      // A kilobyte an update would be two million bytes.
      expect(heapUsed() - before.heap).toBeLessThan(500_000);
      made.dispose();
      await expectFreed(device);
    },
    120_000,
  );

  test('batches of many sizes keep a few plans only', async () => {
    const { engine, forward } = bare(engineOn(device, { actEvery: 4 }));
    for (let size = 1; size <= 12; size++) await forward(size);
    const some = device.buffers;
    for (let power = 4; power <= 12; power++) await forward(2 ** power);
    expect(device.buffers).toBeLessThan(some + 8 * 20);
    for (let power = 4; power <= 12; power++) await forward(2 ** power);
    const many = device.buffers;
    for (let power = 4; power <= 12; power++) await forward(2 ** power);
    expect(device.buffers).toBe(many);
    engine.dispose();
    await expectFreed(device);
  });

  test('a lost device fails what is under way and what comes', async () => {
    const { engine, forward } = bare(engineOn(device, { actEvery: 4 }));
    await forward(2);
    const pending = forward(2);
    device.gpu.destroy();
    await expect(pending).rejects.toThrow(BackendError);
    await device.gpu.lost;
    expect(() => engine.forward('online', new Float32Array(6), 2)).toThrow('device was lost');
    expect(() => {
      engine.syncTarget(1);
    }).toThrow('load the last checkpoint');
    expect(() => engineOn(device, { actEvery: 4 }).create(options())).toThrow(BackendError);
    engine.dispose();
  });

  test('it acts at once, on weights that follow the last update', async () => {
    const engine = engineOn(device, { actEvery: 3 }).create(options());
    const rows = Float32Array.of(1, 2, 3);
    const act = (): Float32Array =>
      (engine.act?.(rows, 1) as { sync(): Float32Array }).sync().slice();
    const now = (): Promise<Float32Array> => engine.forward('online', rows, 1).async();
    const first = act();
    expectClose(first, await now(), 1e-6, 'first');
    for (let update = 0; update < 3; update++) step(engine);
    const third = await now();
    for (let update = 3; update < 18; update++) step(engine);
    expect(engine.readyToAct?.()).toBeNull();
    expect(act()).toEqual(first);
    expectClose((await engine.actLatest?.(rows, 1)) ?? [], await now(), 1e-6, 'latest');
    expect(act()).toEqual(first);
    step(engine);
    await engine.readyToAct?.();
    expect(Math.abs((act()[0] ?? NaN) - (first[0] ?? NaN))).toBeGreaterThan(1e-4);
    expectClose(act(), third, 1e-6, 'after');
    await engine.getState();
    expectClose(act(), await now(), 1e-6, 'with the state');
    // Weights that are set are there at once, whatever copy is under way.
    for (let update = 0; update < 21; update++) step(engine);
    engine.setWeights(options().weights);
    expect(act()).toEqual(first);
    await now();
    expect(engine.readyToAct?.()).toBeNull();
    expect(act()).toEqual(first);
    engine.dispose();
  });

  test('numbers are taken once, and not at once; a pass ends once', async () => {
    const { engine } = bare(engineOn(device, { actEvery: 4 }));
    const outputs = engine.forward('online', new Float32Array(6), 2);
    expect(() => outputs.sync()).toThrow('can only be read asynchronously');
    await outputs.async();
    await expect(outputs.async()).rejects.toThrow(UsageError);
    expect(() => engine.gradient()).toThrow(UsageError);
    const pass = engine.forwardForTraining(new Float32Array(6), 2);
    pass.discard();
    expect(() => {
      pass.backward(new Float32Array(4), 0.1);
    }).toThrow('This pass is over');
    engine.dispose();
  });

  test('what is too large for the device is refused', () => {
    const { engine } = bare(engineOn(device, { actEvery: 4 }));
    expect(() => engine.forward('online', new Float32Array(3), 2 ** 30)).toThrow(BackendError);
    device.requireUsable();
    engine.dispose();
  });

  test('options are checked', async () => {
    await expect(webgpu({ gpu: 3 as never })).rejects.toThrow(OptionsError);
    await expect(webgpu({ actEvery: 0 })).rejects.toThrow(OptionsError);
    await expect(webgpu({ speed: 1 } as never)).rejects.toThrow(OptionsError);
    await expect(webgpu({ powerPreference: 'much' as never })).rejects.toThrow(OptionsError);
    const factory = await webgpu({ gpu: await gpuSource() });
    expect(() => factory.create({} as never)).toThrow(OptionsError);
    factory.dispose();
  });
});

test.skipIf('gpu' in Object(globalThis.navigator))(
  'where there is no WebGPU, it says what to install',
  async () => {
    await expect(webgpu()).rejects.toThrow("import { create } from 'webgpu'");
  },
);

function options() {
  const made = new QNetwork({ environment, network, optimizer, seed: 3 });
  const { architecture } = made;
  made.dispose();
  const weights = Float32Array.from({ length: architecture.parameterCount }, (_, i) => Math.sin(i));
  return { architecture, optimizer, gradientClipNorm: null, weights };
}

function bare(factory: EngineFactory) {
  const engine = factory.create(options());
  const forward = (size: number): Promise<Float32Array> =>
    engine.forward('online', new Float32Array(3 * size), size).async();
  return { engine, forward };
}

function step(engine: ReturnType<EngineFactory['create']>): void {
  const pass = engine.forwardForTraining(Float32Array.of(1, 2, 3), 1);
  pass.outputs.discard();
  pass.backward(Float32Array.of(1, -1), 0.01);
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
