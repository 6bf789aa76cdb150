import { expect, test, vi } from 'vitest';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam, rmsprop, sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { setUpBackend } from '../../support/backends.ts';
import { testSimdEngine } from './simdEngineSuite.ts';
import { builds, checksumAfterUpdates, checksumInNode, makeEngine, regress } from './support.ts';

const random = createRandom(2);
const noise = (length: number): Float32Array =>
  Float32Array.from({ length }, () => random.normal());

testSimdEngine(setUpBackend);

test('the weights after 1,000 updates are those of every other host', async () => {
  expect(await checksumAfterUpdates()).toBe(checksumInNode);
});

test.each(builds)('after 10,000 updates memory is what it was: $backend', ({ relaxed }) => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  const engine = makeEngine({ relaxed });
  const [observations, targets] = [noise(5 * 16), noise(3 * 16)];
  const update = (): void => {
    regress(engine, observations, 16, targets);
    engine.forward('online', observations, 1).discard();
  };
  for (let count = 0; count < 1000; count++) update();
  grow.mockClear();
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 10_000; count++) update();
  expect(grow).not.toHaveBeenCalled();
  // The gradients that `regress` makes itself are collected now and then.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16e6);
  grow.mockRestore();
});

test.each([
  adam({ learningRate: 1 }),
  sgd({ learningRate: 1, momentum: 0.9 }),
  rmsprop({ learningRate: 1, centered: true }),
])(
  'without gradients, no vector of the optimizer ends in denormal numbers: $type',
  async (optimizer) => {
    const engine = makeEngine({ optimizer });
    regress(engine, noise(10), 2, noise(6));
    const [observations, nothing] = [noise(10), new Float32Array(6)];
    let smallest = 1;
    for (let round = 0; round < 1000; round++) {
      for (let update = 0; update < 100; update++) {
        engine.forwardForTraining(observations, 2).backward(nothing, 1e-3);
      }
      for (const slot of Object.values((await engine.getState()).optimizer)) {
        for (const value of slot) {
          if (value !== 0) smallest = Math.min(smallest, Math.abs(value));
        }
      }
    }
    expect(smallest).toBeGreaterThan(1e-35);
    for (const slot of Object.values((await engine.getState()).optimizer)) {
      expect(slot.every((value) => value === 0)).toBe(true);
    }
  },
);

test('without memory, the error says so', () => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('no more');
  });
  expect(() => makeEngine({ network: mlp({ hidden: [300, 300] }) })).toThrow(/ran out of memory/);
  grow.mockRestore();
});

test('where the host gives out no more memories, the error names dispose', () => {
  const memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function () {
    throw new RangeError('could not allocate memory');
  });
  expect(() => makeEngine()).toThrow(
    expect.objectContaining({
      name: 'BackendError',
      message: expect.stringContaining('dispose()') as string,
    }),
  );
  memory.mockRestore();
});

test('without SIMD, the error names what is missing', () => {
  const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  expect(() => makeEngine()).toThrow(/cannot run here: WebAssembly with SIMD is missing/);
  validate.mockRestore();
});
