import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { adam, rmsprop, type OptimizerSpec } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from './expectClose.ts';
import { makeOn } from './onEngine.ts';

const STATES = 9;
/** Rows of three steps, some twice; 0 and 7 never come. */
const batches = [Int32Array.of(3, 8, 3, 1), Int32Array.of(8, 2), Int32Array.of(5, 5, 5, 4, 6, 3)];

/** Steps by the batches above; returns the gradient of each. */
function train(engine: Engine, learningRate: number): Float32Array[] {
  const random = createRandom(8);
  return batches.map((rows) => {
    const pass = engine.forwardForTraining(rows, rows.length);
    pass.outputs.discard();
    const upstream = Float32Array.from({ length: 2 * rows.length }, () => random.normal());
    pass.backward(upstream, learningRate);
    const gradient = engine.gradient().sync().slice();
    expect(Math.abs(engine.gradientNorm / Math.hypot(...gradient) - 1)).toBeLessThan(1e-5);
    return gradient;
  });
}

const lazy = [
  adam({ learningRate: 0.05, epsilon: 0.01, lazyRows: true }),
  adamw({ learningRate: 0.05, epsilon: 0.01, weightDecay: 2, lazyRows: true }),
];

describe.each(['simd', 'tfjs on cpu', 'tfjs on wasm'] as const)('%s', (name) => {
  async function make(
    optimizer: OptimizerSpec,
    size: number,
    gradientClipNorm: number | null = null,
  ): Promise<{ engine: Engine; weights: Float32Array; table: number }> {
    const spec = embedding({ size, hidden: [3] });
    const architecture = buildArchitecture(spec, new Discrete(STATES), new Discrete(2));
    const weights = initialWeights(architecture, createRandom(1));
    const options = { architecture, optimizer, gradientClipNorm, weights };
    return { engine: await makeOn(name, options), weights, table: STATES * size };
  }

  describe.each(lazy)('$type', (optimizer) => {
    test.each([1, 3, 4, 6])('rows of %i: steps what was used, and nothing else', async (size) => {
      const { engine, weights, table } = await make(optimizer, size, 0.3);
      const gradients = train(engine, 0.05);
      const { online, optimizer: slots, updates } = await engine.getState();
      engine.dispose();
      expect(updates).toBe(3);
      const { firstMoment = new Float32Array(), secondMoment = new Float32Array() } = slots;

      // Adam on each weight by itself, in double precision; a row counts the updates of all.
      const expected = Float64Array.from(weights);
      const first = new Float64Array(weights.length);
      const second = new Float64Array(weights.length);
      gradients.forEach((gradient, batch) => {
        const norm = Math.hypot(...gradient);
        expect(norm).toBeGreaterThan(0.3);
        gradient.forEach((slope, index) => {
          const row = Math.floor(index / size);
          if (index < table && !batches[batch]?.includes(row)) return;
          const clipped = (slope * 0.3) / norm;
          const m = 0.9 * (first[index] ?? NaN) + 0.1 * clipped;
          const v = 0.999 * (second[index] ?? NaN) + 0.001 * clipped ** 2;
          const [m1, v1] = [m / (1 - 0.9 ** (batch + 1)), v / (1 - 0.999 ** (batch + 1))];
          const before = expected[index] ?? NaN;
          // Biases stand behind the kernel of 3 units, and behind that of 2.
          const isBias =
            (index >= table + 3 * size && index < table + 3 * size + 3) ||
            index >= weights.length - 2;
          const decay = optimizer.type === 'adamw' && !isBias ? 0.05 * 2 * before : 0;
          expected[index] = before - decay - (0.05 * m1) / (Math.sqrt(v1) + 0.01);
          first[index] = m;
          second[index] = v;
        });
      });
      expectClose(online, expected, 1e-5);
      expectClose(firstMoment, first, 1e-5);
      expectClose(secondMoment, second, 1e-5);
      // Rows that never came have not moved by a bit.
      for (const row of [0, 7]) {
        const [from, to] = [row * size, (row + 1) * size];
        expect(online.slice(from, to)).toEqual(weights.slice(from, to));
        expect(firstMoment.slice(from, to)).toEqual(new Float32Array(size));
      }
    });
  });

  test('without lazyRows a row goes on along the mean of its gradients', async () => {
    const { engine } = await make(adam({ learningRate: 0.05 }), 3);
    train(engine, 0.05);
    const before = await engine.getWeights('online');
    const pass = engine.forwardForTraining(Int32Array.of(0), 1);
    pass.outputs.discard();
    pass.backward(Float32Array.of(1, 1), 0.05);
    const after = await engine.getWeights('online');
    engine.dispose();
    expect(after.slice(9, 12)).not.toEqual(before.slice(9, 12));
  });

  test.each([adam({ learningRate: 0.05 }), rmsprop({ learningRate: 0.05 }), ...lazy])(
    'the gradient of a batch is zero in the rows of others: $type',
    async (optimizer) => {
      const { engine, table } = await make(optimizer, 3);
      const gradients = train(engine, 0.05);
      engine.dispose();
      gradients.forEach((gradient, batch) => {
        const used = new Set(batches[batch]);
        gradient.subarray(0, table).forEach((slope, index) => {
          if (!used.has(Math.floor(index / 3))) expect(slope).toBe(0);
        });
        expect(gradient.some((slope) => slope !== 0)).toBe(true);
      });
    },
  );
});
