import { requireNumber } from '../validation/options.ts';
import { ramp, resolveRamp, type RampOptions } from './ramp.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/**
 * Options of {@link polynomial}.
 *
 * @category Schedules
 */
export interface PolynomialOptions extends RampOptions {
  /**
   * The exponent. 1 is a straight line; above 1 the change is fast at first
   * and flattens out; below 1 it speeds up towards the end. Above 0.
   */
  readonly power: number;
}

/**
 * Goes from one value to another along a power of the time that is left.
 *
 * `to + (from − to) · (1 − p)^power`, where `p = (count − start) / over` held
 * in [0, 1].
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @example
 * ```ts
 * import { polynomial } from 'deepq';
 *
 * const learningRate = polynomial({ from: 1, to: 0, over: 100, power: 2 });
 * learningRate(0); // 1
 * learningRate(50); // 0.25
 * learningRate(100); // 0, and so on for ever
 * ```
 * @category Schedules
 */
export function polynomial(options: PolynomialOptions): Schedule {
  const resolved = resolveRamp('polynomial', options, {
    more: ['power'],
    call: 'polynomial({ from: 1, to: 0.1, over: 10_000, power: 2 })',
  });
  const { from, to } = resolved;
  const power = requireNumber('polynomial.power', options.power, { min: 0, exclusiveMin: true });
  const schedule = ramp(resolved, (progress) => to + (from - to) * (1 - progress) ** power);
  return describedSchedule('polynomial', { ...resolved, power }, schedule);
}
