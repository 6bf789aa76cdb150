import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bootstrapBand,
  bootstrapInterval,
  bootstrapPair,
  createRandom,
  interquartileMean,
  meanScore,
  medianScore,
  optimalityGap,
  OptionsError,
  performanceProfile,
  probabilityOfImprovement,
  ShapeError,
  ValueError,
} from '../../src/index.ts';

const score = fc.double({ min: -1000, max: 1000, noNaN: true });
const table = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 5 }))
  .chain(([runs, tasks]) =>
    fc.array(fc.array(score, { minLength: tasks, maxLength: tasks }), {
      minLength: runs,
      maxLength: runs,
    }),
  );

describe('aggregates by hand', () => {
  test('the middle half of eight, of seven, of three, of one', () => {
    expect(interquartileMean([100, 3, 4, 1, 5, 2, 6, -100])).toBe(3.5);
    expect(interquartileMean([9, 1, 2, 3, 4, 5, -9])).toBe(3);
    expect(interquartileMean([1, 2, 9])).toBe(4);
    expect(interquartileMean([7])).toBe(7);
  });

  test('typed arrays, nested or flat, are as good as lists', () => {
    expect(interquartileMean(Float32Array.of(9, 200, 210, 500))).toBe(205);
    expect(meanScore([Float64Array.of(1, 3), Float64Array.of(3, 5)])).toBe(3);
  });

  test('mean and median over tasks', () => {
    const scores = [
      [0, 10, 1],
      [2, 20, 3],
    ];
    expect(meanScore(scores)).toBe(6);
    expect(medianScore(scores)).toBe(2);
    expect(medianScore([[1, 2, 5, 100]])).toBe(3.5);
  });

  test('what is beyond the desirable score counts as that', () => {
    expect(optimalityGap([0.5, 0.75, 3])).toBeCloseTo(0.25, 15);
    expect(optimalityGap([100, 300], 200)).toBe(50);
  });

  test('equal scores are half an improvement', () => {
    expect(probabilityOfImprovement([1, 1], [1, 1, 1])).toBe(0.5);
    expect(probabilityOfImprovement([[2, 0]], [[1, 1]])).toBe(0.5);
    expect(probabilityOfImprovement([2, 3], [1])).toBe(1);
  });
});

describe('laws', () => {
  test('the order of runs changes no aggregate', () => {
    fc.assert(
      fc.property(table, (scores) => {
        const turned = scores.toReversed();
        for (const statistic of [interquartileMean, meanScore, medianScore, optimalityGap]) {
          expect(statistic(turned)).toBeCloseTo(statistic(scores), 9);
        }
      }),
    );
  });

  test('one improves on the other as often as the other does not on it', () => {
    fc.assert(
      fc.property(table, (scores) => {
        const others = scores.map((row) => row.map((value) => Math.round(value / 2)));
        const forth = probabilityOfImprovement(scores, others);
        const back = probabilityOfImprovement(others, scores);
        expect(forth + back).toBeCloseTo(1, 12);
      }),
    );
  });

  test('an interval lies between the least and the largest score, and is decided by the seed', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (scores, seed) => {
        const make = () =>
          bootstrapInterval(scores, interquartileMean, {
            resamples: 50,
            random: createRandom(seed),
          });
        const { low, high } = make();
        const all = scores.flat();
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
        expect(make()).toEqual({ estimate: interquartileMean(scores), low, high });
      }),
    );
  });

  test('more confidence is a wider interval', () => {
    const scores = [3, 5, 8, 13, 21, 34];
    const of = (confidence: number) => bootstrapInterval(scores, meanScore, { confidence });
    const [narrow, wide] = [of(0.5), of(0.99)];
    expect(wide.low).toBeLessThan(narrow.low);
    expect(wide.high).toBeGreaterThan(narrow.high);
  });

  test('a single run has no width', () => {
    expect(bootstrapInterval([5], interquartileMean)).toEqual({ estimate: 5, low: 5, high: 5 });
    const band = bootstrapBand([[1, 2, 3]]);
    expect([...band.low]).toEqual([1, 2, 3]);
    expect(band).toEqual({ y: band.low, low: band.low, high: band.low });
  });

  test('a band at a single point is the interval of its values', () => {
    const values = [1, 4, 9, 16, 25];
    const options = { resamples: 500, random: createRandom(3) };
    const band = bootstrapBand(
      values.map((value) => [value]),
      options,
    );
    const interval = bootstrapInterval(values, interquartileMean, {
      ...options,
      random: createRandom(3),
    });
    expect([band.y[0], band.low[0], band.high[0]]).toEqual([
      interval.estimate,
      interval.low,
      interval.high,
    ]);
  });

  test('a band takes a statistic', () => {
    const curves = [
      [1, 10],
      [2, 20],
      [9, 90],
    ];
    expect([...bootstrapBand(curves, { statistic: meanScore }).y]).toEqual([4, 40]);
  });

  test('scores that are drawn with their tasks vary more', () => {
    const scores = [
      [0, 10, 20, 30],
      [1, 11, 21, 31],
    ];
    const fixed = bootstrapInterval(scores, meanScore);
    const drawn = bootstrapInterval(scores, meanScore, { resampleTasks: true });
    expect(drawn.high - drawn.low).toBeGreaterThan(5 * (fixed.high - fixed.low));
  });

  test('a profile falls from 1 to 0', () => {
    const profile = performanceProfile([0.2, 0.4, 1.1, 1.3], [0, 0.5, 1.2, 1.3]);
    expect([...profile.y]).toEqual([1, 0.5, 0.25, 0]);
    expect(profile.low[1]).toBeLessThan(0.5);
    expect(profile.high[1]).toBeGreaterThan(0.5);
  });

  test('a profile needs a threshold', () => {
    expect(() => performanceProfile([0.2, 0.4], [])).toThrow(ShapeError);
    expect(() => performanceProfile([0.2, 0.4], [])).toThrow(/at least one threshold/);
  });
});

