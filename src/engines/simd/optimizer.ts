import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import type { Kernels, Pointer } from './kernels.ts';

/** The vectors that a step works on, each of `length` numbers. */
export interface OptimizerVectors {
  readonly weights: Pointer;
  readonly gradient: Pointer;
  /** In the order of `optimizerSlots`. */
  readonly slots: readonly Pointer[];
  /** A multiple of 4; beyond the weights there are zeros. */
  readonly length: number;
}

/**
 * Takes one step of the optimizer.
 *
 * @param update - Counted from 1, for Adam's bias correction.
 */
export function optimizerStep(
  kernels: Kernels,
  optimizer: OptimizerSpec,
  { weights, gradient, slots, length }: OptimizerVectors,
  gradientClipNorm: number | null,
  learningRate: number,
  update: number,
): void {
  const [first = 0, second = 0] = slots;
  const scale =
    gradientClipNorm === null ? 1 : clipFactor(kernels, gradient, length, gradientClipNorm);
  switch (optimizer.type) {
    case 'adam': {
      const { beta1, beta2, epsilon } = optimizer;
      // α·m̂ / (√v̂ + ε), with both corrections moved into the two scalars.
      const correction = Math.sqrt(1 - power(beta2, update));
      const rate = (learningRate * correction) / (1 - power(beta1, update));
      const [keep1, keep2, smallest] = [1 - beta1, 1 - beta2, epsilon * correction];
      // prettier-ignore
      kernels.adam(weights, gradient, first, second, length, scale, keep1, keep2, rate, smallest);
      return;
    }
    case 'sgd':
      kernels.sgd(weights, gradient, first, length, scale, optimizer.momentum, learningRate);
      return;
    case 'rmsprop': {
      const { decay, epsilon } = optimizer;
      const keep = 1 - decay;
      // prettier-ignore
      kernels.rmsprop(weights, gradient, first, second, length, scale, keep, learningRate, epsilon);
    }
  }
}

/** What a gradient is multiplied by so that its norm is at most `maxNorm`. */
function clipFactor(kernels: Kernels, gradient: Pointer, length: number, maxNorm: number): number {
  return maxNorm / Math.max(Math.sqrt(kernels.sumOfSquares(gradient, length)), maxNorm);
}

/** `base ** exponent` of a whole exponent; hosts may round the operator as they like. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let rest = exponent, square = base; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
