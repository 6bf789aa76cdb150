import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import { ramp, resolveRamp, type RampOptions } from './ramp.ts';
import { requireCount } from './requireCount.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/**
 * How {@link exponential} goes by a factor that is given, instead of a number of
 * counts.
 *
 * @category Schedules
 */
export interface FactorOptions {
  /** The value at every count up to `start`. A finite number above 0. */
  readonly from: number;
  /**
   * What the value is multiplied by at each count. A finite number above 0: below
   * 1 where `to` is below `from`, above 1 where it is above.
   */
  readonly factor: number;
  /** Where the value stops, and stays. A finite number above 0. */
  readonly to: number;
  /**
   * The count at which the change begins. Any finite number.
   *
   * @default 0
   */
  readonly start?: number;
}

/**
 * Goes from one value to another by the same factor at every count: fast at
 * first, then ever slower. Both values must be above 0. Give the number of counts
 * that it takes, `over`, or the factor of each count, `factor`.
 *
 * With `over`: `from · (to / from)^p`, where `p = (count − start) / over` held in
 * [0, 1]. The factor per count is thus `(to / from)^(1 / over)`.
 *
 * With `factor`: `from · factor^(count − start)`, until that has come to `to`.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range; if both
 *   `over` and `factor` are given; if `factor` leads away from `to`.
 * @example
 * ```ts
 * import { exponential } from 'deepq';
 *
 * const temperature = exponential({ from: 1, to: 0.01, over: 10_000 });
 * temperature(0); // 1
 * temperature(5_000); // 0.1, within rounding
 * temperature(10_000); // 0.01, and so on for ever
 *
 * const epsilon = exponential({ from: 1, factor: 0.5, to: 0.1 });
 * epsilon(1); // 0.5
 * epsilon(3); // 0.125
 * epsilon(4); // 0.1, and so on for ever
 * ```
 * @category Schedules
 */
export function exponential(options: RampOptions | FactorOptions): Schedule {
  if (hasFactor(options)) return byFactor(options);
  const resolved = resolveRamp('exponential', options, { more: ['factor'], hints });
  const { from, to } = resolved;
  requirePositive('from', from);
  requirePositive('to', to);
  // In logarithms, because to / from can overflow where neither of them does.
  const logFrom = Math.log(from);
  const logRatio = Math.log(to) - logFrom;
  const schedule = ramp(resolved, (progress) => Math.exp(logFrom + logRatio * progress));
  return describedSchedule('exponential', { ...resolved }, schedule);
}

/** What other libraries call `factor`. */
const hints = { 'decay decayRate decayFactor epsilonDecay epsDecay gamma rate': 'factor' };

/** A program in plain JavaScript may hand in anything, or nothing. */
function hasFactor(options: unknown): options is FactorOptions {
  if (typeof options !== 'object' || options === null) return false;
  return (options as Partial<FactorOptions>).factor !== undefined;
}

function byFactor(options: FactorOptions): Schedule {
  rejectUnknownOptions('exponential', options, ['from', 'to', 'over', 'factor', 'start'], hints);
  if ((options as Partial<RampOptions>).over !== undefined) {
    throw new OptionsError(
      'exponential takes over or factor, not both: either one decides the other; leave one out.',
    );
  }
  const from = requirePositive('from', options.from);
  const to = requirePositive('to', options.to);
  const factor = requirePositive('factor', options.factor);
  const start = requireNumber('exponential.start', options.start ?? 0);
  const falls = to < from;
  if (to !== from && (falls ? factor >= 1 : factor <= 1)) {
    throw new OptionsError(
      `exponential.factor must be ${falls ? 'below' : 'above'} 1 to lead from ${from} to ${to}; ` +
        `received ${factor}.`,
    );
  }
  const towards = falls ? Math.max : Math.min;
  return describedSchedule('exponential', { from, factor, to, start }, (count) => {
    requireCount(count);
    if (count <= start || to === from) return from;
    return towards(from * factor ** (count - start), to);
  });
}

function requirePositive(name: string, value: unknown): number {
  return requireNumber(`exponential.${name}`, value, { min: 0, exclusiveMin: true });
}
