import type { PoolLayer } from '../../../networks/layers/pooling.ts';
import type { Arena, Pointer } from '../arena.ts';

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
