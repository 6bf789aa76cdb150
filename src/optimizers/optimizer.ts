import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireBoolean, requireNumber } from '../validation/options.ts';
import { toSchedule, type ScheduleRange } from '../schedules/resolve.ts';
import type { Schedule } from '../schedules/schedule.ts';

/**
 * A learning rate: a number above 0, at most 100, or a schedule of the number of updates
 * made so far, which may come down to 0.
 *
 * @category Optimizers
 */
export type LearningRate = number | Schedule;

/**
 * A description of Adam, made by {@link adam}.
 *
 * @category Optimizers
 */
export interface AdamSpec {
  /** Tells the optimizers apart. */
  readonly type: 'adam';
  /** α, above 0, at most 100. */
  readonly learningRate: LearningRate;
  /** How slowly the mean of the gradients moves, in `[0, 1)`. */
  readonly beta1: number;
  /** How slowly the mean of their squares moves, in `[0, 1)`. */
  readonly beta2: number;
  /** ε, above 0; added outside the square root. */
  readonly epsilon: number;
}

/**
 * A description of gradient descent, made by {@link sgd}.
 *
 * @category Optimizers
 */
export interface SgdSpec {
  /** Tells the optimizers apart. */
  readonly type: 'sgd';
  /** α, above 0, at most 100. */
  readonly learningRate: LearningRate;
  /** μ, in `[0, 1)`; 0 for none. */
  readonly momentum: number;
}

/**
 * A description of RMSProp, made by {@link rmsprop}.
 *
 * @category Optimizers
 */
export interface RmspropSpec {
  /** Tells the optimizers apart. */
  readonly type: 'rmsprop';
  /** α, above 0, at most 100. */
  readonly learningRate: LearningRate;
  /** ρ, in `[0, 1)`. */
  readonly decay: number;
  /** ε, above 0; added outside the square root. */
  readonly epsilon: number;
  /** Whether the squared mean of the gradients is taken off. */
  readonly centered: boolean;
}

/**
 * How gradients become weights, as data: every engine carries it out.
 *
 * @category Optimizers
 */
export type OptimizerSpec = AdamSpec | SgdSpec | RmspropSpec;

/**
 * Adam, with bias correction and ε outside the square root:
 * `w ← w − α · m̂ / (√v̂ + ε)`.
 *
 * @param options - `learningRate` above 0; `beta1` (default 0.9) and `beta2`
 *   (0.999) in `[0, 1)`; `epsilon` above 0 (1e-7).
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { adam } from 'deepq';
 *
 * const optimizer = adam({ learningRate: 1e-3 });
 * ```
 * @see Kingma and Ba 2015, https://arxiv.org/abs/1412.6980
 * @category Optimizers
 */
export function adam(options: {
  readonly learningRate: LearningRate;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}): AdamSpec {
  rejectUnknownOptions('adam', options, ['learningRate', 'beta1', 'beta2', 'epsilon']);
  return {
    type: 'adam',
    learningRate: checkLearningRate(options.learningRate),
    beta1: requireFraction('adam beta1', options.beta1 ?? 0.9),
    beta2: requireFraction('adam beta2', options.beta2 ?? 0.999),
    epsilon: requirePositive('adam epsilon', options.epsilon ?? 1e-7),
  };
}

/**
 * Gradient descent, with momentum if wanted: `u ← μ·u + g`, `w ← w − α·u`.
 *
 * @param options - `learningRate` above 0; `momentum` in `[0, 1)` (default 0).
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Optimizers
 */
export function sgd(options: {
  readonly learningRate: LearningRate;
  readonly momentum?: number;
}): SgdSpec {
  rejectUnknownOptions('sgd', options, ['learningRate', 'momentum']);
  return {
    type: 'sgd',
    learningRate: checkLearningRate(options.learningRate),
    momentum: requireFraction('sgd momentum', options.momentum ?? 0),
  };
}

/**
 * RMSProp: `v ← ρ·v + (1 − ρ)·g²`, `w ← w − α·g / (√v + ε)`. Centered (as
 * the first DQN used it), the squared mean of the gradients is taken off `v`.
 *
 * @param options - `learningRate` above 0; `decay` ρ in `[0, 1)` (default
 *   0.95); `epsilon` above 0 (0.01); `centered` (false).
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @category Optimizers
 */
export function rmsprop(options: {
  readonly learningRate: LearningRate;
  readonly decay?: number;
  readonly epsilon?: number;
  readonly centered?: boolean;
}): RmspropSpec {
  rejectUnknownOptions('rmsprop', options, ['learningRate', 'decay', 'epsilon', 'centered']);
  return {
    type: 'rmsprop',
    learningRate: checkLearningRate(options.learningRate),
    decay: requireFraction('rmsprop decay', options.decay ?? 0.95),
    epsilon: requirePositive('rmsprop epsilon', options.epsilon ?? 0.01),
    centered: requireBoolean('rmsprop centered', options.centered ?? false),
  };
}

/**
 * The learning rate of an optimizer after `updates` updates.
 *
 * @throws {ValueError} If a schedule returns anything but a number of at
 *   least 0.
 */
export function learningRateAt({ learningRate }: OptimizerSpec, updates: number): number {
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

function checkLearningRate(learningRate: LearningRate): LearningRate {
  if (typeof learningRate !== 'function') {
    return requireNumber('learningRate', learningRate, {
      min: 0,
      exclusiveMin: true,
      max: LARGEST_RATE,
    });
  }
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

function requirePositive(name: string, value: number): number {
  return requireNumber(name, value, { min: 0, exclusiveMin: true });
}

function requireFraction(name: string, value: number): number {
  // 1 would divide by zero in the bias correction, or never forget.
  return requireNumber(name, value, { min: 0, max: 1 - 1e-12 });
}
