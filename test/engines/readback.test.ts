import { memory, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { requireBackend } from '../../src/engines/tfjs/backend.ts';
import { readback } from '../../src/engines/tfjs/readback.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';

const space = new Box({ low: -1, high: 1, shape: [2] });
const rows = Float32Array.of(0.5, -1, 1, 0.25);
const upstream = Float32Array.of(1, -1, 0.5, 2);

/** @param hidden - From 4,096 units on, the first kernel is optimized on its own. */
function makeEngine(hidden = 3): Engine {
  const architecture = buildArchitecture(mlp({ hidden: [hidden] }), space, new Discrete(2));
  const weights = initialWeights(architecture, createRandom(1));
  const optimizer = adam({ learningRate: 0.1 });
  return tfjs().create({ architecture, optimizer, gradientClipNorm: null, weights });
}

function step(engine: Engine): void {
  const pass = engine.forwardForTraining(rows, 2);
  pass.outputs.discard();
  pass.backward(upstream, 0.1);
}

/** Calls inside a tidy, which would free what the call left unkept. */
function inTidy<T>(call: () => T): T {
  let result: T | undefined;
  tidy(() => {
    result = call();
  });
  return result as T;
}

const values = (engine: Engine, weights: 'online' | 'target' = 'online'): number[] => [
  ...engine.forward(weights, rows, 2).sync(),
];

describe.each(['wasm', 'cpu'] as const)('on %s', (name) => {
  beforeEach(async () => {
    await setUpBackend(name);
  });

  describe('a Readback', () => {
    const make = () => readback(tensor1d([1, 2, 3]), requireBackend());

    test('gives the numbers and frees the tensor', async () => {
      const { numTensors } = memory();
      expect([...make().sync()]).toEqual([1, 2, 3]);
      expect([...(await make().async())]).toEqual([1, 2, 3]);
      make().discard();
      expect(memory().numTensors).toBe(numTensors);
    });

    test('is taken once, whichever way', async () => {
      const first = [
        (reading: ReturnType<typeof make>) => reading.sync(),
        (reading: ReturnType<typeof make>) => reading.async(),
        (reading: ReturnType<typeof make>): unknown => {
          reading.discard();
          return null;
        },
      ];
      for (const take of first) {
        const reading = make();
        await Promise.resolve(take(reading));
        expect(() => reading.sync()).toThrow(UsageError);
        await expect(reading.async()).rejects.toThrow(UsageError);
        expect(() => {
          reading.discard();
        }).toThrow(UsageError);
      }
    });

    test('that is being taken cannot be taken a second time', async () => {
      const reading = make();
      const running = reading.async();
      expect(() => reading.sync()).toThrow(UsageError);
      expect([...(await running)]).toEqual([1, 2, 3]);
    });

    test('of a forward pass, a gradient and a training pass as well', async () => {
      const engine = makeEngine();
      const forward = engine.forward('online', rows, 2);
      forward.sync();
      expect(() => forward.sync()).toThrow(UsageError);
      const pass = engine.forwardForTraining(rows, 2);
      await pass.outputs.async();
      expect(() => pass.outputs.sync()).toThrow(UsageError);
      pass.backward(upstream, 0.1);
      const gradient = engine.gradient();
      gradient.discard();
      expect(() => gradient.sync()).toThrow(UsageError);
      engine.dispose();
    });
  });

  describe('numbers that were handed out are copies:', () => {
    test('outputs', () => {
      const engine = makeEngine();
      const before = values(engine);
      engine.forward('online', rows, 2).sync().fill(99);
      engine.forward('target', rows, 2).sync().fill(99);
      expect(values(engine)).toEqual(before);
      expect(values(engine, 'target')).toEqual(before);
      engine.dispose();
    });

    test('outputs of a training pass', () => {
      const [engine, other] = [makeEngine(), makeEngine()];
      const pass = engine.forwardForTraining(rows, 2);
      pass.outputs.sync().fill(99);
      pass.backward(upstream, 0.1);
      step(other);
      expect(values(engine)).toEqual(values(other));
      engine.dispose();
      other.dispose();
    });

    test.each([3, 5000])('gradient, with %i units', async (hidden) => {
      const engine = makeEngine(hidden);
      step(engine);
      const gradient = engine.gradient().sync();
      const kept = gradient.slice();
      expect(kept.some((slope) => slope !== 0)).toBe(true);
      gradient.fill(99);
      expect(engine.gradient().sync()).toEqual(kept);
      (await engine.gradient().async()).fill(99);
      expect(engine.gradient().sync()).toEqual(kept);
      engine.dispose();
    });

    test.each([3, 5000])('state, with %i units', async (hidden) => {
      const [engine, other] = [makeEngine(hidden), makeEngine(hidden)];
      step(engine);
      step(other);
      const state = await engine.getState();
      for (const array of [state.online, state.target, ...Object.values(state.optimizer)]) {
        array.fill(99);
      }
      expect(await engine.getState()).toEqual(await other.getState());
      step(engine);
      step(other);
      expect(await engine.getState()).toEqual(await other.getState());
      engine.dispose();
      other.dispose();
    });

    test('nor is a state that was set followed any further', async () => {
      const [engine, other] = [makeEngine(), makeEngine()];
      step(other);
      const state = await other.getState();
      engine.setState(state);
      for (const array of [state.online, state.target, ...Object.values(state.optimizer)]) {
        array.fill(99);
      }
      step(engine);
      step(other);
      expect(await engine.getState()).toEqual(await other.getState());
      engine.dispose();
      other.dispose();
    });
  });

  test.each([3, 5000])('a state of one moment stays what it is, with %i units', async (hidden) => {
    const engine = makeEngine(hidden);
    step(engine);
    const before = await engine.getState();
    const reading = engine.getState();
    step(engine);
    engine.syncTarget(1);
    expect(await reading).toEqual(before);
    expect(engine.updates).toBe(2);
    engine.dispose();
  });

  test.each([3, 5000])('setState frees what it replaces, with %i units', async (hidden) => {
    const { numTensors } = memory();
    const engine = makeEngine(hidden);
    const fresh = memory().numTensors;
    const state = await engine.getState();
    expect(memory().numTensors).toBe(fresh);
    engine.setState(state);
    expect(memory().numTensors).toBe(fresh);
    step(engine);
    engine.syncTarget(0.5);
    const trained = memory().numTensors;
    // Its gradient is that of no step of this state.
    engine.setState(state);
    expect(memory().numTensors).toBe(fresh);
    expect(() => engine.gradient()).toThrow(UsageError);
    step(engine);
    expect(memory().numTensors).toBe(trained);
    engine.dispose();
    expect(memory().numTensors).toBe(numTensors);
  });

  test.each([3, 5000])(
    'a tidy around every call frees nothing in use, with %i units',
    async (hidden) => {
      const baseline = memory().numTensors;
      const plain = makeEngine(hidden);
      const tidied = inTidy(() => makeEngine(hidden));
      const state = await plain.getState();
      for (const [engine, around] of [
        [plain, <T>(call: () => T): T => call()],
        [tidied, inTidy],
      ] as const) {
        around(() => {
          step(engine);
        });
        around(() => {
          engine.syncTarget(1);
        });
        values(engine, 'target');
        around(() => {
          step(engine);
        });
        around(() => {
          engine.syncTarget(0.5);
        });
        values(engine, 'target');
        around(() => void engine.gradient().sync());
        around(() => void values(engine));
      }
      expect(tidied.gradient().sync()).toEqual(plain.gradient().sync());
      expect(values(tidied, 'target')).toEqual(values(plain, 'target'));
      expect(await tidied.getState()).toEqual(await plain.getState());
      tidy(() => {
        tidied.setState(state);
      });
      plain.setState(state);
      step(tidied);
      step(plain);
      expect(await tidied.getState()).toEqual(await plain.getState());
      plain.dispose();
      tidied.dispose();
      expect(memory().numTensors).toBe(baseline);
    },
  );
});
