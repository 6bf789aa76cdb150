import { readFileSync } from 'node:fs';
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
  performanceProfile,
  probabilityOfImprovement,
  type Interval,
  type Random,
} from '../../src/index.ts';

interface Recorded extends Interval {
  readonly confidence: number;
  readonly resamples: number;
}

interface Replayed extends Recorded {
  readonly draws: readonly number[];
}

interface Profile {
  readonly y: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Numbers of rliable 1.2.0: test/fixtures/python/record_rliable.py says how they came about. */
const rliable = JSON.parse(
  readFileSync(new URL('../fixtures/rliable.json', import.meta.url), 'utf8'),
) as {
  readonly scores: { readonly x: number[][]; readonly y: number[][]; readonly single: number[] };
  readonly interquartileMeans: Record<string, { readonly scores: number[]; readonly iqm: number }>;
  readonly points: Record<
    'x' | 'y' | 'single',
    Record<'iqm' | 'mean' | 'median' | 'gap' | 'gapAt2', number>
  >;
  readonly improvement: Record<'xOverY' | 'yOverX' | 'xOverX', number>;
  readonly exact: Record<
    'iqm' | 'mean' | 'median' | 'gap' | 'iqmOfTasks' | 'improvement',
    Replayed
  >;
  readonly profiles: {
    readonly thresholds: number[];
    readonly resamples: number;
  } & Record<'scores' | 'taskMeans', Profile & { readonly draws: readonly number[] }>;
  readonly statistical: Record<'iqmX' | 'iqmSingle' | 'improvement', Recorded> & {
    readonly band: { readonly curves: number[][] } & Omit<Profile, 'y'>;
  };
};
const { x, y, single } = rliable.scores;

/** Up to the order in which numbers are summed. */
const digits = 12;

/** A stream that gives what NumPy drew, and must be drawn to its end. */
function replay(draws: readonly number[]): Random & { readonly left: () => number } {
  let at = 0;
  return {
    ...createRandom(0),
    integer(bound) {
      const drawn = draws[at++]!;
      expect(drawn).toBeLessThan(bound);
      return drawn;
    },
    left: () => draws.length - at,
  };
}

function expectInterval(found: Interval, recorded: Interval): void {
  expect(found.estimate).toBeCloseTo(recorded.estimate, digits);
  expect(found.low).toBeCloseTo(recorded.low, digits);
  expect(found.high).toBeCloseTo(recorded.high, digits);
}

describe('point estimates are those of rliable', () => {
  test.each(Object.entries(rliable.interquartileMeans))('of %s runs', (_, { scores, iqm }) => {
    expect(interquartileMean(scores)).toBeCloseTo(iqm, digits);
  });

  test.each(['x', 'y', 'single'] as const)('of the scores %s', (name) => {
    const scores = rliable.scores[name];
    const { iqm, mean, median, gap, gapAt2 } = rliable.points[name];
    expect(interquartileMean(scores)).toBeCloseTo(iqm, digits);
    expect(meanScore(scores)).toBeCloseTo(mean, digits);
    expect(medianScore(scores)).toBeCloseTo(median, digits);
    expect(optimalityGap(scores)).toBeCloseTo(gap, digits);
    expect(optimalityGap(scores, 2)).toBeCloseTo(gapAt2, digits);
  });

  test('of the probability of improvement', () => {
    const { xOverY, yOverX, xOverX } = rliable.improvement;
    expect(probabilityOfImprovement(x, y)).toBeCloseTo(xOverY, digits);
    expect(probabilityOfImprovement(y, x)).toBeCloseTo(yOverX, digits);
    expect(probabilityOfImprovement(x, x)).toBeCloseTo(xOverX, digits);
  });
});

describe('of the same draws, intervals are those of rliable', () => {
  test.each([
    ['iqm', interquartileMean],
    ['mean', meanScore],
    ['median', medianScore],
    ['gap', optimalityGap],
    ['iqmOfTasks', interquartileMean],
  ] as const)('%s', (name, statistic) => {
    const { draws, resamples, confidence, ...interval } = rliable.exact[name];
    const random = replay(draws);
    const options = { resamples, confidence, random, resampleTasks: name === 'iqmOfTasks' };
    expectInterval(
      bootstrapInterval(x, (scores) => statistic(scores), options),
      interval,
    );
    expect(random.left()).toBe(0);
  });

  test('of two algorithms', () => {
    const { draws, resamples, confidence, ...interval } = rliable.exact.improvement;
    const random = replay(draws);
    const options = { resamples, confidence, random };
    expectInterval(bootstrapPair(x, y, probabilityOfImprovement, options), interval);
    expect(random.left()).toBe(0);
  });

  test.each(['scores', 'taskMeans'] as const)('profiles of %s', (name) => {
    const { thresholds, resamples, [name]: recorded } = rliable.profiles;
    const random = replay(recorded.draws);
    const averageRuns = name === 'taskMeans';
    const found = performanceProfile(x, thresholds, { resamples, random, averageRuns });
    expect(random.left()).toBe(0);
    for (const key of ['y', 'low', 'high'] as const) {
      for (const [index, value] of recorded[key].entries()) {
        expect(found[key][index]).toBeCloseTo(value, digits);
      }
    }
  });
});

describe('of draws of its own, intervals are close to those of rliable', () => {
  // The ends of either come from 50,000 samples; as far apart as their standard errors allow.
  test('a single number', () => {
    const { low, high } = rliable.statistical.iqmX;
    const found = bootstrapInterval(x, interquartileMean, { random: createRandom(5) });
    expect(Math.abs(found.low - low)).toBeLessThan(0.005);
    expect(Math.abs(found.high - high)).toBeLessThan(0.005);
  });

  test('of one task, in a flat list', () => {
    const { low, high } = rliable.statistical.iqmSingle;
    const found = bootstrapInterval(single, interquartileMean, { random: createRandom(5) });
    expect(Math.abs(found.low - low)).toBeLessThan(1);
    expect(Math.abs(found.high - high)).toBeLessThan(2);
  });

  test('of two algorithms', () => {
    const { low, high } = rliable.statistical.improvement;
    const found = bootstrapPair(x, y, probabilityOfImprovement);
    expect(Math.abs(found.low - low)).toBeLessThan(0.009);
    expect(Math.abs(found.high - high)).toBeLessThan(0.009);
  });

  test('of curves, whose whole runs are drawn here and whose points there', () => {
    const { curves, low, high } = rliable.statistical.band;
    const found = bootstrapBand(curves, { resamples: 20_000 });
    for (const [point, value] of low.entries()) {
      expect(Math.abs(found.low[point]! - value)).toBeLessThan(0.1);
      expect(Math.abs(found.high[point]! - high[point]!)).toBeLessThan(0.1);
    }
  });
});
