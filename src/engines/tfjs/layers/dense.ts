import { fused, matMul, transpose, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { DenseLayer } from '../../../networks/layers/dense.ts';
import { activateRest, activationBackward, inKernel } from './activation.ts';
import type { TfjsLayer } from './tfjsLayer.ts';

/** `activation(x · kernel + bias)`. */
export const dense: TfjsLayer<DenseLayer> = {
  forward({ parameters }, { activation, kernel, bias: biasIndex }, x) {
    const b = parameters[kernel] as Tensor2D;
    const bias = parameters[biasIndex] as Tensor1D;
    const z = fused.matMul({ a: x, b, bias, activation: inKernel(activation) }) as Tensor2D;
    return activateRest(activation, z);
  },
  backward({ parameters, ones, gradients }, layer, { x, y }, dy, wantsInput) {
    const dz = activationBackward(layer.activation, y, dy);
    // Transposed before the products: the wasm backend's product with a
    // transposed operand is many times slower. What is transposed is of the size
    // of the batch, as transposing a large kernel costs more than its product.
    // The bias gradient is a product too: sums over columns would transpose.
    gradients[layer.kernel] = matMul(transpose(x), dz);
    gradients[layer.bias] = matMul(ones(x.shape[0]), dz);
    const kernel = parameters[layer.kernel] as Tensor2D;
    return wantsInput ? transpose(matMul(kernel, transpose(dz))) : null;
  },
};
