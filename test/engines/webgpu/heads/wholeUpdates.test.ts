import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineFactory } from '../../../../src/engines/engine.ts';
import { simd } from '../../../../src/engines/simd/simd.ts';
import { webgpu, type WebgpuFactory } from '../../../../src/engines/webgpu/webgpu.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { DivergenceError, ShapeError } from '../../../../src/errors.ts';
import { c51Head } from '../../../../src/heads/c51Head.ts';
import type { Head } from '../../../../src/heads/head.ts';
import { iqnHead } from '../../../../src/heads/iqnHead.ts';
import { qHead } from '../../../../src/heads/qHead.ts';
import { cnn } from '../../../../src/networks/cnn.ts';
import { embedding } from '../../../../src/networks/embedding.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../../../src/networks/spec.ts';
import { adam, sgd } from '../../../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../../../src/random/createRandom.ts';
import type { Batch } from '../../../../src/replay/batch.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { engineOn, expectFreed, gpuSource, hasGpu, testDevice } from '../device.ts';
import { headCases } from './headCases.ts';

const box = new Box({ low: -1, high: 1, shape: [4] });
const pixels = new Box({ low: 0, high: 255, shape: [6, 6, 2], dtype: 'uint8' });

/** A batch with all that a batch can have. */
function randomBatch(
  size: number,
  actions: number,
  seed: number,
  space: Box<'float32' | 'uint8'> = box,
): Batch {
  const random = createRandom(seed);
  const length = size * space.size;
  const observe = (): Batch['observations'] =>
    space.dtype === 'uint8'
      ? Uint8Array.from({ length }, () => random.integer(256))
      : Float32Array.from({ length }, () => random.normal());
  const taken = Int32Array.from({ length: size }, () => random.integer(actions));
  const mask = (): Uint8Array =>
    Uint8Array.from({ length: size * actions }, (_, index) =>
      index % actions === taken[Math.floor(index / actions)] ? 1 : random.integer(2),
    );
  return {
    size,
    observations: observe(),
    nextObservations: observe(),
    actions: taken,
    rewards: Float32Array.from({ length: size }, () => random.normal()),
    discounts: Float32Array.from({ length: size }, (_, row) => (row % 4 === 0 ? 0 : 0.97)),
    weights: Float32Array.from({ length: size }, () => 0.2 + random.uniform()),
    nextActionMasks: seed % 2 === 0 ? mask() : null,
    actionMasks: seed % 2 === 0 ? mask() : null,
    demonstrations: Uint8Array.from({ length: size }, () => random.integer(2)),
  };
}

