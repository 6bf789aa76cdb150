import { ShapeError } from '../errors.ts';
import { requireBoolean } from '../validation/options.ts';
import { taskMeans } from './aggregates.ts';
import { bandOf, type Band } from './band.ts';
import {
  BOOTSTRAP_OPTIONS,
  requireRoom,
  resolveBootstrap,
  type BootstrapOptions,
} from './bootstrapOptions.ts';
import { Resampler } from './resampler.ts';
import { allScores, readScores, requireFinite, type Scores } from './scores.ts';

/**
 * Options of {@link performanceProfile}.
 *
 * @category Statistics
 */
export interface ProfileOptions extends BootstrapOptions {
  /**
   * Whether the scores of each task are averaged over its runs first. The profile is
   * then of tasks, and more uncertain.
   *
   * @default false
   */
  readonly averageRuns?: boolean;
}

/**
 * Which share of the scores lies above each of some thresholds, with bootstrap confidence
 * intervals. Of two algorithms the one whose profile is higher everywhere is better.
 *
 * @param scores - `scores[run][task]`, or the runs of one task.
 * @param thresholds - At least one, finite; sorted, if the profile is to be drawn.
 * @returns Shares from 0 to 1, one for each threshold.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {ShapeError} If there is no score or no threshold, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score or threshold is no finite number.
 * @example
 * ```ts
 * import { performanceProfile } from 'deepq';
 *
 * performanceProfile([0.2, 0.4, 1.1, 1.3], [0, 0.5, 1.2]).y; // [1, 0.5, 0.25]
 * ```
 * @see Agarwal et al. 2021, section 4.2, https://arxiv.org/abs/2108.13264
 * @category Statistics
 */
export function performanceProfile(
  scores: Scores,
  thresholds: ArrayLike<number>,
  options: ProfileOptions = {},
): Band {
  const known = [...BOOTSTRAP_OPTIONS, 'averageRuns'];
  const resolved = resolveBootstrap('performanceProfile', options, 2_000, known);
  const { averageRuns = false } = options;
  requireBoolean('performanceProfile.averageRuns', averageRuns);
  const rows = readScores('performanceProfile(scores, …): scores', scores);
  requireFinite('performanceProfile(scores, thresholds): thresholds', thresholds);
  if (thresholds.length === 0) {
    throw new ShapeError(
      'performanceProfile(scores, thresholds) needs at least one threshold, such as [0, 0.5, 1]; received none.',
    );
  }
  const { resamples, random } = resolved;
  const counted = (of: readonly ArrayLike<number>[]): Float64Array =>
    averageRuns ? taskMeans(of) : allScores(of);
  const own = counted(rows);
  requireRoom('performanceProfile', resamples, own.length);
  const resampler = new Resampler(rows, resolved.resampleTasks);
  const samples = Array.from({ length: resamples }, () => {
    resampler.draw(random);
    return counted(resampler.rows);
  });
  const found = new Float64Array(resamples);
  return bandOf(thresholds.length, resolved.confidence, (index) => {
    const threshold = thresholds[index]!;
    for (const [at, sample] of samples.entries()) found[at] = shareAbove(sample, threshold);
    return { estimate: shareAbove(own, threshold), found };
  });
}

function shareAbove(values: Float64Array, threshold: number): number {
  let above = 0;
  for (const value of values) if (value > threshold) above++;
  return above / values.length;
}
