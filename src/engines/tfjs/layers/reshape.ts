import { reshape as reshapeTensor, type Rank } from '@tensorflow/tfjs-core';
import type { ReshapeLayer } from '../../../networks/layers/reshape.ts';
import type { TfjsLayer } from './tfjsLayer.ts';

/** Rows are rows, whatever their shape: the numbers pass through. */
export const reshape: TfjsLayer<ReshapeLayer> = {
  forward: (_, { units }, x) => reshapeTensor<Rank.R2>(x, [-1, units]),
  backward: (_, __, ___, dy, wantsInput) => (wantsInput ? dy : null),
};
