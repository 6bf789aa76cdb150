import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import { simdLayerOf } from './layers/table.ts';

/**
 * Leaves out what nobody looks at: where windows of a pooling layer do not come
 * out even, the last rows and columns of the convolution before it. Of 21 × 21
 * pixels before windows of 2 × 2 that is a tenth, of 5 × 5 a third.
 *
 * @returns The layers, of which some compute less. Outputs and gradients are
 *   the same.
 */
export function cropUnseen(layers: readonly AnyLayer[]): readonly AnyLayer[] {
  const cropped = [...layers];
  layers.forEach((layer, index) => {
    const before = cropped[index - 1];
    if (!before) return;
    const seen = simdLayerOf(layer).seen?.(layer);
    const crop = simdLayerOf(before).crop;
    if (!seen || !crop) return;
    cropped[index - 1] = crop(before, seen);
    cropped[index] = { ...layer, inputShape: seen } as AnyLayer;
  });
  return cropped;
}
