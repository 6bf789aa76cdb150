import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import type { ValuesHeader } from './header.ts';
import { fractionsOf, massesOf } from './values.ts';

/**
 * The distribution of returns that outputs of a network stand for.
 *
 * @param outputs - As `valuesOf` takes them.
 * @returns `null` where the network knows values alone.
 */
export function distributionOf(
  values: ValuesHeader,
  outputs: Float32Array,
): ReturnDistribution | null {
  if (values.kind === 'q' || values.alone) return null;
  if (values.kind === 'categorical') {
    const { atoms, min, max } = values;
    const step = (max - min) / (atoms - 1);
    const support = Float32Array.from({ length: atoms }, (_, atom) => min + atom * step);
    const probabilities = cut(outputs, atoms).map((logits) => {
      const masses = massesOf(logits);
      const total = masses.reduce((sum, mass) => sum + mass, 0);
      return Float32Array.from(masses, (mass) => mass / total);
    });
    return { kind: 'categorical', support, probabilities };
  }
  const { kind, count } = values;
  // Quantiles lie all over (0, 1), whatever they are worth; fractions where the policy asks.
  const fractions = fractionsOf(kind === 'fractions' ? values : { kind: 'fractions', count });
  return { kind: 'quantile', fractions, quantiles: cut(outputs, count) };
}

/** Those of each action, as copies. */
function cut(outputs: Float32Array, each: number): Float32Array[] {
  return Array.from({ length: outputs.length / each }, (_, action) =>
    outputs.slice(action * each, (action + 1) * each),
  );
}
