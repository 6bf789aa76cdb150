import { linear } from '../../schedules/linear.ts';
import { toSchedule } from '../../schedules/resolve.ts';
import { describeSchedule, type Schedule } from '../../schedules/schedule.ts';
import type { StateValue } from '../../state/state.ts';
import { requireNumber } from '../../validation/options.ts';

/** What the samplers by priority have in common. */
export interface PriorityOptions {
  /** α, in `[0, 1]`: how much priorities count; with 0 all transitions are equally likely. */
  readonly alpha?: number;
  /**
   * β, in `[0, 1]`: how far weights make up for what is drawn too often; with 1
   * entirely. A number, or a schedule that counts the batches drawn.
   */
  readonly beta?: number | Schedule;
  /**
   * Above 0: the priority of new transitions until there is a larger one.
   *
   * @default 1
   */
  readonly initial?: number;
}

/** {@link PriorityOptions} with every default filled in. */
export interface ResolvedPriorities {
  /** All of them, as plain data. */
  readonly described: Readonly<Record<string, StateValue>>;
  readonly alpha: number;
  readonly beta: Schedule;
  readonly initial: number;
}

/**
 * Checks the options.
 *
 * @param alpha - The default.
 * @param beta - Where β begins by default; it reaches 1 after {@link BETA_BATCHES}.
 * @throws {OptionsError} If an option is out of range.
 */
export function resolvePriorities(
  options: PriorityOptions,
  defaults: { readonly alpha: number; readonly beta: number },
): ResolvedPriorities {
  const { alpha, beta, initial = 1 } = options;
  const given = beta ?? linear({ from: defaults.beta, to: 1, over: BETA_BATCHES });
  const numbers = {
    alpha: requireNumber('alpha', alpha ?? defaults.alpha, { min: 0, max: 1 }),
    initial: requireNumber('initial', initial, { min: 0, max: MAX_PRIORITY, exclusiveMin: true }),
  };
  const schedule = toSchedule('beta', given, {
    requirement: 'a number from 0 to 1',
    allows: (value) => value >= 0 && value <= 1,
  });
  return {
    ...numbers,
    beta: schedule,
    described: { ...numbers, beta: describeSchedule(given) },
  };
}

/** After how many batches the default β has become 1. */
const BETA_BATCHES = 100_000;

/** The largest float32: what a TD error can be at most, so that sums stay finite. */
export const MAX_PRIORITY: number = 2 ** 128 - 2 ** 104;
