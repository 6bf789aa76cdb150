import type { Random } from '../../src/random/random.ts';
import { quantile } from '../support/measure.ts';

/** What the paired ratios of a case say. */
export interface Estimate {
  /** The median of all ratios. */
  readonly median: number;
  /** Where the interval of 95 % begins. */
  readonly low: number;
  /** Where it ends. */
  readonly high: number;
}

/**
 * The median of ratios and its bootstrap interval of 95 %. Ratios of the same pair
 * of processes have a part in common (where their memory lies, what was
 * compiled how), so that pairs of processes are drawn first, and then
 * ratios inside each.
 *
 * @param rounds - The ratios of each pair of processes; none empty.
 * @param resamples - How often to draw.
 * @see Davison and Hinkley 1997, Bootstrap Methods and their Application, 3.8
 */
export function estimate(
  rounds: readonly (readonly number[])[],
  random: Random,
  resamples = 2_000,
): Estimate {
  const medians = Float64Array.from({ length: resamples }, () => {
    const drawn = rounds.flatMap(() => {
      const round = pick(rounds, random);
      return round.map(() => pick(round, random));
    });
    return quantile(drawn, 0.5);
  });
  return {
    median: quantile(rounds.flat(), 0.5),
    low: quantile(medians, 0.025),
    high: quantile(medians, 0.975),
  };
}

/** The geometric mean of at least one number above 0. */
export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[random.integer(from.length)]!;
}
