import { adaptiveStep } from '../../optimizers/adaptiveStep.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import type { Kernels, Pointer } from './kernels.ts';
import type { UsedRows } from './usedRows.ts';

/** The vectors that a step works on, each of `length` numbers. */
export interface OptimizerVectors {
  readonly weights: Pointer;
  readonly gradient: Pointer;
  /** In the order of `optimizerSlots`. */
  readonly slots: readonly Pointer[];
  /** A multiple of 4; beyond the weights there are zeros. */
  readonly length: number;
  /** Weights that decay, by offset and size. */
  readonly decayed: readonly { readonly offset: number; readonly size: number }[];
  /** The rows of the table that alone are stepped; `null` where all weights are. */
  readonly lazyRows: UsedRows | null;
}

/**
 * The norm of the gradient; finite if all its numbers are.
 *
 * @param scales - Whether the gradient is scaled by it. If not, it may be
 *   rounded otherwise, which is faster.
 */
export function gradientNorm(kernels: Kernels, vectors: OptimizerVectors, scales: boolean): number {
  const { lazyRows } = vectors;
  const { gradient, length } = behindTable(vectors);
  let squares = scales
    ? kernels.sumOfSquares(gradient, length)
    : kernels.quickSumOfSquares(gradient, length);
  // Single precision ends at squares of 1.8e19.
  if (!Number.isFinite(squares)) squares = kernels.sumOfSquaresWide(gradient, length);
  if (lazyRows) {
    const { rows, count, units } = lazyRows;
    squares += kernels.sumOfSquaresOfRows(vectors.gradient, rows, count, units);
  }
  return Math.sqrt(squares);
}

/**
 * Takes one step of the optimizer.
 *
 * @param scale - What the gradient is multiplied by first.
 * @param update - Counted from 1, for Adam's bias correction.
 */
export function optimizerStep(
  kernels: Kernels,
  optimizer: OptimizerSpec,
  vectors: OptimizerVectors,
  scale: number,
  learningRate: number,
  update: number,
): void {
  const { weights, gradient, slots, length } = behindTable(vectors);
  const [first = 0, second = 0] = slots;
  switch (optimizer.type) {
    case 'adam':
    case 'adamw':
    case 'radam': {
      const { rate, epsilon, meanRate, shrink } = adaptiveStep(optimizer, learningRate, update);
      const [keep1, keep2] = [1 - optimizer.beta1, 1 - optimizer.beta2];
      for (const { offset, size } of vectors.decayed) {
        kernels.shrink(vectors.weights + 4 * offset, size, shrink);
      }
      // prettier-ignore
      kernels.adam(weights, gradient, first, second, length, scale, keep1, keep2, rate, epsilon);
      if (meanRate !== 0) kernels.sgd(weights, first, 0, length, 1, 0, meanRate);
      if (vectors.lazyRows) {
        const { rows, count, units } = vectors.lazyRows;
        const [m = 0, v = 0] = vectors.slots;
        // prettier-ignore
        kernels.adamOfRows(vectors.weights, vectors.gradient, m, v, rows, count, units, scale, keep1, keep2, rate, epsilon, shrink);
      }
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

/** The weights that every step takes: all but a table of which only rows are stepped. */
function behindTable(vectors: OptimizerVectors): OptimizerVectors {
  const { lazyRows } = vectors;
  if (!lazyRows) return vectors;
  const skipped = 4 * lazyRows.tableSize;
  return {
    ...vectors,
    weights: vectors.weights + skipped,
    gradient: vectors.gradient + skipped,
    slots: vectors.slots.map((slot) => slot + skipped),
    // Up to three numbers behind the end: the arena leaves room, which is zero.
    length: Math.ceil((vectors.length - lazyRows.tableSize) / 4) * 4,
  };
}
