import {
  pad,
  reshape,
  slice,
  stridedSlice,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { PoolLayer } from '../../../networks/layers/pooling.ts';
import { explicitPadding } from './images.ts';

/** One pixel of every window, such as the first of each: its row and column in the window. */
export type Cell = readonly [row: number, column: number];

/** All pixels of a window, line by line from the left. */
export function cellsOf({ size }: PoolLayer<string>): readonly Cell[] {
  return Array.from({ length: size * size }, (_, index) => [
    Math.floor(index / size),
    index % size,
  ]);
}

/**
 * Images with what windows see beyond them.
 *
 * @param beyond - The number that stands there.
 */
export function padImages(layer: PoolLayer<string>, x: Tensor4D, beyond: number): Tensor4D {
  return pad(x, explicitPadding(layer), beyond);
}

/**
 * Takes one pixel of every window.
 *
 * @param padded - As {@link padImages} gives it.
 * @returns Shape `[batch, rows, columns, channels]`.
 */
export function takeCell(layer: PoolLayer<string>, padded: Tensor4D, [i, j]: Cell): Tensor4D {
  const { stride, outputShape } = layer;
  const [batch, , , channels] = padded.shape;
  const [rows, columns] = outputShape;
  const end = [batch, i + (rows - 1) * stride + 1, j + (columns - 1) * stride + 1, channels];
  return stridedSlice(padded, [0, i, j, 0], end, [1, stride, stride, 1]) as Tensor4D;
}

/**
 * The reverse of {@link takeCell}: puts a number at that pixel of every window,
 * and 0 elsewhere. By reshapes and zeros, which every backend has.
 *
 * @param numbers - Shape `[batch, rows, columns, channels]`.
 * @returns Shape `[batch, height, width, channels]`, without padding.
 */
export function placeCell(layer: PoolLayer<string>, numbers: Tensor4D, [i, j]: Cell): Tensor4D {
  const { stride, inputShape, outputShape, padding } = layer;
  const [height, width, channels] = inputShape;
  const [rows, columns] = outputShape;
  const [top, , left] = padding;
  const batch = numbers.shape[0];
  const across = spread(numbers, batch * rows * columns, channels, stride);
  const both = spread(across, batch * rows, columns * stride * channels, stride);
  const apart = reshape<Rank.R4>(both, [batch, rows * stride, columns * stride, channels]);
  const below = Math.max(0, top + height - i - rows * stride);
  const right = Math.max(0, left + width - j - columns * stride);
  const placed = pad(apart, [
    [0, 0],
    [i, below],
    [j, right],
    [0, 0],
  ]);
  return slice(placed, [0, top, left, 0], [batch, height, width, channels]);
}

/** Puts `stride − 1` rows of zeros behind each row. */
function spread(numbers: Tensor, rows: number, length: number, stride: number): Tensor {
  const apart = reshape<Rank.R3>(numbers, [rows, 1, length]);
  if (stride === 1) return apart;
  return pad(apart, [
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
}
