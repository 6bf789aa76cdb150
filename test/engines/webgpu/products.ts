import fc from 'fast-check';
import { upload, type Buffers, type Slice } from '../../../src/engines/webgpu/buffers.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import type { Operand, ProductSpec } from '../../../src/engines/webgpu/product.ts';
import {
  createDispatch,
  recordDispatches,
  type DispatchSpec,
} from '../../../src/engines/webgpu/program.ts';
import { Stream } from '../../../src/engines/webgpu/stream.ts';
import type { Random } from '../../../src/random/random.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

/** A product, and how its matrices lie. */
export interface ProductCase {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly lanes: number;
  /** Into how many parts the long dimension is split. */
  readonly split: number;
  readonly aFast: 'x' | 'k';
  readonly bFast: 'x' | 'k';
}

/** Sizes and layouts, with parts that are asked for. */
export const productCases: fc.Arbitrary<ProductCase> = fc.record({
  m: fc.integer({ min: 1, max: 140 }),
  n: fc.integer({ min: 1, max: 140 }),
  k: fc.integer({ min: 1, max: 90 }),
  lanes: fc.integer({ min: 1, max: 2 }),
  split: fc.integer({ min: 1, max: 3 }),
  aFast: fc.constantFrom('x', 'k'),
  bFast: fc.constantFrom('x', 'k'),
});

/** Parts are multiples of what the groups take at once: there may be fewer than are asked for. */
export function splitBy(given: ProductCase, groups: number): ProductCase {
  const step = 8 * groups;
  const { k, split } = given;
  return { ...given, split: Math.ceil(k / (Math.ceil(Math.ceil(k / split) / step) * step)) };
}

/** A product of random matrices on a device. */
export interface LaidOut {
  readonly spec: ProductSpec;
  /** Where its parts go. Shape `[split, lanes, m, n]`. */
  readonly parts: Slice;
  /** The largest distance of what is found there from the sums by hand; NaN if a number misses. */
  worst(found: Float32Array): number;
}

/**
 * Uploads matrices for a product, and says what it must come to.
 *
 * @param draw - One number of a matrix.
 */
export function layOutProduct(
  device: Device,
  buffers: Buffers,
  given: ProductCase,
  draw: (random: Random) => number = (random) => random.normal(),
): LaidOut {
  const { m, n, k, lanes, split } = given;
  const random = createRandom(lanes * (m * k + k * n));
  const numbers = (length: number): Float32Array =>
    Float32Array.from({ length: 4 * Math.ceil(length / 4) }, () => draw(random));
  const [a, b] = [numbers(lanes * m * k), numbers(lanes * k * n)];
  const count = lanes * m * n;
  const slice = (values: Float32Array): Slice => {
    const made = buffers.allocate('A matrix', values.length);
    upload(device, made, values);
    return made;
  };
  const parts = buffers.allocate('Parts', split * count);
  // NaN, where nothing is stored.
  upload(device, parts, new Float32Array(split * count).fill(NaN));
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
  const spec: ProductSpec = {
    label: 'a product',
    ...{ m, n, k, lanes, split },
    a: operand('left', m, given.aFast, a),
    b: operand('right', n, given.bFast, b),
    bindings: [{ name: 'parts', slice: parts, writes: true }],
    store: `parts[s * ${count}u + (z * M + m) * N + n] = v;`,
  };
  const left = (z: number, row: number, at: number): number =>
    a[z * m * k + (given.aFast === 'x' ? at * m + row : row * k + at)] ?? NaN;
  const right = (z: number, column: number, at: number): number =>
    b[z * n * k + (given.bFast === 'x' ? at * n + column : column * k + at)] ?? NaN;
  const worst = (found: Float32Array): number => {
    let largest = 0;
    for (let i = 0; i < count; i++) {
      const [z, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n];
      let expected = 0;
      for (let at = 0; at < k; at++) expected += left(z, row, at) * right(z, column, at);
      let sum = 0;
      for (let part = 0; part < split; part++) sum += found[part * count + i] ?? NaN;
      largest = Math.max(largest, Math.abs(sum - expected));
    }
    return largest;
  };
  return { spec, parts, worst };
}

/** Runs calls of shaders, and reads what the products left. */
export async function compute(
  device: Device,
  calls: readonly DispatchSpec[],
  products: readonly LaidOut[],
): Promise<readonly Float32Array[]> {
  const dispatches = calls.map((call) => createDispatch(device, call));
  const slices = products.map(({ parts }) => parts);
  const lengths = products.map(({ spec: { m, n, lanes, split } }) => split * lanes * m * n);
  return new Stream(device).read(slices, lengths, {
    dispatches,
    record: (encoder) => {
      const pass = encoder.beginComputePass();
      recordDispatches(pass, dispatches);
      pass.end();
    },
  });
}
