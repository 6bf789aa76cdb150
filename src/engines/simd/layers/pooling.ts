import type { PoolLayer } from '../../../networks/layers/pooling.ts';
import type { ImageShape } from '../../../networks/layers/windows.ts';
import type { Arena, Pointer } from '../arena.ts';

/** How much of an image the windows reach, from the top left on. */
export function reach(layer: PoolLayer<string>): ImageShape {
  const { inputShape, outputShape, size, stride, padding } = layer;
  const [height, width, channels] = inputShape;
  const [rows, columns] = outputShape;
  const [top, , left] = padding;
  return [
    Math.min(height, (rows - 1) * stride + size - top),
    Math.min(width, (columns - 1) * stride + size - left),
    channels,
  ];
}

/** Writes where windows go, as `Windows` of the kernels reads it. */
export function placeWindows(arena: Arena, layer: PoolLayer<string>): Pointer {
  const { inputShape, outputShape, size, stride, padding } = layer;
  const [top, , left] = padding;
  const [rows, columns] = outputShape;
  const numbers = [...inputShape, size, stride, top, left, rows, columns];
  const pointer = arena.allocate(numbers.length);
  arena.integers.set(numbers, pointer / 4);
  return pointer;
}
