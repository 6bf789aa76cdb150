import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../../src/errors.ts';
import { movingAverage } from '../../../src/pictures/plots/movingAverage.ts';

test('averages each value with those before it', () => {
  expect([...movingAverage([1, 3, 5, 7, 0], 2)]).toEqual([1, 2, 4, 6, 3.5]);
  expect([...movingAverage([3, 0, 6, 9, 12, 0], 3)]).toEqual([3, 1.5, 3, 5, 9, 7]);
});

test('leaves NaN and infinite values out', () => {
  expect([...movingAverage([2, NaN, 4, NaN, NaN, Infinity, 6], 2)]).toEqual([
    2,
    2,
    4,
    4,
    NaN,
    NaN,
    6,
  ]);
});

test('does not lose small values that follow large ones', () => {
  expect([...movingAverage([1e20, 1, 1, 1], 2)].slice(2)).toEqual([1, 1]);
});

test('equals the definition', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -99, max: 99 }), fc.constant(NaN)), { maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (values, window) => {
        const naive = values.map((_, index) => {
          const finite = values
            .slice(Math.max(0, index - window + 1), index + 1)
            .filter((value) => !Number.isNaN(value));
          return finite.reduce((sum, value) => sum + value, 0) / finite.length;
        });
        const means = movingAverage(values, window);
        expect(means).toHaveLength(values.length);
        for (const [index, mean] of means.entries()) {
          if (Number.isNaN(naive[index])) expect(mean).toBeNaN();
          else expect(mean).toBeCloseTo(naive[index]!, 9);
        }
      },
    ),
  );
});

test('refuses a window that is not a whole number of at least 1', () => {
  expect(() => movingAverage([1], 0)).toThrow(OptionsError);
  expect(() => movingAverage([1], 1.5)).toThrow('received 1.5');
});

test('averages the largest numbers there are', () => {
  const { MAX_VALUE } = Number;
  const large = 1.5 * 2 ** 1023;
  expect([...movingAverage([large, large, large], 3)]).toEqual([large, large, large]);
  expect([...movingAverage([MAX_VALUE, -MAX_VALUE], 2)]).toEqual([MAX_VALUE, 0]);
  expect(movingAverage(new Array<number>(999).fill(MAX_VALUE), 99).every(Number.isFinite)).toBe(
    true,
  );
});

test.each([[null], [undefined], [7], ['12'], [{}], [['1']], [[null]]])(
  'refuses the values %j',
  (values) => {
    expect(() => movingAverage(values as never, 2)).toThrow(ValueError);
  },
);
