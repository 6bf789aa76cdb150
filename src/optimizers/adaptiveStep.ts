import type { OptimizerSpec } from './optimizer.ts';

/**
 * The numbers of one step of Adam and its kin that are the same for all
 * weights: `w ← shrink · w − rate · m / (√v + epsilon) − meanRate · m`.
 */
export interface AdaptiveStep {
  /** 0 in the first steps of RAdam. */
  readonly rate: number;
  readonly epsilon: number;
  /** 0 but in the first steps of RAdam. */
  readonly meanRate: number;
  /** 1 − α · λ for weights that decay; 1 without weight decay. */
  readonly shrink: number;
}

/**
 * Moves the corrections of both means into the numbers of a step:
 * `α · m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`.
 *
 * @param update - t, counted from 1.
 */
export function adaptiveStep(
  optimizer: Extract<OptimizerSpec, { readonly type: 'adam' | 'adamw' | 'radam' }>,
  learningRate: number,
  update: number,
): AdaptiveStep {
  const { beta1, beta2 } = optimizer;
  const faded = power(beta2, update);
  const correction = Math.sqrt(1 - faded);
  const epsilon = optimizer.epsilon * correction;
  const rate = (learningRate * correction) / (1 - power(beta1, update));
  switch (optimizer.type) {
    case 'adam':
      return { rate, epsilon, meanRate: 0, shrink: 1 };
    case 'adamw':
      return { rate, epsilon, meanRate: 0, shrink: 1 - learningRate * optimizer.weightDecay };
    case 'radam': {
      const rectification = rectify(beta2, faded, update);
      if (rectification !== null) {
        return { rate: rate * rectification, epsilon, meanRate: 0, shrink: 1 };
      }
      return { rate: 0, epsilon, meanRate: learningRate / (1 - power(beta1, update)), shrink: 1 };
    }
  }
}

/** From this length of the mean of squares on, its spread is known. */
const ENOUGH = 5;

/**
 * r of RAdam (Liu et al. 2020, algorithm 2): how much less the root of a short
 * mean is to be trusted than that of a long one; `null` where it is too short.
 *
 * @param faded - β₂ᵗ.
 */
function rectify(beta2: number, faded: number, update: number): number | null {
  const longest = 2 / (1 - beta2) - 1;
  const length = longest - (2 * update * faded) / (1 - faded);
  if (length < ENOUGH) return null;
  return Math.sqrt(
    ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length),
  );
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
