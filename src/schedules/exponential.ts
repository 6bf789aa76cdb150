import { requireNumber } from '../validation/options.ts';
import { ramp, resolveRamp, type RampOptions } from './ramp.ts';
import type { Schedule } from './schedule.ts';

/**
 * Goes from one value to another by the same factor at every count: fast at
 * first, then ever slower. Both values must be above 0.
 *
 * `from · (to / from)^p`, where `p = (count − start) / over` held in [0, 1].
 * The factor per count is thus `(to / from)^(1 / over)`. Unlike an endless
 * `from · decay^count`, it arrives.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @example
 * ```ts
 * import { exponential } from 'deepq';
 *
 * const temperature = exponential({ from: 1, to: 0.01, over: 10_000 });
 * temperature(0); // 1
 * temperature(5_000); // 0.1, within rounding
 * temperature(10_000); // 0.01, and so on for ever
 * ```
 * @category Schedules
 */
export function exponential(options: RampOptions): Schedule {
  const resolved = resolveRamp('exponential', options);
  const { from, to } = resolved;
  requireNumber('exponential.from', from, { min: 0, exclusiveMin: true });
  requireNumber('exponential.to', to, { min: 0, exclusiveMin: true });
  // In logarithms, because to / from can overflow where neither of them does.
  const logFrom = Math.log(from);
  const logRatio = Math.log(to) - logFrom;
  return ramp(resolved, (progress) => Math.exp(logFrom + logRatio * progress));
}
