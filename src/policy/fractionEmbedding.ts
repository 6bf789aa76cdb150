import { activate } from './activation.ts';
import { multiply } from './dense.ts';
import type { LayerPlan } from './layerPlan.ts';
import { malformed, MAX_NUMBERS, sizeOf, whole, type Fields } from './malformed.ts';

/**
 * `x ⊙ φ(τ)` for each fraction τ. Those of a policy are always the same, so φ is computed
 * once, as the policy is loaded. The rows come out one behind the other.
 */
export function planFractionEmbedding(
  fields: Fields,
  inputShape: readonly number[],
  fractions: Float32Array,
): LayerPlan {
  const count = fractions.length;
  const cosines = whole(fields, 'cosines', 1, 1_024);
  const first = whole(fields, 'first', 0, 1);
  const units = sizeOf(inputShape);
  if (count * units > MAX_NUMBERS) throw malformed('there are too many fractions');
  return {
    shape: [units],
    work: count * units,
    tensors: [
      { rows: cosines, columns: units, isKernel: true },
      { rows: 1, columns: units, isKernel: false },
    ],
    takesFractions: true,
    build: ([kernel, bias]) => {
      const phi = new Float32Array(count * units);
      for (let index = 0; index < count; index++) {
        const angles = cosinesOf(fractions[index] as number, cosines, first);
        const row = multiply(angles, kernel as Float32Array, bias as Float32Array, units);
        phi.set(activate('relu', row), index * units);
      }
      return (x) => phi.map((value, index) => value * (x[index % units] as number));
    },
  };
}

/** Terms of the series of the sine, as the kernels have them. */
const TERMS = 11;

/** `cos(π · (first + i) · τ)`, by additions and products alone: so the same on every host. */
export function cosinesOf(fraction: number, count: number, first: number): Float32Array {
  const x = Math.PI * (0.5 - fraction);
  let sum = 1;
  for (let term = TERMS - 1; term > 0; term--) {
    sum = 1 - (sum * (x * x)) / (2 * term * (2 * term + 1));
  }
  const step = x * sum;
  const cosines = new Float32Array(count);
  let before = first === 0 ? step : 1;
  let now = first === 0 ? 1 : step;
  for (let index = 0; index < count; index++) {
    cosines[index] = now;
    [before, now] = [now, 2 * step * now - before];
  }
  return cosines;
}