describe.skipIf(!(await hasGpu()))('whole updates on a GPU', () => {
  let engine: WebgpuFactory;
  beforeAll(async () => {
    engine = await webgpu({ gpu: await gpuSource() });
  });
  afterAll(() => {
    engine.dispose();
  });

  /** The same network on the GPU and on the CPU. */
  function pair(
    head: Head,
    actions = 3,
    network: NetworkSpec = mlp({ hidden: [6] }),
    space: Box<'float32' | 'uint8'> = box,
  ) {
    const environment = { observationSpace: space, actionSpace: new Discrete(actions) };
    const optimizer = adam({ learningRate: 1e-2 });
    const options = { environment, network, head, optimizer, gradientClipNorm: 1, seed: 5 };
    return [
      new QNetwork({ ...options, engine }),
      new QNetwork({ ...options, engine: simd() }),
    ] as const;
  }

  async function expectToLearnAlike(ours: QNetwork, theirs: QNetwork, batches: readonly Batch[]) {
    const late = batches.map((batch, index) => {
      const started = ours.startUpdate(batch);
      expect(started.isLate).toBe(true);
      if (index === 1) ours.syncTarget(0.5);
      return started.result;
    });
    for (const [index, batch] of batches.entries()) {
      const found = await late[index]!;
      const expected = theirs.update(batch);
      if (index === 1) theirs.syncTarget(0.5);
      expect(found.updates).toBe(index + 1);
      expect(found.learningRate).toBe(expected.learningRate);
      expectClose(`loss ${index}`, [found.loss], [expected.loss]);
      expectClose(`meanQ ${index}`, [found.meanQ], [expected.meanQ]);
      expectClose(`tdErrors ${index}`, found.tdErrors, expected.tdErrors);
      expectClose(`norm ${index}`, [found.gradientNorm!], [expected.gradientNorm!]);
    }
    for (const which of ['online', 'target'] as const) {
      const [one, other] = [await ours.getWeights(which), await theirs.getWeights(which)];
      for (const [name, { data }] of Object.entries(other)) {
        expectClose(`${which} ${name}`, one[name]!.data, data);
      }
    }
  }

  test.each(headCases)('agree with simd: $name', async ({ head, actions }) => {
    const [ours, theirs] = pair(head, actions);
    const batches = [1, 2, 3, 4].map((seed) => randomBatch(6, actions, seed));
    await expectToLearnAlike(ours, theirs, batches);
    ours.dispose();
    theirs.dispose();
  });

  test('agree with simd: pixels, noise, dueling streams, fractions for images', async () => {
    const convolutions = [{ filters: 2, kernelSize: 3, stride: 1 }];
    const fractions = { acting: 3, online: 4, target: 4 };
    const nets: [Head, NetworkSpec][] = [
      [iqnHead({ fractions }), cnn({ convolutions, hidden: [5] })],
      [
        c51Head({ min: -2, max: 2, atoms: 5 }),
        cnn({ convolutions, hidden: [5], dueling: true, noisy: {} }),
      ],
    ];
    for (const [head, network] of nets) {
      const [ours, theirs] = pair(head, 3, network, pixels);
      const batches = [1, 2, 3].map((seed) => randomBatch(5, 3, seed, pixels));
      await expectToLearnAlike(ours, theirs, batches);
      ours.dispose();
      theirs.dispose();
    }
  });

  test('agree with simd: states whose rows are stepped only when they are used', async () => {
    const device = await testDevice();
    const states = new Discrete(9);
    const environment = { observationSpace: states, actionSpace: new Discrete(3) };
    const optimizer = adam({ learningRate: 1e-2, lazyRows: true });
    const options = {
      environment,
      network: embedding({ size: 4, hidden: [4] }),
      optimizer,
      seed: 1,
    };
    const ours = new QNetwork({ ...options, engine: submitting(device, 2) });
    const theirs = new QNetwork({ ...options, engine: simd() });
    const batches = [1, 2, 3, 4, 5].map((seed) => {
      const random = createRandom(seed);
      const observe = () => Int32Array.from({ length: 4 }, () => random.integer(9));
      const batch = randomBatch(4, 3, seed);
      return { ...batch, observations: observe(), nextObservations: observe() };
    });
    await expectToLearnAlike(ours, theirs, batches.slice(0, 2));
    const late = batches.slice(2).map((batch) => ours.updateAsync(batch));
    for (const batch of batches.slice(2)) theirs.update(batch);
    await Promise.all(late);
    const weights = await ours.getWeights();
    for (const [name, { data }] of Object.entries(await theirs.getWeights())) {
      expectClose(name, weights[name]!.data, data);
    }
    ours.dispose();
    theirs.dispose();
    await device.gpu.queue.onSubmittedWorkDone();
    device.gpu.destroy();
  });

  test('copy the batch before they return', async () => {
    const [ours, theirs] = pair(qHead());
    const batch = randomBatch(6, 3, 2);
    const { loss } = theirs.update(batch);
    const late = ours.updateAsync(batch);
    for (const column of Object.values(batch))
      if (ArrayBuffer.isView(column)) (column as Uint8Array).fill(0);
    expect((await late).loss).toBeCloseTo(loss, 4);
    ours.dispose();
    theirs.dispose();
  });

  test.each(['observations', 'nextObservations'] as const)(
    'refuse NaN in %s, for a head without a shader as well',
    async (name) => {
      const { evaluate } = qHead();
      for (const head of [qHead(), { ...qHead(), evaluate }]) {
        const [ours] = pair(head);
        const before = await ours.getState();
        const bad = { ...randomBatch(6, 3, 1), [name]: new Float32Array(24).fill(NaN) };
        await expect(ours.updateAsync(bad)).rejects.toThrow(DivergenceError);
        expect((await ours.getState())['online']).toEqual(before['online']);
        ours.dispose();
      }
    },
  );

  test('leave the weights where the loss diverges, and tell it; the next goes on', async () => {
    const [ours] = pair(qHead({ loss: 'mse' }));
    await ours.updateAsync(randomBatch(6, 3, 1));
    const before = await ours.getState();
    const bad = { ...randomBatch(6, 3, 1), rewards: new Float32Array(6).fill(3e38) };
    const results = [ours.updateAsync(bad), ours.updateAsync(bad)];
    for (const result of results) await expect(result).rejects.toThrow(DivergenceError);
    await expect(ours.updateAsync(bad)).rejects.toThrow('The loss became Infinity at update 4');
    const after = await ours.getState();
    expect(after['online']).toEqual(before['online']);
    expect(after['optimizer']).toEqual(before['optimizer']);
    const { loss } = await ours.updateAsync(randomBatch(6, 3, 1));
    expect(loss).toBeLessThan(10);
    expect((await ours.getState())['online']).not.toEqual(before['online']);
    ours.dispose();
  });

  test('refuse a mask that allows nothing before anything is counted', async () => {
    const [ours] = pair(qHead());
    const batch = { ...randomBatch(6, 3, 1), nextActionMasks: new Uint8Array(18) };
    await expect(ours.updateAsync(batch)).rejects.toThrow(ShapeError);
    expect(ours.updates).toBe(0);
    ours.dispose();
  });

  test("fall back to outputs that are read where a head is the user's own", async () => {
    const own: Head = { ...qHead(), evaluate: qHead().evaluate };
    const [ours, theirs] = pair(own);
    for (const seed of [1, 2, 3]) {
      const batch = randomBatch(6, 3, seed);
      const started = ours.startUpdate(batch);
      expect(started.isLate).toBe(false);
      const { loss } = await started.result;
      expect(loss).toBeCloseTo(theirs.update(batch).loss, 4);
    }
    ours.dispose();
    theirs.dispose();
  });

  test.each([1, 4])('are submitted %i at once, and agree with simd', async (several) => {
    const device = await testDevice();
    const environment = { observationSpace: box, actionSpace: new Discrete(3) };
    const options = { environment, network: mlp({ hidden: [4] }), seed: 2 };
    const ours = new QNetwork({ ...options, engine: submitting(device, several) });
    const theirs = new QNetwork({ ...options, engine: simd() });
    // Until the shaders are compiled, each is submitted by itself.
    await expectToLearnAlike(
      ours,
      theirs,
      [1, 2].map((seed) => randomBatch(4, 3, seed)),
    );
    const submits = countSubmits(device);
    const batches = Array.from({ length: 8 }, (_, seed) => randomBatch(4, 3, seed));
    // The arrays of a replay buffer are the same from batch to batch.
    const shared = randomBatch(4, 3, 0);
    const late = batches.map((batch) => {
      for (const name of ['observations', 'nextObservations', 'rewards'] as const) {
        shared[name].set(batch[name]);
      }
      return ours.updateAsync({ ...batch, ...pick(shared) });
    });
    expect(submits()).toBe(8 / several);
    const found = await Promise.all(late);
    const expected = batches.map((batch) => theirs.update(batch).loss);
    expectClose(
      'losses',
      found.map(({ loss }) => loss),
      expected,
    );
    expect(found.map(({ updates }) => updates)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    // Fewer than are submitted at once are submitted when the program has nothing else to do,
    // or something else is asked: here a copy of the target, another size, and the state.
    await ours.updateAsync(batches[0]!);
    theirs.update(batches[0]!);
    const last = [ours.updateAsync(batches[1]!)];
    ours.syncTarget(0.5);
    last.push(ours.updateAsync(batches[2]!), ours.updateAsync(randomBatch(5, 3, 1)));
    theirs.update(batches[1]!);
    theirs.syncTarget(0.5);
    for (const batch of [batches[2]!, randomBatch(5, 3, 1)]) theirs.update(batch);
    const weights = await ours.getWeights();
    for (const [name, { data }] of Object.entries(await theirs.getWeights())) {
      expectClose(name, weights[name]!.data, data);
    }
    await Promise.all(last);
    ours.dispose();
    theirs.dispose();
    await device.gpu.queue.onSubmittedWorkDone();
    device.gpu.destroy();
  });

  test('leave nothing behind, and take no more memory as they go on', async () => {
    const device = await testDevice();
    const factory = submitting(device, 1);
    const environment = { observationSpace: box, actionSpace: new Discrete(3) };
    const optimizer = sgd({ learningRate: 0.1 });
    const network = new QNetwork({
      environment,
      network: mlp({ hidden: [4] }),
      optimizer,
      engine: factory,
    });
    const inFlight = 16;
    // Numbers that are read come by buffers that are kept for later: 16 of them, and two for
    // each update under way. How many there are depends on how quickly the numbers arrive.
    const readbacks = 16 + 2 * inFlight;
    await network.updateAsync(randomBatch(4, 3, 0));
    const few = device.buffers;
    const waiting: Promise<unknown>[] = [];
    for (let update = 1; update <= 400; update++) {
      waiting.push(network.updateAsync(randomBatch(4, 3, update)));
      if (waiting.length >= inFlight) await waiting.shift();
      expect(device.buffers).toBeLessThanOrEqual(few + readbacks);
    }
    await Promise.all(waiting);
    // Another shape of batches, and back: what was for the one before is freed.
    for (const size of [5, 4, 6, 4]) await network.updateAsync(randomBatch(size, 3, size));
    expect(device.buffers).toBeLessThanOrEqual(few + readbacks);
    network.dispose();
    await expectFreed(device);
    device.gpu.destroy();
  });
});

function pick({ observations, nextObservations, rewards }: Batch) {
  return { observations, nextObservations, rewards };
}

/** How often something was submitted since. */
function countSubmits({ gpu }: Device): () => number {
  const { queue } = gpu;
  const submit = queue.submit.bind(queue);
  let count = 0;
  queue.submit = (buffers) => {
    count++;
    submit(buffers);
  };
  return () => count;
}

/** An engine on a device of the test, which never copies weights to act in between. */
function submitting(device: Device, updatesPerSubmission: number): EngineFactory {
  return engineOn(device, { actEvery: 1000, updatesPerSubmission });
}

/** Within 1e-4 of the largest. */
function expectClose(name: string, found: ArrayLike<number>, expected: ArrayLike<number>): void {
  const scale = Math.max(1e-2, ...Array.from(expected, Math.abs));
  const off = Array.from(expected, (value, index) => Math.abs(value - found[index]!));
  expect(Math.max(...off) / scale, name).toBeLessThan(1e-4);
}
