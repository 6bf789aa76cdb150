import type { Random } from '../random/random.ts';
import { requireFunction } from '../validation/options.ts';
import { BOOTSTRAP_OF_RUNS, resolveBootstrap, type BootstrapOptions } from './bootstrapOptions.ts';
import { percentiles } from './percentiles.ts';
import { Resampler } from './resampler.ts';
import { readScores, requireStatistic, type Scores } from './scores.ts';

/**
 * A number that was estimated from a few runs, and how uncertain it is.
 *
 * @category Statistics
 */
export interface Interval {
  /** What the statistic is of the scores themselves. */
  readonly estimate: number;
  /** The lower end of the confidence interval. */
  readonly low: number;
  /** The upper end of the confidence interval. */
  readonly high: number;
}

/**
 * How uncertain a statistic of a few runs is: a stratified bootstrap confidence interval, by
 * percentiles. Runs are drawn anew, with replacement and separately for each task, and the
 * statistic is taken of each such sample.
 *
 * @param scores - `scores[run][task]`, or the runs of one task.
 * @param statistic - Such as {@link interquartileMean}. It is given one array for each run,
 *   which are written over by the next sample.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score, or what the statistic returns, is no finite number.
 * @example
 * ```ts
 * import { bootstrapInterval, interquartileMean } from 'deepq';
 *
 * const { estimate, low, high } = bootstrapInterval([180, 200, 210, 500], interquartileMean);
 * estimate; // 205
 * low < estimate && estimate < high; // true
 * ```
 * @see Agarwal et al. 2021, section 4.1, https://arxiv.org/abs/2108.13264
 * @category Statistics
 */
export function bootstrapInterval(
  scores: Scores,
  statistic: (scores: readonly ArrayLike<number>[]) => number,
  options: BootstrapOptions = {},
): Interval {
  const resolved = resolveBootstrap('bootstrapInterval', options, 50_000);
  const rows = readScores('bootstrapInterval(scores, …): scores', scores);
  const where = 'bootstrapInterval(scores, statistic): statistic';
  requireFunction(where, statistic);
  const resampler = new Resampler(rows, resolved.resampleTasks);
  return percentileInterval(statistic(rows), resolved, where, (random) => {
    resampler.draw(random);
    return statistic(resampler.rows);
  });
}

/**
 * As {@link bootstrapInterval}, for a statistic that compares two algorithms, of which
 * either is drawn anew by itself.
 *
 * @param scores - Of the one algorithm, `scores[run][task]`.
 * @param others - Of the other one.
 * @param statistic - Such as {@link probabilityOfImprovement}.
 * @param options - Without `resampleTasks`, as both must have the same tasks.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score, or what the statistic returns, is no finite number.
 * @example
 * ```ts
 * import { bootstrapPair, probabilityOfImprovement } from 'deepq';
 *
 * const { low } = bootstrapPair([300, 410, 500], [120, 130, 190], probabilityOfImprovement);
 * low; // 1: the first one is better in every pair of runs
 * ```
 * @category Statistics
 */
export function bootstrapPair(
  scores: Scores,
  others: Scores,
  statistic: (scores: readonly ArrayLike<number>[], others: readonly ArrayLike<number>[]) => number,
  options: Omit<BootstrapOptions, 'resampleTasks'> = {},
): Interval {
  const resolved = resolveBootstrap('bootstrapPair', options, 50_000, BOOTSTRAP_OF_RUNS);
  const ours = readScores('bootstrapPair(scores, …): scores', scores);
  const theirs = readScores('bootstrapPair(scores, others, …): others', others);
  const where = 'bootstrapPair(scores, others, statistic): statistic';
  requireFunction(where, statistic);
  const first = new Resampler(ours, false);
  const second = new Resampler(theirs, false);
  return percentileInterval(statistic(ours, theirs), resolved, where, (random) => {
    first.draw(random);
    second.draw(random);
    return statistic(first.rows, second.rows);
  });
}

function percentileInterval(
  estimate: number,
  { resamples, confidence, random }: Required<BootstrapOptions>,
  where: string,
  sample: (random: Random) => number,
): Interval {
  requireStatistic(where, estimate);
  const found = new Float64Array(resamples);
  for (let index = 0; index < resamples; index++) {
    found[index] = requireStatistic(where, sample(random));
  }
  return { estimate, ...percentiles(found, confidence) };
}
