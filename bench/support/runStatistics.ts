import { createRandom } from '../../src/random/createRandom.ts';

/** A mean over runs, and how uncertain it is. */
export interface MeanOfRuns {
  readonly mean: number;
  /** The mean of the middle half: a quarter of the runs, rounded down, is left out at either end. */
  readonly interquartileMean: number;
  /** The ends of the 95 % interval of the mean, by a percentile bootstrap. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 20_000;

/** Sums up the scores of runs that differ in their seed alone. The same scores give the same result. */
export function meanOfRuns(scores: readonly number[]): MeanOfRuns {
  const sorted = [...scores].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const random = createRandom(0);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < scores.length; draw++) sum += scores[random.integer(scores.length)]!;
    return sum / scores.length;
  }).sort();
  return {
    mean: mean(scores),
    interquartileMean: mean(sorted.slice(cut, sorted.length - cut)),
    low: means[Math.floor(0.025 * RESAMPLES)]!,
    high: means[Math.ceil(0.975 * RESAMPLES) - 1]!,
  };
}

/** The middle value, of an even number of them the higher one of the middle; `null` counts as the highest. */
export function upperMedian(values: readonly (number | null)[]): number | null {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  return middle === undefined || middle === Infinity ? null : middle;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
