import { rejectUnknownOptions, requireBoolean } from '../validation/options.ts';
import type { AdamwSpec } from './adamw.ts';
import {
  requireFraction,
  requireLearningRate,
  requirePositive,
  type LearningRate,
} from './learningRate.ts';
import type { RadamSpec } from './radam.ts';

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
  /** Whether only those rows of an embedding are stepped that a batch used. */
  readonly lazyRows: boolean;
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
export type OptimizerSpec = AdamSpec | AdamwSpec | RadamSpec | SgdSpec | RmspropSpec;

/**
 * Adam, with bias correction and ε outside the square root:
 * `w ← w − α · m̂ / (√v̂ + ε)`.
 *
 * With `lazyRows` an update steps only those rows of an embedding's table that
 * its batch used: it takes as long for a million states as for ten, on the simd
 * engine. This differs from Adam as it is written: weights and means of a row
 * stay as they are while no batch uses it, where Adam goes on along the mean of
 * the gradients and lets both means fade.
 *
 * @param options - `learningRate` above 0; `beta1` (default 0.9) and `beta2`
 *   (0.999) in `[0, 1)`; `epsilon` above 0 (1e-7); `lazyRows` (false).
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
  readonly lazyRows?: boolean;
}): AdamSpec {
  const known = ['learningRate', 'beta1', 'beta2', 'epsilon', 'lazyRows'];
  rejectUnknownOptions('adam', options, known, {}, 'adam({ learningRate: 0.001 })');
  return {
    type: 'adam',
    learningRate: requireLearningRate(options.learningRate),
    beta1: requireFraction('adam beta1', options.beta1 ?? 0.9),
    beta2: requireFraction('adam beta2', options.beta2 ?? 0.999),
    epsilon: requirePositive('adam epsilon', options.epsilon ?? 1e-7),
    lazyRows: requireBoolean('adam lazyRows', options.lazyRows ?? false),
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
  rejectUnknownOptions(
    'sgd',
    options,
    ['learningRate', 'momentum'],
    {},
    'sgd({ learningRate: 0.01 })',
  );
  return {
    type: 'sgd',
    learningRate: requireLearningRate(options.learningRate),
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
  rejectUnknownOptions(
    'rmsprop',
    options,
    ['learningRate', 'decay', 'epsilon', 'centered'],
    {},
    'rmsprop({ learningRate: 0.00025 })',
  );
  return {
    type: 'rmsprop',
    learningRate: requireLearningRate(options.learningRate),
    decay: requireFraction('rmsprop decay', options.decay ?? 0.95),
    epsilon: requirePositive('rmsprop epsilon', options.epsilon ?? 0.01),
    centered: requireBoolean('rmsprop centered', options.centered ?? false),
  };
}
