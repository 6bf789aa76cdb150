import { ramp, resolveRamp, type RampOptions } from './ramp.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/**
 * Goes from one value to another along half a cosine wave: level at both
 * ends, steepest in the middle.
 *
 * `to + (from − to) · (1 + cos(π p)) / 2`, where `p = (count − start) / over`
 * held in [0, 1].
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @example
 * ```ts
 * import { cosine } from 'deepq';
 *
 * const learningRate = cosine({ from: 1, to: 0, over: 100, start: 50 });
 * learningRate(50); // 1
 * learningRate(100); // 0.5, within rounding
 * learningRate(150); // 0, and so on for ever
 * ```
 * @see Loshchilov and Hutter 2017, equation 5, without restarts,
 *   https://arxiv.org/abs/1608.03983
 * @category Schedules
 */
export function cosine(options: RampOptions): Schedule {
  const resolved = resolveRamp('cosine', options);
  const { from, to } = resolved;
  const schedule = ramp(
    resolved,
    (progress) => to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2,
  );
  return describedSchedule('cosine', { ...resolved }, schedule);
}
