import { fused, matMul, transpose, type Tensor2D } from '@tensorflow/tfjs-core';
import type { DenseLayer } from '../../../networks/layers/dense.ts';
import { activateRest, activationBackward, inKernel } from './activation.ts';
import { sigmaGradients, weightsOf } from './noisy.ts';
import type { TfjsLayer } from './tfjsLayer.ts';

/** `activation(x · kernel + bias)`. */
export const dense: TfjsLayer<DenseLayer> = {
  forward(pass, layer, x) {
    const { activation } = layer;
    const { kernel: b, bias } = weightsOf(pass, layer);
    const z = fused.matMul({ a: x, b, bias, activation: inKernel(activation) }) as Tensor2D;
    return activateRest(activation, z);
  },
  backward(pass, layer, { x, y }, dy, wantsInput) {
    const { ones, gradients } = pass;
    const dz = activationBackward(layer.activation, y, dy);
    // Transposed before the products: the wasm backend's product with a
    // transposed operand is many times slower. What is transposed is of the size
    // of the batch, as transposing a large kernel costs more than its product.
    // The bias gradient is a product too: sums over columns would transpose.
    gradients[layer.kernel] = matMul(transpose(x), dz);
    gradients[layer.bias] = matMul(ones(x.shape[0]), dz);
    sigmaGradients(pass, layer);
    const { kernel } = weightsOf(pass, layer);
    return wantsInput ? transpose(matMul(kernel, transpose(dz))) : null;
  },
};
