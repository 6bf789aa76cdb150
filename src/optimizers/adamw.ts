import { rejectUnknownOptions, requireBoolean, requireNumber } from '../validation/options.ts';
import {
  requireFraction,
  requireLearningRate,
  requirePositive,
  type LearningRate,
} from './learningRate.ts';

/**
 * A description of AdamW, made by {@link adamw}.
 *
 * @category Optimizers
 */
export interface AdamwSpec {
  /** Tells the optimizers apart. */
  readonly type: 'adamw';
  /** α, above 0. */
  readonly learningRate: LearningRate;
  /** How slowly the mean of the gradients moves, in `[0, 1)`. */
  readonly beta1: number;
  /** How slowly the mean of their squares moves, in `[0, 1)`. */
  readonly beta2: number;
  /** ε, above 0; added outside the square root. */
  readonly epsilon: number;
  /** λ, at least 0. */
  readonly weightDecay: number;
  /** Whether biases decay too, not only kernels and tables. */
  readonly decayBiases: boolean;
  /** Whether only those rows of an embedding are stepped that a batch used. */
  readonly lazyRows: boolean;
}

/**
 * Adam with weight decay that is decoupled from the gradient:
 * `w ← w − α · λ · w − α · m̂ / (√v̂ + ε)`.
 *
 * Kernels and the tables of embeddings decay: all arrays of two dimensions or
 * more. Biases and other vectors do not, as their size says nothing of how
 * complicated a function is; `decayBiases` includes them, as PyTorch and optax
 * do unless told otherwise.
 *
 * @param options - `learningRate` above 0; `weightDecay` λ at least 0 (default
 *   0.01); `decayBiases` (false); `beta1` (0.9) and `beta2` (0.999) in
 *   `[0, 1)`; `epsilon` above 0 (1e-8); `lazyRows` as for {@link adam} (false):
 *   rows that no batch uses do not decay either.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { adamw } from 'deepq';
 *
 * const optimizer = adamw({ learningRate: 1e-4, weightDecay: 0.1 });
 * ```
 * @see Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101
 * @category Optimizers
 */
export function adamw(options: {
  readonly learningRate: LearningRate;
  readonly weightDecay?: number;
  readonly decayBiases?: boolean;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly lazyRows?: boolean;
}): AdamwSpec {
  rejectUnknownOptions('adamw', options, [
    'learningRate',
    'weightDecay',
    'decayBiases',
    'beta1',
    'beta2',
    'epsilon',
    'lazyRows',
  ]);
  return {
    type: 'adamw',
    learningRate: requireLearningRate(options.learningRate),
    beta1: requireFraction('adamw beta1', options.beta1 ?? 0.9),
    beta2: requireFraction('adamw beta2', options.beta2 ?? 0.999),
    epsilon: requirePositive('adamw epsilon', options.epsilon ?? 1e-8),
    weightDecay: requireNumber('adamw weightDecay', options.weightDecay ?? 0.01, { min: 0 }),
    decayBiases: requireBoolean('adamw decayBiases', options.decayBiases ?? false),
    lazyRows: requireBoolean('adamw lazyRows', options.lazyRows ?? false),
  };
}
