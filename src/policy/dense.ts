import { activate, activations } from './activation.ts';
import type { LayerPlan } from './layerPlan.ts';
import { choice, MAX_NUMBERS, sizeOf, whole, type Fields } from './malformed.ts';

/** `activation(x · kernel + bias)`; of noisy layers the means. */
export function planDense(fields: Fields, inputShape: readonly number[]): LayerPlan {
  const units = whole(fields, 'units', 1, MAX_NUMBERS);
  const activation = choice(fields, 'activation', activations);
  const inputs = sizeOf(inputShape);
  return {
    shape: [units],
    work: inputs * units,
    tensors: [
      { rows: inputs, columns: units, isKernel: true },
      { rows: 1, columns: units, isKernel: false },
    ],
    build: ([kernel, bias]) => {
      const [k, b] = [kernel as Float32Array, bias as Float32Array];
      return (x) => activate(activation, multiply(x, k, b, units));
    },
  };
}

/**
 * `x · kernel + bias`, summed over the inputs in their order and rounded to single
 * precision at each step, as the kernels without fused operations do.
 */
export function multiply(
  x: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  units: number,
): Float32Array {
  const y = new Float32Array(units);
  for (let input = 0, at = 0; input < x.length; input++, at += units) {
    addProduct(x[input] as number, kernel, at, y);
  }
  // The array rounds what is stored in it.
  for (let unit = 0; unit < units; unit++) y[unit] = (y[unit] as number) + (bias[unit] as number);
  return y;
}

/** `y += value · weights`, of the weights from `at` on. */
export function addProduct(
  value: number,
  weights: Float32Array,
  at: number,
  y: Float32Array,
): void {
  // A product of 0 changes no sum: weights are finite.
  if (value === 0) return;
  for (let unit = 0; unit < y.length; unit++) {
    y[unit] = (y[unit] as number) + Math.fround(value * (weights[at + unit] as number));
  }
}
