import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTicks, niceTicks } from '../../../src/pictures/plots/ticks.ts';

test('are round numbers inside the interval, or enclosing it', () => {
  expect(niceTicks(3, 497, 5, false)).toEqual([100, 200, 300, 400]);
  expect(niceTicks(3, 497, 5, true)).toEqual([0, 100, 200, 300, 400, 500]);
  expect(niceTicks(-0.2, 0.4, 4, true)).toEqual([-0.2, 0, 0.2, 0.4]);
  expect(niceTicks(0, 0.3, 3, false)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(niceTicks(-3, 4, 1, true)).toEqual([-5, 0, 5]);
});

test('rise, are at most as many as asked for, and enclose any interval', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-2, max: 1e9, noNaN: true }),
      fc.integer({ min: 2, max: 12 }),
      (min, range, count) => {
        const ticks = niceTicks(min, min + range, count, true);
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        const slack = 1e-6 * range;
        expect(ticks[0]).toBeLessThanOrEqual(min + slack);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(min + range - slack);
        for (let index = 1; index < ticks.length; index++) {
          expect(ticks[index]).toBeGreaterThan(ticks[index - 1]!);
        }
      },
    ),
  );
});

test.each([
  [
    [0, 100, 200],
    ['0', '100', '200'],
  ],
  [
    [0, 5_000, 10_000],
    ['0', '5k', '10k'],
  ],
  [
    [0, 2_500, 5_000],
    ['0', '2500', '5000'],
  ],
  [
    [500_000, 1_000_000, 1_500_000],
    ['0.5M', '1.0M', '1.5M'],
  ],
  [
    [-0.2, 0, 0.2],
    ['−0.2', '0', '0.2'],
  ],
  [
    [0, 0.25, 0.5],
    ['0', '0.25', '0.50'],
  ],
  [
    [0, 1e-6, 2e-6],
    ['0', '1e−6', '2e−6'],
  ],
  [
    [0, 5e12, 1e13],
    ['0', '5e+12', '1e+13'],
  ],
])('%j are written %j', (ticks, texts) => {
  expect(formatTicks(ticks)).toEqual(texts);
});

test.each([
  [0, 0],
  [0, 5e-324],
  [-1.7e308, 1.7e308],
  [1.7e308, 1.7e308],
  [NaN, NaN],
  [-Infinity, Infinity],
])('are few, even from %d to %d', (min, max) => {
  for (const outward of [true, false]) {
    expect(niceTicks(min, max, 5, outward).length).toBeLessThanOrEqual(6);
  }
});
