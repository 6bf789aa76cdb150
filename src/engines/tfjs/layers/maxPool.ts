import {
  add,
  cast,
  equal,
  maximum,
  mul,
  reshape,
  sub,
  type Rank,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { MaxPoolLayer } from '../../../networks/layers/maxPool.ts';
import { activate, activationBackward } from './activation.ts';
import { images } from './images.ts';
import type { TfjsLayer } from './tfjsLayer.ts';
import { cellsOf, padImages, placeCell, takeCell } from './windows.ts';

/**
 * The largest number of each window, out of pieces that every backend has: the
 * wasm backend lacks the gradient of max pooling.
 */
export const maxPool: TfjsLayer<MaxPoolLayer> = {
  forward(_, layer, x) {
    const largest = cellImages(layer, x).reduce((one, other) => maximum(one, other));
    return activate(layer.activation, reshape<Rank.R2>(largest, [x.shape[0], layer.units]));
  },
  backward(_, layer, { x, y }, dy, wantsInput) {
    if (!wantsInput) return null;
    const upstream = images(activationBackward(layer.activation, y, dy), layer.outputShape);
    const cells = cellImages(layer, x);
    const largest = cells.reduce((one, other) => maximum(one, other));
    // The gradient that is left goes to the first that is as large.
    let left = upstream;
    const placed = cellsOf(layer).map((cell, index) => {
      const isLargest = cast(equal(cells[index] as Tensor4D, largest), 'float32');
      const taken = mul<Tensor4D>(left, isLargest);
      left = sub(left, taken);
      return placeCell(layer, taken, cell);
    });
    const dx = placed.reduce((sum, part) => add(sum, part));
    return reshape<Rank.R2>(dx, [x.shape[0], -1]);
  },
};

/** The pixels of all windows, each cell an image. */
function cellImages(layer: MaxPoolLayer, x: Tensor2D): readonly Tensor4D[] {
  const padded = padImages(layer, images(x, layer.inputShape), -Infinity);
  return cellsOf(layer).map((cell) => takeCell(layer, padded, cell));
}
