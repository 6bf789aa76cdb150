import { expOfNegative } from '../heads/exponential.ts';
import type { ValuesHeader } from './header.ts';

// As the heads compute them, operation by operation: the values are the same to the last
// bit. Written anew, since the heads bring losses and checks of options with them.

/** The fractions that the network takes for each observation: the middles of equal parts. */
export function fractionsOf(values: ValuesHeader): Float32Array {
  if (values.kind !== 'fractions') return new Float32Array(0);
  const { count, level } = values;
  const middles = Float32Array.from({ length: count }, (_, index) => (index + 0.5) / count);
  return level === undefined ? middles : middles.map((middle) => level * middle);
}

/** How many outputs an action has, of one pass. */
export function outputsPerAction(values: ValuesHeader): number {
  if (values.kind === 'categorical') return values.atoms;
  return values.kind === 'quantiles' ? values.count : 1;
}

/**
 * Computes action values from the outputs of a network.
 *
 * @param outputs - Shape `[actions, outputs of each]`; of fractions `[actions, count]`.
 * @returns Shape `[actions]`.
 */
export function valuesOf(values: ValuesHeader, outputs: Float32Array): Float32Array {
  if (values.kind === 'q') return outputs;
  const count = values.kind === 'categorical' ? values.atoms : values.count;
  const worth = worthOf(values);
  const result = new Float32Array(outputs.length / count);
  for (let action = 0; action < result.length; action++) {
    result[action] = worth(outputs.subarray(action * count, (action + 1) * count));
  }
  return result;
}

function worthOf(values: Exclude<ValuesHeader, { kind: 'q' }>): (outputs: Float32Array) => number {
  const { kind } = values;
  if (kind === 'categorical') {
    const { level } = values;
    return level === undefined
      ? (logits) => meanOfLogits(values, logits)
      : (logits) => worstOfLogits(values, level, logits);
  }
  const level = kind === 'quantiles' ? values.level : undefined;
  return level === undefined ? meanOf : (quantiles) => worstOfQuantiles(level, quantiles);
}

function meanOf(quantiles: Float32Array): number {
  return quantiles.reduce((sum, quantile) => sum + quantile, 0) / quantiles.length;
}

/** The conditional value at risk: `Σ_i θ_i (g((i + 1) / n) − g(i / n))`, `g(τ) = min(τ / level, 1)`. */
function worstOfQuantiles(level: number, quantiles: Float32Array): number {
  const { length } = quantiles;
  return quantiles.reduce((sum, quantile, index) => {
    const share = distort((index + 1) / length, level) - distort(index / length, level);
    return sum + share * quantile;
  }, 0);
}

function distort(fraction: number, level: number): number {
  return Math.min(fraction / level, 1);
}

interface Support {
  readonly atoms: number;
  readonly min: number;
  readonly max: number;
}

/** `Σ_i z_i p_i` */
function meanOfLogits({ atoms, min, max }: Support, logits: Float32Array): number {
  let sum = 0;
  let moment = 0;
  massesOf(logits).forEach((mass, atom) => {
    sum += mass;
    moment += atom * mass;
  });
  return min + (((max - min) / (atoms - 1)) * moment) / sum;
}

/** `Σ_i z_i (g(F_i) − g(F_{i−1}))`, where F is the distribution function. */
function worstOfLogits(support: Support, level: number, logits: Float32Array): number {
  const { atoms, min, max } = support;
  const masses = massesOf(logits);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  const step = (max - min) / (atoms - 1);
  let below = 0;
  let before = 0;
  let worth = 0;
  masses.forEach((mass, atom) => {
    below += mass / total;
    const distorted = distort(atom === atoms - 1 ? 1 : Math.min(below, 1), level);
    worth += (min + atom * step) * (distorted - before);
    before = distorted;
  });
  return worth;
}

/** `exp(x_i − max x)` */
export function massesOf(logits: Float32Array): Float64Array {
  const largest = Math.max(...logits);
  return Float64Array.from(logits, (logit) => expOfNegative(logit - largest));
}
