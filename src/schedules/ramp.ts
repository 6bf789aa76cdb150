import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import type { Schedule } from './schedule.ts';
import { requireCount } from './requireCount.ts';

/**
 * Where a schedule that goes from one value to another begins and ends.
 *
 * @category Schedules
 */
export interface RampOptions {
  /** The value at every count up to `start`. Any finite number. */
  readonly from: number;
  /** The value at every count from `start + over` on. Any finite number. */
  readonly to: number;
  /**
   * How many counts the change takes: at least 1. Steps, or updates for a
   * learning rate; not a share of the training.
   */
  readonly over: number;
  /**
   * The count at which the change begins. Any finite number.
   *
   * @default 0
   */
  readonly start?: number;
}

/** {@link RampOptions} with its defaults filled in. */
export type Ramp = Required<RampOptions>;

const known = ['from', 'to', 'over', 'start'] as const;

/** What a schedule has beside {@link RampOptions}. */
interface OwnOptions {
  /** The names of its own options. */
  readonly more?: readonly string[];
  /** What other libraries call them, for `rejectUnknownOptions`. */
  readonly hints?: Readonly<Record<string, string>>;
  /** How it is called. */
  readonly call?: string;
}

/** Checks the options of the schedule called `where`. */
export function resolveRamp(where: string, options: RampOptions, own: OwnOptions = {}): Ramp {
  const { more = [], hints, call = `${where}({ from: 1, to: 0.1, over: 10_000 })` } = own;
  rejectUnknownOptions(where, options, [...known, ...more], hints, call);
  const { from, to, over, start = 0 } = options;
  return {
    from: requireNumber(`${where}.from`, from),
    to: requireNumber(`${where}.to`, to),
    over: requireCounted(`${where}.over`, over, { min: 1 }),
    start: requireCounted(`${where}.start`, start),
  };
}

/** Other libraries want a share of the training here, below 1. */
function requireCounted(
  name: string,
  count: number,
  range: { readonly min?: number } = {},
): number {
  if (!(typeof count === 'number' && count > 0 && count < 1)) {
    return requireNumber(name, count, range);
  }
  throw new OptionsError(
    `${name} must be at least 1: a number of steps (of updates for a learning rate), not a share of ` +
      `the training; received ${count}. For a tenth of 50,000 steps write ` +
      `${name.slice(name.indexOf('.') + 1)}: 5_000.`,
  );
}

/**
 * `from` up to the start, `to` from the end on, and `between(progress)` with
 * `progress` in (0, 1) in the middle.
 *
 * The ends are returned, not computed, and the middle is held between them,
 * so that rounding can neither miss nor overshoot them: an ε of
 * 1.0000000000000002 would be out of range.
 */
export function ramp({ from, to, over, start }: Ramp, between: Schedule): Schedule {
  const end = start + over;
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  return (count) => {
    requireCount(count);
    if (count <= start) return from;
    if (count >= end) return to;
    return Math.min(Math.max(between((count - start) / over), low), high);
  };
}
