import { rejectUnknownOptions } from '../validation/options.ts';
import {
  requireFraction,
  requireLearningRate,
  requirePositive,
  type LearningRate,
} from './learningRate.ts';

/**
 * A description of RAdam, made by {@link radam}.
 *
 * @category Optimizers
 */
export interface RadamSpec {
  /** Tells the optimizers apart. */
  readonly type: 'radam';
  /** α, above 0. */
  readonly learningRate: LearningRate;
  /** How slowly the mean of the gradients moves, in `[0, 1)`. */
  readonly beta1: number;
  /** How slowly the mean of their squares moves, in `[0, 1)`. */
  readonly beta2: number;
  /** ε, above 0; added outside the square root. */
  readonly epsilon: number;
}

/**
 * Rectified Adam: steps along `m̂` alone until the mean of the squares rests on
 * enough of them, then `w ← w − α · r · m̂ / (√v̂ + ε)`, where `r` comes up to 1.
 * It needs no warm-up of the learning rate.
 *
 * "Enough" is a length of the mean, ρ, of 5, as in PyTorch and optax: with the
 * default `beta2`, from the sixth update on. The paper says 4.
 *
 * @param options - `learningRate` above 0; `beta1` (default 0.9) and `beta2`
 *   (0.999) in `[0, 1)`; `epsilon` above 0 (1e-8).
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Liu et al. 2020, https://arxiv.org/abs/1908.03265
 * @category Optimizers
 */
export function radam(options: {
  readonly learningRate: LearningRate;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}): RadamSpec {
  rejectUnknownOptions('radam', options, ['learningRate', 'beta1', 'beta2', 'epsilon']);
  return {
    type: 'radam',
    learningRate: requireLearningRate(options.learningRate),
    beta1: requireFraction('radam beta1', options.beta1 ?? 0.9),
    beta2: requireFraction('radam beta2', options.beta2 ?? 0.999),
    epsilon: requirePositive('radam epsilon', options.epsilon ?? 1e-8),
  };
}
