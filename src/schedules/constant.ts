import { requireNumber } from '../validation/options.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/**
 * The same value at every count.
 *
 * @param value - Any finite number.
 * @throws {OptionsError} If `value` is not a finite number.
 * @example
 * ```ts
 * import { constant } from 'deepq';
 *
 * const epsilon = constant(0.05);
 * epsilon(0); // 0.05
 * epsilon(1_000_000); // 0.05
 * ```
 * @category Schedules
 */
export function constant(value: number): Schedule {
  const checked = requireNumber('constant(value)', value);
  return describedSchedule('constant', { value: checked }, () => checked);
}
