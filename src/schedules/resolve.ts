import { OptionsError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { Schedule } from './schedule.ts';

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
 * A number is checked here and now, and so is a schedule that says where it turns, as those
 * of the library do: otherwise the error would come hours later, in the middle of a training.
 * Any other can only be checked as it goes: each value that it returns is, so that an ε of 1.5
 * or NaN is an error that names its source rather than a policy that never explores.
 *
 * @param name - The option, for messages.
 * @throws {OptionsError} If `value` is neither, or a number out of range, or a schedule
 *   that leaves the range.
 */
export function toSchedule(
  name: string,
  value: number | Schedule,
  range: ScheduleRange = anyFinite,
): Schedule {
  if (typeof value === 'function') {
    requireTurns(name, value, range);
    return checked(name, value, range);
  }
  if (typeof value === 'number' && range.allows(value)) return () => value;
  throw new OptionsError(
    `${name} must be ${range.requirement}, or a schedule that returns one; received ${show(value)}.`,
  );
}

/**
 * Throws unless a schedule of the library is in the range where it begins, turns and ends.
 *
 * @throws {OptionsError}
 */
export function requireTurns(name: string, schedule: Schedule, range: ScheduleRange): void {
  for (const count of turnsOf(schedule)) {
    const value = schedule(count);
    if (range.allows(value)) continue;
    throw new OptionsError(
      `${name} must be ${range.requirement} at every count; received ${String(schedule.kind)}(…), which is ` +
        `${show(value)} ${count === Number.MAX_SAFE_INTEGER ? 'in the end' : `at count ${count}`}. ` +
        'Let it begin, turn and end within that range: towards 0, where 0 is not in it, end at a small ' +
        'number such as 0.01.',
    );
  }
}

/** The counts from 0 on at which a schedule of the library begins, turns and has ended. */
function turnsOf({ kind, options }: Schedule): readonly number[] {
  if (typeof kind !== 'string' || !KINDS.includes(kind)) return [];
  const { start = 0, over, points } = Object(options) as Readonly<Record<string, unknown>>;
  const turns: readonly unknown[] = Array.isArray(points)
    ? points.map((point: unknown) => (Array.isArray(point) ? (point[0] as unknown) : null))
    : [typeof start === 'number' && typeof over === 'number' ? start + over : null];
  const isAhead = (count: unknown): count is number => Number.isFinite(count) && Number(count) > 0;
  return [0, ...turns.filter(isAhead), Number.MAX_SAFE_INTEGER];
}

/** One of a user's own may say what it is made of in another way. */
const KINDS: readonly string[] = [
  'linear',
  'exponential',
  'cosine',
  'polynomial',
  'piecewise',
  'annealedDiscount',
  'constant',
];

function checked(name: string, schedule: Schedule, range: ScheduleRange): Schedule {
  return (count) => valueAt(name, schedule, range, count);
}

/**
 * What a schedule returns at a count.
 *
 * @throws {ValueError} If that is not in the range.
 */
export function valueAt(
  name: string,
  schedule: Schedule,
  range: ScheduleRange,
  count: number,
): number {
  // A user's function may return anything.
  const value: unknown = schedule(count);
  if (typeof value === 'number' && range.allows(value)) return value;
  throw new ValueError(
    `The schedule of ${name} returned ${show(value)} at count ${show(count)}; ` +
      `it must return ${range.requirement} at every count.`,
  );
}
