import type { StateValue } from '../state/state.ts';

/**
 * A value that changes as training goes on: a pure function of a counter. The
 * option that takes a schedule says which counter (environment steps,
 * updates). Any function of this form will do; with `kind` and `options` it can be
 * named in a checkpoint, and be made again from there by {@link restoreAgent}.
 *
 * @category Schedules
 */
export interface Schedule {
  (count: number): number;
  /** Names it in checkpoints, such as `'linear'`. */
  readonly kind?: string;
  /** What it was made from, as plain data. */
  readonly options?: Readonly<Record<string, StateValue>>;
}

/** A schedule that says what it was made from. */
export function describedSchedule(
  kind: string,
  options: Readonly<Record<string, StateValue>>,
  schedule: (count: number) => number,
): Schedule {
  return Object.assign(schedule, { kind, options });
}

/** A number, or a schedule as plain data: `kind` is `null` for a function that does not say. */
export function describeSchedule(value: number | Schedule): StateValue {
  if (typeof value === 'number') return value;
  const { kind, options } = value;
  if (kind === 'constant') return options?.['value'] ?? 0;
  return typeof kind === 'string' ? { kind, options: options ?? {} } : { kind: null };
}
