import { expect, test } from 'vitest';
import { meanOfRuns, upperMedian } from '../../../bench/support/runStatistics.ts';

test('mean and mean of the middle half, by hand', () => {
  const { mean, interquartileMean } = meanOfRuns([500, 9, 210, 200]);
  expect(mean).toBe(919 / 4);
  expect(interquartileMean).toBe(205);
});

test('five runs leave one out at either end', () => {
  expect(meanOfRuns([1, 2, 3, 4, 100]).interquartileMean).toBe(3);
});

test('the interval holds the mean, is as wide as the runs differ, and the same each time', () => {
  const scores = [10, 20, 30, 40, 50];
  const { low, high } = meanOfRuns(scores);
  // The mean of five draws has a standard deviation of 14.14 / √5 = 6.3.
  expect(low).toBeGreaterThan(30 - 2.2 * 6.33);
  expect(low).toBeLessThan(30 - 1.7 * 6.33);
  expect(high).toBeGreaterThan(30 + 1.7 * 6.33);
  expect(high).toBeLessThan(30 + 2.2 * 6.33);
  expect(meanOfRuns(scores)).toEqual(meanOfRuns(scores));
});

test('runs that agree leave no doubt', () => {
  expect(meanOfRuns([7, 7, 7])).toEqual({ mean: 7, interquartileMean: 7, low: 7, high: 7 });
});

test('a run that never got there counts as the last one', () => {
  expect(upperMedian([3, null, 1])).toBe(3);
  expect(upperMedian([3, null, 1, 2])).toBe(3);
  expect(upperMedian([null, null, 1])).toBeNull();
  expect(upperMedian([])).toBeNull();
});
