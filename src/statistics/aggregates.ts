import { requireNumber } from '../validation/options.ts';
import { allScores, readScores, type Scores } from './scores.ts';

/**
 * The mean of the middle half of all scores: as robust against outliers as the median,
 * and more certain with few runs. A quarter of the scores, rounded down, is left
 * out at either end.
 *
 * @param scores - `scores[run][task]`, or the runs of one task.
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score is no finite number.
 * @example
 * ```ts
 * import { interquartileMean } from 'deepq';
 *
 * interquartileMean([9, 200, 210, 500]); // 205
 * ```
 * @see Agarwal et al. 2021, section 4.3, https://arxiv.org/abs/2108.13264
 * @category Statistics
 */
export function interquartileMean(scores: Scores): number {
  const all = allScores(readScores('interquartileMean(scores): scores', scores)).sort();
  const cut = Math.floor(all.length / 4);
  return mean(all.subarray(cut, all.length - cut));
}

/**
 * How far the scores fall short of a desirable one, on average: those above it count as
 * the desirable score itself.
 *
 * @param scores - `scores[run][task]`, or the runs of one task; lower results are better.
 * @param desirable - The score beyond which more is not worth more, such as a person's.
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score is no finite number.
 * @throws {OptionsError} If `desirable` is no finite number.
 * @example
 * ```ts
 * import { optimalityGap } from 'deepq';
 *
 * optimalityGap([0.5, 0.75, 3]); // 0.25: (0.5 + 0.25 + 0) / 3
 * ```
 * @see Agarwal et al. 2021, section 4.3, https://arxiv.org/abs/2108.13264
 * @category Statistics
 */
export function optimalityGap(scores: Scores, desirable = 1): number {
  requireNumber('optimalityGap(scores, desirable): desirable', desirable);
  const all = allScores(readScores('optimalityGap(scores): scores', scores));
  return desirable - mean(all.map((score) => Math.min(score, desirable)));
}

/**
 * The mean over tasks of the mean over runs, which a single outlier can dominate.
 *
 * @param scores - `scores[run][task]`, or the runs of one task.
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score is no finite number.
 * @category Statistics
 */
export function meanScore(scores: Scores): number {
  return mean(taskMeans(readScores('meanScore(scores): scores', scores)));
}

/**
 * The median over tasks of the mean over runs. Half of the tasks may fail without a trace
 * in it.
 *
 * @param scores - `scores[run][task]`, or the runs of one task, of which it is the mean.
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score is no finite number.
 * @category Statistics
 */
export function medianScore(scores: Scores): number {
  const means = taskMeans(readScores('medianScore(scores): scores', scores)).sort();
  const half = means.length >> 1;
  return means.length % 2 === 1 ? means[half]! : (means[half - 1]! + means[half]!) / 2;
}

/** The mean of each task over the runs. Shape `[tasks]`. */
export function taskMeans(rows: readonly ArrayLike<number>[]): Float64Array {
  const means = new Float64Array(rows[0]!.length);
  for (const row of rows) {
    for (let task = 0; task < means.length; task++) means[task]! += row[task]!;
  }
  return means.map((sum) => sum / rows.length);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
