import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Buffers } from '../../../src/engines/webgpu/buffers.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { joinProducts } from '../../../src/engines/webgpu/joinedProducts.ts';
import { product, splitsFor } from '../../../src/engines/webgpu/product.ts';
import { LARGE_TILES, SMALL_TILE, tileFor } from '../../../src/engines/webgpu/tile.ts';
import { MOST_COLUMNS, thinProduct } from '../../../src/engines/webgpu/thinProduct.ts';
import { hasGpu, testDevice } from './device.ts';
import { compute, layOutProduct, productCases, splitBy, type ProductCase } from './products.ts';

describe.skipIf(!(await hasGpu()))('a product of matrices', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  test.each([SMALL_TILE, ...LARGE_TILES])('by tiles of $m × $n is the sum', async (tile) => {
    const holds = async (given: ProductCase): Promise<void> => {
      const buffers = new Buffers(device);
      const laid = layOutProduct(device, buffers, splitBy(given, tile.groups));
      const [found] = await compute(device, [product({ ...laid.spec, tile })], [laid]);
      buffers.dispose();
      expect(laid.worst(found as Float32Array)).toBeLessThan(1e-4);
    };
    await fc.assert(fc.asyncProperty(productCases, holds), { numRuns: 6, endOnFailure: true });
    const odd = { m: 67, n: 65, k: 37, lanes: 2, split: 2, aFast: 'x', bFast: 'k' } as const;
    await holds(odd);
    await holds({ ...odd, m: 128, n: 64, k: 64, aFast: 'k', bFast: 'x' });
  });

  test('with few columns is the sum', async () => {
    const holds = async (given: ProductCase, columns: number): Promise<void> => {
      const buffers = new Buffers(device);
      const thin = { ...given, n: columns, split: 1, aFast: 'k', bFast: 'x' } as const;
      const laid = layOutProduct(device, buffers, thin);
      const [found] = await compute(device, [thinProduct(laid.spec)], [laid]);
      buffers.dispose();
      expect(laid.worst(found as Float32Array)).toBeLessThan(1e-4);
    };
    const columns = fc.integer({ min: 1, max: MOST_COLUMNS });
    await fc.assert(fc.asyncProperty(productCases, columns, holds), {
      numRuns: 6,
      endOnFailure: true,
    });
    const long = { m: 3, n: 0, k: 515, lanes: 2, split: 1, aFast: 'k', bFast: 'x' } as const;
    await holds(long, MOST_COLUMNS);
    // Fours of one matrix end within those of the other.
    await holds({ ...long, k: 6 }, 4);
    await holds({ ...long, k: 8 }, 3);
    // More rows than a line of workgroups may have.
    await holds({ ...long, m: 65_537, k: 2, lanes: 1 }, 1);
  });

  test('joined to others is the sum, by as few calls as buffers allow', async () => {
    const holds = async (given: readonly ProductCase[], mostBuffers: number): Promise<void> => {
      const buffers = new Buffers(device);
      const laid = given.map((each) =>
        layOutProduct(device, buffers, splitBy(each, SMALL_TILE.groups)),
      );
      const calls = joinProducts(
        laid.map(({ spec }) => spec),
        mostBuffers,
      );
      const found = await compute(device, calls, laid);
      buffers.dispose();
      laid.forEach(({ worst }, index) => {
        expect(worst(found[index] as Float32Array)).toBeLessThan(1e-4);
      });
      // Each product has three buffers of its own.
      expect(calls).toHaveLength(Math.ceil(given.length / Math.floor(mostBuffers / 3)));
    };
    const some = fc.array(productCases, { minLength: 1, maxLength: 4 });
    const most = fc.constantFrom(3, 6, 8);
    await fc.assert(fc.asyncProperty(some, most, holds), { numRuns: 4, endOnFailure: true });
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
