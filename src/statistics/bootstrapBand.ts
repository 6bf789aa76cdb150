import { requireFunction } from '../validation/options.ts';
import { interquartileMean } from './aggregates.ts';
import { bandOf, type Band } from './band.ts';
import { BOOTSTRAP_OF_RUNS, resolveBootstrap, type BootstrapOptions } from './bootstrapOptions.ts';
import { readScores, requireStatistic } from './scores.ts';

/**
 * Options of {@link bootstrapBand}.
 *
 * @category Statistics
 */
export interface BandOptions extends Omit<BootstrapOptions, 'resampleTasks'> {
  /**
   * What the line is at each point: a statistic of the values of all runs there.
   *
   * @default interquartileMean
   */
  readonly statistic?: (values: ArrayLike<number>) => number;
}

/**
 * The learning curves of several runs as one line with a band: at each point a bootstrap
 * confidence interval by percentiles, for which whole runs are drawn anew.
 *
 * @param curves - One for each run, all with values at the same points. Shape
 *   `[runs, points]`.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {ShapeError} If there is no run, or they differ in length.
 * @throws {ValueError} If a value, or what the statistic returns, is no finite number.
 * @example
 * ```ts
 * import { bootstrapBand, svgChart } from 'deepq';
 *
 * const curves = [
 *   [20, 90, 300],
 *   [25, 160, 410],
 *   [18, 60, 380],
 * ];
 * const x = [0, 10_000, 20_000];
 * const svg = svgChart({ series: [{ label: 'DQN', x, ...bootstrapBand(curves) }] });
 * ```
 * @see Agarwal et al. 2021, https://arxiv.org/abs/2108.13264
 * @category Statistics
 */
export function bootstrapBand(
  curves: readonly ArrayLike<number>[],
  options: BandOptions = {},
): Band {
  const { statistic = interquartileMean, ...rest } = options;
  const resolved = resolveBootstrap('bootstrapBand', rest, 2_000, BOOTSTRAP_OF_RUNS);
  requireFunction('bootstrapBand.statistic', statistic);
  const rows = readScores('bootstrapBand(curves): curves', curves);
  const { resamples, random } = resolved;
  // The same draws at every point: whole runs are drawn.
  const draws = Uint32Array.from({ length: resamples * rows.length }, () =>
    random.integer(rows.length),
  );
  const values = new Float64Array(rows.length);
  const found = new Float64Array(resamples);
  return bandOf(rows[0]!.length, resolved.confidence, (point) => {
    for (let sample = 0; sample < resamples; sample++) {
      for (let run = 0; run < values.length; run++) {
        values[run] = rows[draws[sample * values.length + run]!]![point]!;
      }
      found[sample] = requireStatistic('bootstrapBand.statistic', statistic(values));
    }
    const own = Float64Array.from(rows, (row) => row[point]!);
    return { estimate: requireStatistic('bootstrapBand.statistic', statistic(own)), found };
  });
}
