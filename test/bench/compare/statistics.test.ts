import { describe, expect, test } from 'vitest';
import { estimate, geometricMean } from '../../../bench/compare/statistics.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

describe('estimate', () => {
  test('of equal ratios is that ratio', () => {
    const rounds = [
      [1.5, 1.5],
      [1.5, 1.5],
    ];
    expect(estimate(rounds, createRandom(1))).toEqual({ median: 1.5, low: 1.5, high: 1.5 });
  });

  test('covers the true median in about 95 of 100 cases', () => {
    const random = createRandom(2);
    const trials = 400;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      // One round, so that this is the plain bootstrap.
      const ratios = Array.from({ length: 40 }, () => 1.02 + 0.1 * random.normal());
      const { low, high } = estimate([ratios], random, 200);
      if (low <= 1.02 && 1.02 <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.9);
    expect(covered / trials).toBeLessThan(0.99);
  });

  test('is wide where pairs of processes disagree, however sure each of them is', () => {
    const sure = (ratio: number): number[] => Array.from({ length: 100 }, () => ratio);
    const { low, high } = estimate([sure(0.9), sure(1), sure(1.1)], createRandom(3));
    expect([low, high]).toEqual([0.9, 1.1]);
  });
});

test('geometricMean', () => {
  expect(geometricMean([2, 8])).toBeCloseTo(4, 12);
  expect(geometricMean([0.5, 2, 1])).toBeCloseTo(1, 12);
});
