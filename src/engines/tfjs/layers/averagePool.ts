import { add, div, reshape, tensor, type Rank, type Tensor4D } from '@tensorflow/tfjs-core';
import type { AveragePoolLayer } from '../../../networks/layers/averagePool.ts';
import { activate, activationBackward } from './activation.ts';
import { images } from './images.ts';
import type { TfjsLayer } from './tfjsLayer.ts';
import { cellsOf, padImages, placeCell, takeCell } from './windows.ts';

/** The mean of each window, out of pieces that every backend has. */
export const averagePool: TfjsLayer<AveragePoolLayer> = {
  forward(_, layer, x) {
    const padded = padImages(layer, images(x, layer.inputShape), 0);
    const sums = cellsOf(layer)
      .map((cell) => takeCell(layer, padded, cell))
      .reduce((one, other) => add(one, other));
    const means = reshape<Rank.R2>(div(sums, counts(layer)), [x.shape[0], layer.units]);
    return activate(layer.activation, means);
  },
  backward(_, layer, { x, y }, dy, wantsInput) {
    if (!wantsInput) return null;
    const upstream = images(activationBackward(layer.activation, y, dy), layer.outputShape);
    const share = div<Tensor4D>(upstream, counts(layer));
    const dx = cellsOf(layer)
      .map((cell) => placeCell(layer, share, cell))
      .reduce((one, other) => add(one, other));
    return reshape<Rank.R2>(dx, [x.shape[0], -1]);
  },
};

/** How many pixels each window holds. Shape `[1, rows, columns, 1]`. */
function counts({ inputShape, outputShape, size, stride, padding }: AveragePoolLayer): Tensor4D {
  const [height, width] = inputShape;
  const [rows, columns] = outputShape;
  const [top, , left] = padding;
  const along = (windows: number, before: number, length: number): number[] =>
    Array.from({ length: windows }, (_, index) => {
      const start = index * stride - before;
      return Math.min(start + size, length) - Math.max(start, 0);
    });
  const across = along(columns, left, width);
  const numbers = along(rows, top, height).flatMap((down) => across.map((each) => each * down));
  return tensor(numbers, [1, rows, columns, 1]);
}
