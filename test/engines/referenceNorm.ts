import type { LayerNormLayer } from '../../src/networks/layers/layerNorm.ts';

/** Numbers with mean 0 and variance 1, and what they were multiplied by for it. */
export function normalized(
  { length, epsilon }: LayerNormLayer,
  x: readonly number[],
): { readonly normal: number; readonly factor: number }[] {
  return x.map((value, index) => {
    const start = index - (index % length);
    const row = x.slice(start, start + length);
    const mean = row.reduce((sum, each) => sum + each, 0) / length;
    const variance = row.reduce((sum, each) => sum + (each - mean) ** 2, 0) / length;
    const factor = 1 / Math.sqrt(variance + epsilon);
    return { normal: (value - mean) * factor, factor };
  });
}

/**
 * The gradient in the inputs, from that in the normalised numbers: each of them
 * depends on every input of its row.
 */
export function normalizedBackward(
  layer: LayerNormLayer,
  x: readonly number[],
  slopes: readonly number[],
): number[] {
  const { length } = layer;
  const rows = normalized(layer, x);
  return x.map((_, input) => {
    const start = input - (input % length);
    const [own, factor] = [rows[input]?.normal ?? NaN, rows[input]?.factor ?? NaN];
    let slope = 0;
    for (let output = start; output < start + length; output++) {
      const isSame = output === input ? 1 : 0;
      const other = rows[output]?.normal ?? NaN;
      slope += (slopes[output] ?? NaN) * factor * (isSame - 1 / length - (own * other) / length);
    }
    return slope;
  });
}
