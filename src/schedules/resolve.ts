import { OptionsError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { describedSchedule, type Schedule } from './schedule.ts';

/** Which values an option may take at any time. */
export interface ScheduleRange {
  /** Completes "must be …", such as `'a number from 0 to 1'`. */
  readonly requirement: string;
  allows(value: number): boolean;
}

const anyFinite: ScheduleRange = {
  requirement: 'a finite number',
  allows: (value) => Number.isFinite(value),
};

/**
 * Makes a schedule of an option that takes either a number or a schedule.
 *
 * A number is checked here and now. A schedule can only be checked as it
 * goes: each value that it returns is, so that an ε of 1.5 or NaN is an error
 * that names its source rather than a policy that never explores.
 *
 * @param name - The option, for messages.
 * @throws {OptionsError} If `value` is neither, or a number out of range.
 */
export function toSchedule(
  name: string,
  value: number | Schedule,
  range: ScheduleRange = anyFinite,
): Schedule {
  if (typeof value === 'function') return checked(name, value, range);
  if (typeof value === 'number' && range.allows(value)) return () => value;
  throw new OptionsError(
    `${name} must be ${range.requirement}, or a schedule that returns one; received ${show(value)}.`,
  );
}

/** It says what it was made from, as that which it checks. */
function checked(name: string, schedule: Schedule, range: ScheduleRange): Schedule {
  const { kind, options = {} } = schedule;
  const checking: Schedule = (count) => {
    // A user's function may return anything.
    const value: unknown = schedule(count);
    if (typeof value === 'number' && range.allows(value)) return value;
    throw new ValueError(
      `The schedule of ${name} returned ${show(value)} at count ${count}; ` +
        `it must return ${range.requirement} at every count.`,
    );
  };
  return typeof kind === 'string' ? describedSchedule(kind, options, checking) : checking;
}
