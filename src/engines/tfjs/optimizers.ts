import {
  add,
  div,
  maximum,
  mul,
  scalar,
  sqrt,
  square,
  sub,
  where,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { adaptiveStep } from '../../optimizers/adaptiveStep.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';

/** The vectors that an optimizer carries from step to step, each as long as its weights. */
export type Slots = Record<string, Tensor1D>;

/** What one step leaves behind. */
export type OptimizerStep = {
  readonly weights: Tensor1D;
  readonly slots: Slots;
};

/** Which weights of a vector a step is for. */
export interface Masks {
  /** 1 for weights that decay, 0 for others; `null` where none does. */
  readonly decayed: Tensor1D | null;
  /** 1 for weights that are stepped, 0 for others; `null` where all are. */
  readonly stepped: Tensor1D | null;
}

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
  masks: Masks,
): OptimizerStep {
  const slot = (name: string): Tensor1D => slots[name] as Tensor1D;
  switch (optimizer.type) {
    case 'adam':
    case 'adamw':
    case 'radam': {
      const { stepped, decayed } = masks;
      const masked = (vector: Tensor1D): Tensor1D => (stepped ? mul(vector, stepped) : vector);
      const { beta1, beta2 } = optimizer;
      const moved = (from: Tensor1D, to: Tensor1D, fraction: number): Tensor1D =>
        add(from, masked(mul(sub(to, from), scalar(fraction))));
      const firstMoment = moved(slot('firstMoment'), gradient, 1 - beta1);
      const secondMoment = moved(slot('secondMoment'), square(gradient), 1 - beta2);
      const { rate, epsilon, meanRate, shrink } = adaptiveStep(optimizer, learningRate, update);
      const direction: Tensor1D =
        meanRate > 0
          ? mul(firstMoment, scalar(meanRate))
          : mul(div(firstMoment, add(sqrt(secondMoment), scalar(epsilon))), scalar(rate));
      const decay = decayed ? mul<Tensor1D>(mul(weights, scalar(1 - shrink)), decayed) : null;
      const kept: Tensor1D = decay ? sub(weights, masked(decay)) : weights;
      return {
        weights: sub(kept, masked(direction)),
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

/** `from + fraction · (to − from)`. */
export function towards(from: Tensor1D, to: Tensor1D, fraction: number): Tensor1D {
  return add(from, mul(sub(to, from), scalar(fraction)));
}

/** The step where `isUsable`, and what was there before where not. */
export function keepIf(
  isUsable: Tensor,
  step: OptimizerStep,
  before: OptimizerStep,
): OptimizerStep {
  const chosen = (one: Tensor1D, other: Tensor1D): Tensor1D => where(isUsable, one, other);
  return {
    weights: chosen(step.weights, before.weights),
    slots: Object.fromEntries(
      Object.entries(step.slots).map(([name, slot]) => [
        name,
        chosen(slot, before.slots[name] as Tensor1D),
      ]),
    ),
  };
}
