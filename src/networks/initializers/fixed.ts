import { rejectUnknownOptions, requireNumber } from '../../validation/options.ts';
import { OptionsError } from '../../errors.ts';
import type { Initializer } from './initializer.ts';

/** Far beyond any use, and well within single precision. */
const LARGEST = 1e30;

/**
 * Uniform in ±`bound`, or between `low` and `high`.
 *
 * @param options - `bound`, above 0; or `low` and `high`, the first below the
 *   second. None beyond ±1e30.
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @example
 * ```ts
 * import { initializers, mlp } from 'deepq';
 *
 * const { constant, uniform } = initializers;
 * const spec = mlp({
 *   hidden: [64, 64],
 *   output: { kernelInitializer: uniform({ bound: 0.03 }), biasInitializer: constant(-0.2) },
 * });
 * ```
 */
export function uniform(
  options: { readonly bound: number } | { readonly low: number; readonly high: number },
): Initializer {
  rejectUnknownOptions('uniform', options, ['bound', 'low', 'high']);
  const { bound, low, high } = options as Partial<Record<'bound' | 'low' | 'high', number>>;
  if (bound !== undefined) {
    if (low !== undefined || high !== undefined) {
      throw new OptionsError('uniform takes bound, or low and high, not both; leave one out.');
    }
    const checked = requireNumber('bound', bound, { min: 0, max: LARGEST, exclusiveMin: true });
    return { type: 'uniform', low: -checked, high: checked };
  }
  const lowest = within('low', low);
  const highest = within('high', high);
  if (lowest >= highest) {
    throw new OptionsError(
      `low (${lowest}) of uniform must be below high (${highest}); for one number use constant(…).`,
    );
  }
  return { type: 'uniform', low: lowest, high: highest };
}

/**
 * The normal distribution.
 *
 * @param options - `mean` (default 0); `standardDeviation`, above 0 (1).
 * @throws {OptionsError} If an option is unknown or out of range.
 */
export function normal(
  options: { readonly mean?: number; readonly standardDeviation?: number } = {},
): Initializer {
  return { type: 'normal', ...meanAndDeviation('normal', options) };
}

/**
 * The normal distribution without what is further than two standard
 * deviations from its mean: those are drawn anew. So the standard deviation
 * of what is left is 0.88 of the one that is given.
 *
 * @param options - `mean` (default 0); `standardDeviation`, above 0 (1).
 * @throws {OptionsError} If an option is unknown or out of range.
 */
export function truncatedNormal(
  options: { readonly mean?: number; readonly standardDeviation?: number } = {},
): Initializer {
  return { type: 'truncatedNormal', ...meanAndDeviation('truncatedNormal', options) };
}

/**
 * The same number everywhere.
 *
 * @throws {OptionsError} If it is not finite.
 */
export function constant(value: number): Initializer {
  return { type: 'constant', value: within('value of constant', value) };
}

/** 0 everywhere. */
export function zeros(): Initializer {
  return constant(0);
}

function meanAndDeviation(
  name: string,
  options: { readonly mean?: number; readonly standardDeviation?: number },
): { mean: number; standardDeviation: number } {
  rejectUnknownOptions(name, options, ['mean', 'standardDeviation']);
  const { mean = 0, standardDeviation = 1 } = options;
  return {
    mean: within('mean', mean),
    standardDeviation: requireNumber('standardDeviation', standardDeviation, {
      min: 0,
      max: LARGEST,
      exclusiveMin: true,
    }),
  };
}

function within(name: string, value: unknown): number {
  return requireNumber(name, value, { min: -LARGEST, max: LARGEST });
}
