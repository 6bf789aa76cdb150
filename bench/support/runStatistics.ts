import { interquartileMean, meanScore } from '../../src/statistics/aggregates.ts';
import { bootstrapInterval } from '../../src/statistics/bootstrap.ts';

/** A mean over runs, and how uncertain it is. */
export interface MeanOfRuns {
  readonly mean: number;
  /** The mean of the middle half: a quarter of the runs, rounded down, is left out at either end. */
  readonly interquartileMean: number;
  /** The ends of the 95 % interval of the mean, by a percentile bootstrap. */
  readonly low: number;
  readonly high: number;
}

/** Sums up the scores of runs that differ in their seed alone. The same scores give the same result. */
export function meanOfRuns(scores: readonly number[]): MeanOfRuns {
  const { estimate: mean, low, high } = bootstrapInterval(scores, meanScore);
  return { mean, interquartileMean: interquartileMean(scores), low, high };
}

/** The middle value, of an even number of them the higher one of the middle; `null` counts as the highest. */
export function upperMedian(values: readonly (number | null)[]): number | null {
  const sorted = values.map((value) => value ?? Infinity).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  return middle === undefined || middle === Infinity ? null : middle;
}
