import { reshape, type Rank, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageShape } from '../../../networks/layers/windows.ts';

type Padding = [[number, number], [number, number], [number, number], [number, number]];

/** Rows of numbers as images. */
export function images(rows: Tensor2D, [height, width, channels]: ImageShape): Tensor4D {
  return reshape<Rank.R4>(rows, [rows.shape[0], height, width, channels]);
}

/** Zeros around images, in the words of TensorFlow.js. */
export function explicitPadding({
  padding: [top, bottom, left, right],
}: {
  readonly padding: readonly [number, number, number, number];
}): Padding {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
