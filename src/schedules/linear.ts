import { ramp, resolveRamp, type RampOptions } from './ramp.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/**
 * Goes from one value to another in a straight line: the usual way to lower ε.
 *
 * `from + (to − from) · p`, where `p = (count − start) / over` held in [0, 1].
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @example
 * ```ts
 * import { linear } from 'deepq';
 *
 * const epsilon = linear({ from: 1, to: 0.5, over: 8_000 });
 * epsilon(0); // 1
 * epsilon(4_000); // 0.75
 * epsilon(8_000); // 0.5, and so on for ever
 * ```
 * @category Schedules
 */
export function linear(options: RampOptions): Schedule {
  const resolved = resolveRamp('linear', options);
  const { from, to } = resolved;
  const schedule = ramp(resolved, (progress) => from + (to - from) * progress);
  return describedSchedule('linear', { ...resolved }, schedule);
}
