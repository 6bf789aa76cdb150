import { describe, expect, test } from 'vitest';
import { drawInitial } from '../../../src/networks/initializers/drawInitial.ts';
import * as initializers from '../../../src/networks/initializers/index.ts';
import type { Initializer } from '../../../src/networks/initializers/initializer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

const [fanIn, fanOut] = [150, 50];

/** 30,000 numbers of a kernel of 150 × 200, which is told to lead to 50 units. */
function draw(initial: Initializer, seed = 3): Float32Array {
  const into = new Float32Array(30_000);
  const info = { name: 'kernel', offset: 0, size: into.length, shape: [150, 200] };
  drawInitial({ ...info, fanIn, fanOut, initial }, createRandom(seed), into);
  return into;
}

function moments(values: Float32Array): { mean: number; variance: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: values.reduce((most, v) => Math.max(most, Math.abs(v)), 0) };
}

// A uniform draw in ±b has the variance b² / 3; a normal draw cut off at ±2 has
// 1 − 4 φ(2) / (2 Φ(2) − 1) = 0.7737.
describe.each([
  ['uniform', initializers.uniform({ bound: 0.3 }), 0, 0.03, 0.3],
  ['uniform between two', initializers.uniform({ low: 1, high: 4 }), 2.5, 0.75, 4],
  ['normal', initializers.normal({ mean: -1, standardDeviation: 2 }), -1, 4, Infinity],
  ['truncatedNormal', initializers.truncatedNormal({ standardDeviation: 2 }), 0, 4 * 0.7737, 4],
  ['fanInUniform', initializers.fanInUniform(), 0, 1 / 150 / 3, 1 / Math.sqrt(150)],
  ['heUniform', initializers.heUniform(), 0, 2 / 150, Math.sqrt(6 / 150)],
  ['heNormal', initializers.heNormal(), 0, 2 / 150, Infinity],
  ['leCunUniform', initializers.leCunUniform(), 0, 1 / 150, Math.sqrt(3 / 150)],
  ['leCunNormal', initializers.leCunNormal(), 0, 1 / 150, Infinity],
  ['glorotUniform', initializers.glorotUniform(), 0, 1 / 100, Math.sqrt(6 / 200)],
  ['glorotNormal', initializers.glorotNormal(), 0, 1 / 100, Infinity],
] as const)('%s', (_, initial, mean, variance, bound) => {
  test('has its mean, variance and bounds', () => {
    const found = moments(draw(initial));
    // Five standard errors of the mean, and of the variance of a normal draw.
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / 30_000));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 30_000));
    if (bound === Infinity) {
      // Of 30,000 normal draws, some are beyond 3.5 standard deviations.
      expect(found.largest).toBeGreaterThan(3.5 * Math.sqrt(variance));
    } else {
      expect(found.largest).toBeLessThanOrEqual(Math.fround(bound));
      expect(found.largest).toBeGreaterThan(0.99 * bound);
    }
  });

  test('is decided by the seed', () => {
    expect(draw(initial, 5)).toEqual(draw(initial, 5));
    expect(draw(initial, 6)).not.toEqual(draw(initial, 5));
  });
});

test('constant and zeros', () => {
  expect(new Set(draw(initializers.constant(-0.2)))).toEqual(new Set([Math.fround(-0.2)]));
  expect(new Set(draw(initializers.zeros()))).toEqual(new Set([0]));
});

test('what is cut off is drawn anew, not moved to the border', () => {
  const values = draw(initializers.truncatedNormal());
  expect(values.filter((value) => Math.abs(value) === 2)).toHaveLength(0);
  // Between 1.9 and 2: (Φ(2) − Φ(1.9)) · 2 / 0.9545 = 1.25 %.
  const near = values.filter((value) => Math.abs(value) > 1.9).length / values.length;
  expect(Math.abs(near - 0.0125)).toBeLessThan(0.004);
});

test.each([
  () => initializers.uniform({ bound: 0 }),
  () => initializers.uniform({ bound: Infinity }),
  () => initializers.uniform({} as never),
  () => initializers.uniform({ bound: 1, low: 0 }),
  () => initializers.uniform({ low: 1, high: 1 }),
  () => initializers.uniform(0.03 as never),
  () => initializers.normal({ standardDeviation: 0 }),
  () => initializers.normal({ mean: NaN }),
  () => initializers.normal({ std: 1 } as never),
  () => initializers.truncatedNormal({ standardDeviation: -1 }),
  () => initializers.constant(1e300),
  () => initializers.constant(undefined as never),
  () => initializers.orthogonal({ gain: 0 }),
])('an impossible option is refused: %s', (make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
});
