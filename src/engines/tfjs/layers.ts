import {
  add,
  cast,
  elu,
  fused,
  gather,
  matMul,
  minimum,
  mul,
  oneHot,
  sigmoid,
  square,
  step,
  sub,
  sum,
  tanh,
  transpose,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { DenseLayer, EmbeddingLayer } from '../../networks/architecture.ts';
import type { Activation } from '../../networks/spec.ts';

/**
 * `activation(x · kernel + bias)`.
 *
 * @param x - Shape `[batch, inputs]`.
 * @returns Shape `[batch, units]`.
 */
export function denseForward(
  layer: DenseLayer,
  parameters: readonly Tensor[],
  x: Tensor2D,
): Tensor2D {
  const { activation } = layer;
  const b = parameters[layer.kernel] as Tensor2D;
  const bias = parameters[layer.bias] as Tensor1D;
  const z = fused.matMul({ a: x, b, bias, activation: inKernel(activation) }) as Tensor2D;
  return activationForward(activation, z);
}

/** What the fused kernels of every backend can apply at once. */
export function inKernel(activation: Activation): 'relu' | 'linear' {
  return activation === 'relu' ? 'relu' : 'linear';
}

/** Applies what {@link inKernel} left to do. */
export function activationForward(activation: Activation, z: Tensor2D): Tensor2D {
  switch (activation) {
    case 'tanh':
      return tanh(z);
    case 'sigmoid':
      return sigmoid(z);
    case 'elu':
      return elu(z);
    default:
      return z;
  }
}

/** The gradients that a layer passes on and leaves behind. */
export interface LayerGradients {
  /** In the shape of the kernel. */
  readonly kernel: Tensor;
  /** Shape `[1, length of the bias]`. */
  readonly bias: Tensor;
  /** Shape `[batch, inputs]`. */
  readonly input: Tensor2D | null;
}

/**
 * Follows {@link denseForward} back.
 *
 * @param x - What went in. Shape `[batch, inputs]`.
 * @param y - What came out. Shape `[batch, units]`.
 * @param outputGradient - Shape `[batch, units]`.
 * @param ones - Gives `[1, rows]` of ones.
 */
export function denseBackward(
  layer: DenseLayer,
  parameters: readonly Tensor[],
  x: Tensor2D,
  y: Tensor2D,
  outputGradient: Tensor2D,
  ones: (rows: number) => Tensor2D,
  wantsInput: boolean,
): LayerGradients {
  const dz = activationBackward(layer.activation, y, outputGradient);
  // Transposed before the products: the wasm backend's product with a
  // transposed operand is many times slower. What is transposed is of the size
  // of the batch, as transposing a large kernel costs more than its product.
  // The bias gradient is a product too: sums over columns would transpose.
  const kernel = parameters[layer.kernel] as Tensor2D;
  return {
    kernel: matMul(transpose(x), dz),
    bias: matMul(ones(x.shape[0]), dz),
    input: wantsInput ? transpose(matMul(kernel, transpose(dz))) : null,
  };
}

/** The gradient before the activation, from the one behind it and its outputs. */
export function activationBackward(activation: Activation, y: Tensor2D, dy: Tensor2D): Tensor2D {
  switch (activation) {
    case 'linear':
      return dy;
    case 'relu':
      return mul(dy, step(y));
    case 'tanh':
      return mul(dy, sub(1, square(y)));
    case 'sigmoid':
      return mul(dy, mul(y, sub(1, y)));
    case 'elu':
      // e^z = y + 1 where z < 0, and 1 elsewhere.
      return mul(dy, add(minimum(y, 0), 1));
  }
}

/**
 * Picks rows of the table.
 *
 * @param indices - Shape `[batch]`, int32.
 * @returns Shape `[batch, units]`.
 */
export function embeddingForward(
  layer: EmbeddingLayer,
  parameters: readonly Tensor[],
  indices: Tensor1D,
): Tensor2D {
  return gather(parameters[layer.table] as Tensor2D, indices);
}

/**
 * The gradient of the table. A product with one-hot rows, as the wasm backend
 * has no kernel for the gradient of `gather`.
 *
 * @returns Shape `[inputs, units]`.
 */
export function embeddingBackward(
  layer: EmbeddingLayer,
  indices: Tensor1D,
  outputGradient: Tensor2D,
): Tensor {
  // A table of one row: oneHot wants at least two.
  if (layer.inputs === 1) return sum(outputGradient, 0, true);
  // Cast by hand: on wasm oneHot gives integers, whatever type it is asked for.
  const rows = cast(oneHot(indices, layer.inputs) as Tensor2D, 'float32');
  return matMul(transpose(rows), outputGradient);
}
