import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACTING_LAG, ActingCopy } from '../../../src/engines/webgpu/acting.ts';
import { BackendError, UsageError } from '../../../src/errors.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam } from '../../../src/optimizers/optimizer.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { engineOn, hasGpu, testDevice } from './device.ts';

// One number in, one action out: the output for 1 is the sum of both weights.
const architecture = buildArchitecture(
  mlp({ hidden: [] }),
  new Box({ low: -1, high: 1, shape: [1] }),
  new Discrete(1),
);
const EVERY = 4;

/** Readbacks that arrive when the test says so. */
class Reads {
  readonly #open: { weights: Float32Array; settle: (error?: Error) => void }[] = [];
  now = 0;

  read = (): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      const weights = weightsOf(this.now);
      const settle = (error?: Error): void => {
        if (error) reject(error);
        else resolve(weights);
      };
      this.#open.push({ weights, settle });
    });

  get open(): number {
    return this.#open.length;
  }

  /** Has the oldest arrive, and what waits for it go on. */
  async arrive(error?: Error): Promise<void> {
    this.#open.shift()?.settle(error);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

function weightsOf(update: number): Float32Array {
  return Float32Array.of(update, 0);
}

function optionsOf() {
  const optimizer = adam({ learningRate: 1e-3 });
  return { architecture, optimizer, gradientClipNorm: null, weights: weightsOf(0) };
}

describe('the copy that acts', () => {
  let reads: Reads;
  let acting: ActingCopy;
  beforeEach(() => {
    reads = new Reads();
    acting = new ActingCopy({
      network: optionsOf(),
      every: EVERY,
      moveBetween: false,
      read: reads.read,
    });
  });
  afterEach(() => {
    acting.dispose();
  });

  const one = Float32Array.of(1);
  /** The update whose weights it acts on. */
  const acts = (): number => acting.act(one, 1).sync()[0] as number;
  const step = (update: number): void => {
    reads.now = update;
    acting.stepped(update);
  };

  test.each([0, 3, 15, 19])(
    'acts on weights so many updates later, if they arrive %i updates late',
    async (late) => {
      for (let update = 1; update <= 60; update++) {
        step(update);
        if (update > late && (update - late) % EVERY === 0) await reads.arrive();
        // What is late is waited for.
        while (acting.readyToAct()) await reads.arrive();
        const copied = Math.floor((update - ACTING_LAG) / EVERY) * EVERY;
        expect(acts()).toBe(Math.max(0, copied));
      }
    },
  );

  test('nothing is waited for before it is due', async () => {
    for (let update = 1; update < EVERY + ACTING_LAG; update++) {
      step(update);
      expect(acting.readyToAct()).toBeNull();
    }
    step(EVERY + ACTING_LAG);
    const ready = acting.readyToAct();
    expect(ready).not.toBeNull();
    expect(acts()).toBe(0);
    await reads.arrive();
    await ready;
    expect(acts()).toBe(EVERY);
    expect(acting.readyToAct()).toBeNull();
  });

  test('weights that move behind an update are read when the next begins', async () => {
    const { every, network } = { every: 2, network: optionsOf() };
    const late = new ActingCopy({ network, every, moveBetween: true, read: reads.read });
    reads.now = 1.5;
    late.stepped(2);
    expect(reads.open).toBe(0);
    reads.now = 2;
    late.beginStep();
    expect(reads.open).toBe(1);
    await reads.arrive();
    for (let update = 3; update <= 2 + ACTING_LAG; update++) late.stepped(update);
    expect(late.act(one, 1).sync()[0]).toBe(2);
    // The last of these is not read: what is set, or taken as a state, takes its place.
    late.set(weightsOf(-1), 2 + ACTING_LAG);
    late.beginStep();
    late.stepped(4 + ACTING_LAG);
    late.catchUp(Promise.resolve(weightsOf(-2)));
    late.beginStep();
    expect(reads.open).toBe(0);
    late.dispose();
  });

  test('after a state was taken it acts as one that is loaded from it', async () => {
    for (let update = 1; update <= 30; update++) step(update);
    acting.catchUp(Promise.resolve(weightsOf(30)));
    await acting.readyToAct();
    expect(acts()).toBe(30);
    // The copies that were under way then are forgotten.
    while (reads.open > 0) await reads.arrive();
    expect(acts()).toBe(30);
    for (let update = 31; update < 32 + ACTING_LAG; update++) step(update);
    while (reads.open > 0) await reads.arrive();
    expect(acts()).toBe(30);
    step(32 + ACTING_LAG);
    expect(acts()).toBe(32);
  });

  test('weights that are set are there at once, and stay', async () => {
    for (let update = 1; update <= 24; update++) step(update);
    acting.set(weightsOf(-1), 24);
    expect(acting.readyToAct()).toBeNull();
    while (reads.open > 0) await reads.arrive();
    expect(acts()).toBe(-1);
  });

  test('the latest weights are asked for once, and change nothing else', async () => {
    step(1);
    const asked = [acting.actLatest(one, 1), acting.actLatest(one, 1)];
    expect(reads.open).toBe(1);
    await reads.arrive();
    for (const values of asked) expect(await values).toEqual(Float32Array.of(1));
    expect(acts()).toBe(0);
    expect(await acting.actLatest(one, 1)).toEqual(Float32Array.of(1));
    step(2);
    const later = acting.actLatest(one, 1);
    await reads.arrive();
    expect(await later).toEqual(Float32Array.of(2));
  });

  test('a device that failed is not waited for, and fails those who ask it', async () => {
    for (let update = 1; update <= EVERY + ACTING_LAG; update++) step(update);
    const ready = acting.readyToAct();
    await reads.arrive(new BackendError('lost'));
    await ready;
    expect(acts()).toBe(0);
    while (reads.open > 0) await reads.arrive();
    const latest = acting.actLatest(one, 1);
    await reads.arrive(new BackendError('lost'));
    await expect(latest).rejects.toThrow(BackendError);
    // Memory may have been short only then: whoever asks again is answered.
    const again = acting.actLatest(one, 1);
    await reads.arrive();
    expect(await again).toEqual(Float32Array.of(EVERY + ACTING_LAG));
    acting.dispose();
    expect(() => acting.act(one, 1)).toThrow(UsageError);
  });
});

test.skipIf(!(await hasGpu()))(
  'the target acts as it is after its move behind an update',
  async () => {
    const device = await testDevice();
    const engine = engineOn(device, { actEvery: ACTING_LAG }).create({
      ...optionsOf(),
      actingWeights: 'target',
    });
    const one = Float32Array.of(1);
    for (let update = 1; update <= 2 * ACTING_LAG; update++) {
      const pass = engine.forwardForTraining(one, 1);
      pass.outputs.discard();
      pass.backward(one, 0.1);
      if (update === ACTING_LAG) engine.syncTarget(1);
    }
    await engine.readyToAct?.();
    const [acted] = engine.act?.(one, 1).sync() ?? [];
    const [target] = await engine.forward('target', one, 1).async();
    expect(acted).toBeLessThan(-1);
    expect(acted).toBeCloseTo(target!, 5);
    engine.dispose();
    device.gpu.destroy();
  },
);
