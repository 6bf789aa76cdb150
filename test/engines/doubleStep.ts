import { adaptiveStep } from '../../src/optimizers/adaptiveStep.ts';
import type { OptimizerSpec } from '../../src/optimizers/optimizer.ts';
import type { DoubleState } from './doubleEngine.ts';

/** One step of an optimizer in double precision. */
export function doubleStep(
  state: DoubleState,
  given: {
    readonly optimizer: OptimizerSpec;
    /** What the gradient is multiplied by. */
    readonly scale: number;
    readonly learningRate: number;
    /** Counted from 1. */
    readonly update: number;
    readonly isStepped: (weight: number) => boolean;
    readonly isDecayed: (weight: number) => boolean;
  },
): void {
  const { online: w } = state;
  const { optimizer, scale, learningRate, update, isStepped, isDecayed } = given;
  const slot = (name: string): Float64Array => state.optimizer[name] ?? new Float64Array(w.length);
  const [m, v] = [slot('firstMoment'), slot('secondMoment')];
  const [momentum, meanSquare, mean] = [slot('momentum'), slot('meanSquare'), slot('mean')];
  for (let i = 0; i < w.length; i++) {
    if (!isStepped(i)) continue;
    const g = state.gradient.sums[i]! * scale;
    switch (optimizer.type) {
      case 'sgd':
        momentum[i] = optimizer.momentum * momentum[i]! + g;
        w[i] = w[i]! - learningRate * momentum[i]!;
        break;
      case 'rmsprop': {
        const keep = 1 - optimizer.decay;
        meanSquare[i] = meanSquare[i]! + keep * (g * g - meanSquare[i]!);
        mean[i] = optimizer.centered ? mean[i]! + keep * (g - mean[i]!) : 0;
        const spread = Math.max(0, meanSquare[i]! - mean[i]! ** 2);
        w[i] = w[i]! - (learningRate * g) / (Math.sqrt(spread) + optimizer.epsilon);
        break;
      }
      default: {
        const step = adaptiveStep(optimizer, learningRate, update);
        m[i] = m[i]! + (1 - optimizer.beta1) * (g - m[i]!);
        v[i] = v[i]! + (1 - optimizer.beta2) * (g * g - v[i]!);
        const direction = (step.rate * m[i]!) / (Math.sqrt(v[i]!) + step.epsilon);
        const shrink = isDecayed(i) ? step.shrink : 1;
        w[i] = w[i]! * shrink - direction - step.meanRate * m[i]!;
      }
    }
  }
}
