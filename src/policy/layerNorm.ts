import { activate, activations } from './activation.ts';
import type { LayerPlan } from './layerPlan.ts';
import { choice, finite, malformed, sizeOf, type Fields } from './malformed.ts';

const { fround } = Math;

/** `activation((x − mean) / √(variance + ε) · scale + offset)` of a whole row, or of each pixel. */
export function planLayerNorm(fields: Fields, inputShape: readonly number[]): LayerPlan {
  const axis = choice(fields, 'axis', ['all', 'channels']);
  const epsilon = fround(finite(fields, 'epsilon'));
  if (!(epsilon > 0 && epsilon <= 1)) throw malformed('epsilon is out of range');
  const activation = choice(fields, 'activation', activations);
  const units = sizeOf(inputShape);
  const length = axis === 'all' ? units : (inputShape.at(-1) ?? units);
  const tensor = { rows: 1, columns: length, isKernel: false };
  return {
    shape: inputShape,
    work: 4 * units,
    tensors: [tensor, tensor],
    build: ([scale, offset]) => {
      const [s, o] = [scale as Float32Array, offset as Float32Array];
      return (x) => {
        const y = new Float32Array(units);
        for (let first = 0; first < units; first += length) {
          normalize(x.subarray(first, first + length), s, o, epsilon, y.subarray(first));
        }
        return activate(activation, y);
      };
    },
  };
}

function normalize(
  x: Float32Array,
  scale: Float32Array,
  offset: Float32Array,
  epsilon: number,
  y: Float32Array,
): void {
  const { length } = x;
  const mean = fround(sumOf(length, (index) => x[index] as number) / length);
  const centred = x.map((value) => value - mean);
  const squares = sumOf(length, (index) => fround((centred[index] as number) ** 2));
  const deviation = fround(Math.sqrt(fround(fround(squares / length) + epsilon)));
  const factor = fround(1 / deviation);
  for (let index = 0; index < length; index++) {
    const normal = fround((centred[index] as number) * factor);
    y[index] = fround(normal * (scale[index] as number)) + (offset[index] as number);
  }
}

/** A sum as the kernels make it: four side by side, put together, then the rest. */
function sumOf(length: number, at: (index: number) => number): number {
  const bulk = length - (length % 4);
  const sums = new Float32Array(4);
  for (let index = 0; index < bulk; index++) {
    sums[index % 4] = (sums[index % 4] as number) + at(index);
  }
  const [a, b, c, d] = sums as unknown as [number, number, number, number];
  let sum = fround(fround(a + b) + fround(c + d));
  for (let index = bulk; index < length; index++) sum = fround(sum + at(index));
  return sum;
}
