import { requireNumber } from '../validation/options.ts';
import { toSchedule, type ScheduleRange } from '../schedules/resolve.ts';
import type { Schedule } from '../schedules/schedule.ts';

/**
 * A learning rate: a number above 0, or a schedule of the number of updates
 * made so far, which may come down to 0.
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
  return toSchedule('learningRate', learningRate, atLeastZero)(updates);
}

/** A schedule may come to rest at 0; a constant of 0 would never learn. */
const atLeastZero: ScheduleRange = {
  requirement: 'a finite number of at least 0',
  allows: (value) => Number.isFinite(value) && value >= 0,
};

/** Returns a learning rate that is one; a schedule is checked at every use. */
export function requireLearningRate(learningRate: LearningRate): LearningRate {
  if (typeof learningRate === 'function') return learningRate;
  return requirePositive('learningRate', learningRate);
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
