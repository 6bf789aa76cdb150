import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointError, OptionsError, ShapeError } from '../../src/errors.ts';
import { RunningStatistics } from '../../src/statistics/runningStatistics.ts';

/** What Gymnasium begins with: a mean of 0 and a variance of 1 that count as so much of a value. */
const gymnasium = {
  mean: { shape: [2], data: new Float64Array(2) },
  variance: { shape: [2], data: Float64Array.of(1, 1) },
  count: 1e-4,
};

test('from where Gymnasium begins: the bits of Gymnasium 1.3.0, RunningMeanStd in float64', () => {
  // observation, mean, variance
  const table = [
    [
      [1, -2.5],
      [0.9999000099990001, -2.4997500249975],
      [0.00019997000399950008, 0.0007248650197474004],
    ],
    [
      [2, 0.25],
      [1.4999250037498126, -1.1249437528123591],
      [0.2501499868759375, 1.890643745898801],
    ],
    [
      [4, 1000],
      [2.333255558148062, 332.57224759174693],
      [1.5557185070376214, 222720.02685421635],
    ],
    [
      [4, -7.125],
      [2.7499312517187073, 247.65005874853128],
      [1.687671865976906, 188677.4677576151],
    ],
  ] as const;
  const statistics = new RunningStatistics(2);
  statistics.setState(gymnasium);
  for (const [observation, mean, variance] of table) {
    statistics.update(observation);
    expect([...statistics.mean]).toEqual(mean);
    expect([...statistics.variance]).toEqual(variance);
  }
  expect(statistics.count).toBe(4.0001);
});

test('begins with the first value', () => {
  const statistics = new RunningStatistics(1);
  expect([statistics.count, statistics.mean[0], statistics.variance[0]]).toEqual([0, 0, 1]);
  statistics.update([4e6]);
  expect([statistics.count, statistics.mean[0], statistics.variance[0]]).toEqual([1, 4e6, 0]);
  statistics.update([4e6 + 6]);
  expect([statistics.count, statistics.mean[0], statistics.variance[0]]).toEqual([2, 4e6 + 3, 9]);
});

test('is the mean and variance of all values at once', () => {
  const values = fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(values, (given) => {
      const statistics = new RunningStatistics(1);
      for (const value of given) statistics.update([value]);
      const mean = given.reduce((sum, value) => sum + value, 0) / given.length;
      const variance = given.reduce((sum, x) => sum + (x - mean) ** 2, 0) / given.length;
      expect(statistics.mean[0]).toBeCloseTo(mean, 9);
      expect(Math.abs(statistics.variance[0]! - variance)).toBeLessThan(1e-9 * (1 + variance));
      expect(statistics.count).toBe(given.length);
    }),
  );
});

test('keeps its digits where the mean is large beside the deviation', () => {
  const statistics = new RunningStatistics(1);
  for (let step = 0; step < 1e5; step++) statistics.update([1e9 + (step % 2)]);
  expect(statistics.variance[0]).toBeCloseTo(1 / 4, 6);
});

describe('the state', () => {
  test('continues exactly, and is a copy', () => {
    const statistics = new RunningStatistics(2);
    statistics.update([1, 2]);
    const state = statistics.getState();
    statistics.update([3, 5]);
    const other = new RunningStatistics(2);
    other.setState(state);
    other.update([3, 5]);
    expect(other.getState()).toEqual(statistics.getState());
  });

  const good = new RunningStatistics(2).getState();
  const of = (...data: number[]): object => ({ shape: [2], data: Float64Array.from(data) });
  test.each<[object, string]>([
    [{ mean: of(1, Number.NaN) }, 'mean must be finite'],
    [{ variance: of(1, -1) }, 'variance must be finite, and not negative'],
    [{ variance: of(1, Infinity) }, 'variance must be finite, and not negative'],
    [{ mean: { shape: [1], data: Float64Array.of(1) } }, 'must be a Float64Array of shape [2]'],
    [{ count: -1 }, 'count must not be negative'],
    [{ count: null }, 'count must be a finite number'],
  ])('with %o is refused and changes nothing', (fault, message) => {
    const statistics = new RunningStatistics(2);
    statistics.update([1, 2]);
    const before = statistics.getState();
    const set = (): void => statistics.setState({ ...good, ...fault });
    expect(set).toThrow(CheckpointError);
    expect(set).toThrow(message);
    expect(statistics.getState()).toEqual(before);
  });
});

test('refuses another size', () => {
  expect(() => new RunningStatistics(2).update([1])).toThrow(ShapeError);
  expect(() => new RunningStatistics(0)).toThrow(OptionsError);
});

test.each([
  ['NaN', [1, NaN], /received NaN at index 1/],
  ['infinity', Float32Array.of(-Infinity, 1), /received -Infinity at index 0/],
  ['a number whose square is infinite', [-1, 1e200], /received 1e\+200 at index 1/],
])('%s is refused, and the statistics stay as they are', (_, observation, message) => {
  const statistics = new RunningStatistics(2);
  statistics.update([1, 2]);
  statistics.update([3, 1]);
  const before = statistics.getState();
  const update = (): void => {
    statistics.update(observation);
  };
  expect(update).toThrow(expect.objectContaining({ name: 'ValueError' }));
  expect(update).toThrow(message);
  expect(statistics.getState()).toEqual(before);
  // What was learned so far can still be saved, and goes on.
  new RunningStatistics(2).setState(statistics.getState());
  statistics.update([2, 0]);
  expect([...statistics.mean]).toEqual([2, 1]);
});
