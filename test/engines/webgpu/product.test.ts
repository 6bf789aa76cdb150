import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Buffers, upload } from '../../../src/engines/webgpu/buffers.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { product, splitsFor, type Operand } from '../../../src/engines/webgpu/product.ts';
import { createDispatch, recordDispatches } from '../../../src/engines/webgpu/program.ts';
import { Stream } from '../../../src/engines/webgpu/stream.ts';
import { LARGE_TILES, SMALL_TILE, tileFor } from '../../../src/engines/webgpu/tile.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { hasGpu, testDevice } from './device.ts';

/** A product, and how its matrices lie. */
interface Case {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly lanes: number;
  readonly wanted: number;
  readonly aFast: 'x' | 'k';
  readonly bFast: 'x' | 'k';
}

const cases: fc.Arbitrary<Case> = fc.record({
  m: fc.integer({ min: 1, max: 140 }),
  n: fc.integer({ min: 1, max: 140 }),
  k: fc.integer({ min: 1, max: 90 }),
  lanes: fc.integer({ min: 1, max: 2 }),
  wanted: fc.integer({ min: 1, max: 3 }),
  aFast: fc.constantFrom('x', 'k'),
  bFast: fc.constantFrom('x', 'k'),
});

const words = ({ m, n, k, lanes }: Case): number => lanes * (m * k + k * n);

describe.skipIf(!(await hasGpu()))('a product of matrices', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  test.each([SMALL_TILE, ...LARGE_TILES])('by tiles of $m × $n is the sum', async (tile) => {
    const holds = async (given: Case): Promise<void> => {
      const { m, n, k, lanes, wanted } = given;
      // Parts are multiples of what the groups take at once.
      const step = 8 * tile.groups;
      const split = Math.ceil(k / (Math.ceil(Math.ceil(k / wanted) / step) * step));
      const random = createRandom(words(given));
      const numbers = (length: number): Float32Array =>
        Float32Array.from({ length: 4 * Math.ceil(length / 4) }, () => random.normal());
      const [a, b] = [numbers(lanes * m * k), numbers(lanes * k * n)];
      const count = lanes * m * n;
      const buffers = new Buffers(device);
      const slice = (values: Float32Array) => {
        const made = buffers.allocate('A matrix', values.length);
        upload(device, made, values);
        return made;
      };
      const parts = buffers.allocate('Parts', split * count);
      /** Rows, or columns, along `x`; the fast index lies next to each other. */
      const operand = (name: string, side: number, fast: 'x' | 'k', of: Float32Array): Operand => {
        const byFours = (fast === 'x' ? side : k) % 4 === 0;
        const index = `z * ${side * k}u + ${fast === 'x' ? `k * ${side}u + x` : `x * ${k}u + k`}`;
        return {
          bindings: [{ name, slice: slice(of), type: byFours ? 'vec4f' : 'f32' }],
          fast,
          at: byFours ? `${name}[(${index}) / 4u]` : `${name}[${index}]`,
          width: byFours ? 4 : 1,
        };
      };
      const dispatch = createDispatch(
        device,
        product({
          label: 'a product',
          ...{ m, n, k, lanes, split, tile },
          a: operand('left', m, given.aFast, a),
          b: operand('right', n, given.bFast, b),
          bindings: [{ name: 'parts', slice: parts, writes: true }],
          store: `parts[s * ${count}u + (z * M + m) * N + n] = v;`,
        }),
      );
      const [found = new Float32Array()] = await new Stream(device).read([parts], [split * count], {
        dispatches: [dispatch],
        record: (encoder) => {
          const pass = encoder.beginComputePass();
          recordDispatches(pass, [dispatch]);
          pass.end();
        },
      });
      buffers.dispose();
      const left = (z: number, row: number, at: number): number =>
        a[z * m * k + (given.aFast === 'x' ? at * m + row : row * k + at)] ?? NaN;
      const right = (z: number, column: number, at: number): number =>
        b[z * n * k + (given.bFast === 'x' ? at * n + column : column * k + at)] ?? NaN;
      let worst = 0;
      for (let i = 0; i < count; i++) {
        const [z, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
        let expected = 0;
        for (let at = 0; at < k; at++) expected += left(z, row, at) * right(z, column, at);
        let sum = 0;
        for (let part = 0; part < split; part++) sum += found[part * count + i] ?? NaN;
        // NaN, of a number that was not stored, stays.
        worst = Math.max(worst, Math.abs(sum - expected));
      }
      expect(worst).toBeLessThan(1e-4);
    };
    await fc.assert(fc.asyncProperty(cases, holds), { numRuns: 6, endOnFailure: true });
    const odd = { m: 67, n: 65, k: 37, lanes: 2, wanted: 2, aFast: 'x', bFast: 'k' } as const;
    await holds(odd);
    await holds({ ...odd, m: 128, n: 64, k: 64, aFast: 'k', bFast: 'x' });
  });
});

test('large tiles are for products that are left with many of them', () => {
  const [square, tall] = LARGE_TILES;
  // Of a Nature CNN by batches of 256: its convolutions, and the gradient of its dense layer.
  expect(tileFor(102_400, 32, 256, 2)).toBe(tall);
  expect(tileFor(20_736, 64, 512, 2)).toBe(square);
  expect(tileFor(12_544, 64, 576, 2)).toBe(tall);
  expect(tileFor(3137, 512, 256, 1)).toBe(tall);
  // By batches of 32, and its dense layer.
  expect(tileFor(12_800, 32, 256, 2)).toBe(SMALL_TILE);
  expect(tileFor(3137, 512, 32, 1)).toBe(SMALL_TILE);
  expect(tileFor(256, 512, 3136, 2)).toBe(SMALL_TILE);
  expect(tileFor(256, 256, 256, 2)).toBe(SMALL_TILE);
  expect(splitsFor(256, 512, 3136, 2, 224)).toBe(1);
});
