import { OptionsError } from '../errors.ts';
import { requireNumber } from '../validation/options.ts';
import { requireTurns, toSchedule, valueAt, type ScheduleRange } from '../schedules/resolve.ts';
import type { Schedule } from '../schedules/schedule.ts';

/**
 * A learning rate: a number above 0, at most 100, or a schedule of the number of
 * updates made so far, which may come down to 0.
 *
 * @category Optimizers
 */
export type LearningRate = number | Schedule;

/**
 * The learning rate of an optimizer after `updates` updates.
 *
 * @throws {ValueError} If a schedule returns anything but a number of at
 *   least 0.
 */
export function learningRateAt(
  { learningRate }: { readonly learningRate: LearningRate },
  updates: number,
): number {
  // Where a schedule turns was looked at when the optimizer was made, and not at each update.
  if (typeof learningRate === 'function') {
    return valueAt('learningRate', learningRate, rates, updates);
  }
  return toSchedule('learningRate', learningRate, rates)(updates);
}

/**
 * No network learns with more, which is what a rate for another unit comes to:
 * one that is multiplied by the progress of the training, for example.
 */
const LARGEST_RATE = 100;

/** A schedule may come to rest at 0; a constant of 0 would never learn. */
const rates: ScheduleRange = {
  requirement: `a finite number from 0 to ${LARGEST_RATE}`,
  allows: (value) => value >= 0 && value <= LARGEST_RATE,
};

/** Where a schedule is tried out: a rate that grows without bound is large by then. */
const MANY_UPDATES = 100_000_000;

/** Checks the option of an optimizer. */
export function requireLearningRate(learningRate: LearningRate): LearningRate {
  if (typeof learningRate !== 'function') {
    return requireNumber('learningRate', learningRate, {
      min: 0,
      exclusiveMin: true,
      max: LARGEST_RATE,
    });
  }
  requireTurns('learningRate', learningRate, rates);
  const later = tryOut(learningRate);
  if (typeof later !== 'number' || !(later > LARGEST_RATE)) return learningRate;
  throw new OptionsError(
    `learningRate must be a schedule that stays at or below ${LARGEST_RATE}; at update ` +
      `${MANY_UPDATES} it returns ${later}. A schedule counts updates from 0 up, not what is left of the ` +
      'training: write linear({ from: 1e-3, to: 1e-5, over: 50_000 }).',
  );
}

/** What a schedule of a user's own returns much later; what else is wrong with it shows then. */
function tryOut(schedule: Schedule): unknown {
  try {
    return schedule(MANY_UPDATES);
  } catch {
    return undefined;
  }
}

/** Returns a number above 0. */
export function requirePositive(name: string, value: number): number {
  return requireNumber(name, value, { min: 0, exclusiveMin: true });
}

/** Returns a number in `[0, 1)`. */
export function requireFraction(name: string, value: number): number {
  // 1 would divide by zero in the bias correction, or never forget.
  return requireNumber(name, value, { min: 0, max: 1 - 1e-12 });
}
