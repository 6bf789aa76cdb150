import {
  add,
  addN,
  div,
  maximum,
  mul,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  type Scalar,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';

/** The vectors that an optimizer carries from step to step, each as long as its weights. */
export type Slots = Record<string, Tensor1D>;

/** What one step leaves behind. */
export type OptimizerStep = {
  readonly weights: Tensor1D;
  readonly slots: Slots;
};

/**
 * Computes a vector of weights and its slots after one step. Call it inside a `tidy`.
 *
 * @param update - Counted from 1, for Adam's bias correction.
 */
export function optimizerStep(
  optimizer: OptimizerSpec,
  weights: Tensor1D,
  gradient: Tensor1D,
  slots: Slots,
  learningRate: number,
  update: number,
): OptimizerStep {
  const slot = (name: string): Tensor1D => slots[name] as Tensor1D;
  switch (optimizer.type) {
    case 'adam': {
      const { beta1, beta2, epsilon } = optimizer;
      const firstMoment = towards(slot('firstMoment'), gradient, 1 - beta1);
      const secondMoment = towards(slot('secondMoment'), square(gradient), 1 - beta2);
      // α·m̂ / (√v̂ + ε), with both corrections moved into the two scalars.
      const correction2 = Math.sqrt(1 - beta2 ** update);
      const rate = (learningRate * correction2) / (1 - beta1 ** update);
      const denominator: Tensor1D = add(sqrt(secondMoment), scalar(epsilon * correction2));
      return {
        weights: sub(weights, mul(div(firstMoment, denominator), scalar(rate))),
        slots: { firstMoment, secondMoment },
      };
    }
    case 'sgd': {
      if (optimizer.momentum === 0) return { weights: descend(weights, gradient), slots };
      const momentum: Tensor1D = add(mul(slot('momentum'), scalar(optimizer.momentum)), gradient);
      return { weights: descend(weights, momentum), slots: { momentum } };
    }
    case 'rmsprop': {
      const rate = 1 - optimizer.decay;
      const meanSquare = towards(slot('meanSquare'), square(gradient), rate);
      const mean = optimizer.centered ? towards(slot('mean'), gradient, rate) : null;
      // Rounding may carry the variance below zero.
      const spread = mean ? maximum<Tensor1D>(sub(meanSquare, square(mean)), 0) : meanSquare;
      const denominator = add(sqrt(spread), scalar(optimizer.epsilon));
      return {
        weights: descend(weights, div(gradient, denominator)),
        slots: mean ? { meanSquare, mean } : { meanSquare },
      };
    }
  }

  function descend(from: Tensor1D, direction: Tensor): Tensor1D {
    return sub(from, mul(direction, scalar(learningRate)));
  }
}

/**
 * Scales a gradient, given in parts, down to `maxNorm` where its norm is
 * larger. Call it inside a `tidy`.
 */
export function clipByNorm(gradient: readonly Tensor1D[], maxNorm: number): Tensor1D[] {
  const squares = addN(gradient.map((part) => sum<Scalar>(square(part))));
  const factor = div(scalar(maxNorm), maximum(sqrt(squares), maxNorm));
  return gradient.map((part) => mul(part, factor));
}

/** `from + fraction · (to − from)`. */
export function towards(from: Tensor1D, to: Tensor1D, fraction: number): Tensor1D {
  return add(from, mul(sub(to, from), scalar(fraction)));
}