describe('what is refused', () => {
  test('scores that are none', () => {
    const uneven = [[1, 2], [3]];
    expect(() => interquartileMean([])).toThrow(ShapeError);
    expect(() => interquartileMean([])).toThrow(
      /^interquartileMean\(scores\): scores must hold at least one score, as \[run\]\[task\] or/,
    );
    expect(() => interquartileMean([[]])).toThrow(ShapeError);
    expect(() => interquartileMean(uneven)).toThrow(
      /as many tasks for each run; received 2 of run 0 and 1 of run 1/,
    );
    expect(() => meanScore([1, NaN])).toThrow(/finite numbers; received NaN at index 1/);
    expect(() => medianScore([[1], [Infinity]])).toThrow(ValueError);
    expect(() => optimalityGap(['1'] as unknown as number[])).toThrow(ValueError);
    expect(() => optimalityGap(null as unknown as number[])).toThrow(ValueError);
    expect(() => optimalityGap([1], NaN)).toThrow(OptionsError);
    expect(() => probabilityOfImprovement([[1, 2]], [[1]])).toThrow(/the same tasks of both/);
    expect(() => performanceProfile([1], [NaN])).toThrow(ValueError);
    expect(() => bootstrapBand(uneven)).toThrow(ShapeError);
    expect(() => bootstrapBand(uneven)).toThrow(/as many points for each run/);
    expect(() => bootstrapBand([])).toThrow(/at least one run with at least one point/);
  });

  test('options that are none', () => {
    const take = (options: object) => () => bootstrapInterval([1, 2], meanScore, options);
    expect(take({ reps: 10 })).toThrow(/resamples/);
    expect(take({ resamples: 0 })).toThrow(OptionsError);
    expect(take({ confidence: 1 })).toThrow(OptionsError);
    expect(take({ confidence: 95 })).toThrow(OptionsError);
    expect(take({ resampleTasks: 1 })).toThrow(OptionsError);
    expect(take({ random: Math.random })).toThrow(ValueError);
    const tasks = { resampleTasks: true } as object;
    expect(() => bootstrapPair([1], [2], probabilityOfImprovement, tasks)).toThrow(OptionsError);
    expect(() => bootstrapBand([[1]], tasks)).toThrow(OptionsError);
  });

  test('a statistic that gives no number', () => {
    expect(() => bootstrapInterval([1, 2], () => NaN)).toThrow(/must return a finite number/);
    expect(() => bootstrapInterval([1, 2], 'mean' as unknown as () => number)).toThrow(
      OptionsError,
    );
  });
});
