import type { OptimizerSpec } from './optimizer.ts';

/**
 * The names of the vectors that an optimizer carries from step to step, each
 * as long as the weights. All start at zero.
 */
export function optimizerSlots(optimizer: OptimizerSpec): readonly string[] {
  switch (optimizer.type) {
    case 'adam':
    case 'adamw':
    case 'radam':
      return ['firstMoment', 'secondMoment'];
    case 'sgd':
      return optimizer.momentum > 0 ? ['momentum'] : [];
    case 'rmsprop':
      return optimizer.centered ? ['meanSquare', 'mean'] : ['meanSquare'];
  }
}

/** Whether the square root of a vector is taken, so that none of its numbers may be below zero. */
export function isMeanOfSquares(slot: string): boolean {
  return slot === 'secondMoment' || slot === 'meanSquare';
}
