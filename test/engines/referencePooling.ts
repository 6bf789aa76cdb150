import type { PoolLayer } from '../../src/networks/layers/pooling.ts';

/** The inputs in the window of an output, by their indices, line by line from the left. */
export function windowOf(layer: PoolLayer<string>, output: number): readonly number[] {
  const { inputShape, outputShape, size, stride, padding } = layer;
  const [height, width, channels] = inputShape;
  const [, columns] = outputShape;
  const channel = output % channels;
  const pixel = (output - channel) / channels;
  const top = Math.floor(pixel / columns) * stride - padding[0];
  const left = (pixel % columns) * stride - padding[2];
  const inputs: number[] = [];
  for (let row = top; row < top + size; row++) {
    for (let column = left; column < left + size; column++) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      inputs.push((row * width + column) * channels + channel);
    }
  }
  return inputs;
}

/** One output of a pooling layer, before its activation. */
export function pooled(layer: PoolLayer<string>, x: readonly number[], output: number): number {
  const values = windowOf(layer, output).map((input) => x[input] ?? NaN);
  if (layer.type === 'maxPool') return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The gradient in the inputs of a pooling layer, from the one in its sums. */
export function pooledBackward(
  layer: PoolLayer<string>,
  x: readonly number[],
  dz: readonly number[],
): number[] {
  const dx = x.map(() => 0);
  dz.forEach((slope, output) => {
    const inputs = windowOf(layer, output);
    const largest = Math.max(...inputs.map((input) => x[input] ?? NaN));
    const targets =
      layer.type === 'maxPool' ? [inputs.find((input) => x[input] === largest) ?? NaN] : inputs;
    for (const input of targets) dx[input] = (dx[input] ?? NaN) + slope / targets.length;
  });
  return dx;
}
