import {
  cast,
  gather,
  matMul,
  oneHot,
  sum,
  transpose,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { EmbeddingLayer } from '../../../networks/layers/embedding.ts';
import type { TfjsLayer } from './tfjsLayer.ts';

/**
 * Picks rows of the table. The gradient is a product with one-hot rows, as the
 * wasm backend has no kernel for the gradient of `gather`.
 */
export const embedding: TfjsLayer<EmbeddingLayer> = {
  forward: ({ parameters }, { table }, x) => gather(parameters[table] as Tensor2D, indicesOf(x)),
  backward({ gradients }, { table, inputs }, { x }, dy) {
    gradients[table] = tableGradient(indicesOf(x), inputs, dy);
    return null;
  },
};

function tableGradient(indices: Tensor1D, states: number, dy: Tensor2D): Tensor {
  // A table of one row: oneHot wants at least two.
  if (states === 1) return sum(dy, 0, true);
  // Cast by hand: on wasm oneHot gives integers, whatever type it is asked for.
  const rows = cast(oneHot(indices, states) as Tensor2D, 'float32');
  return matMul(transpose(rows), dy);
}

/** The input of a network that takes indices is `[batch]`. */
function indicesOf(x: Tensor): Tensor1D {
  return x as Tensor1D;
}
