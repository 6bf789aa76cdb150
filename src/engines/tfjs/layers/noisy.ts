import {
  add,
  mul,
  reshape,
  tensor2d,
  zerosLike,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { BackwardPass, LayerPass } from './tfjsLayer.ts';

/** The kernel and the bias of a layer, as they are drawn for the pass if it is noisy. */
export function weightsOf(
  { parameters, noise }: LayerPass,
  layer: DenseLayer,
): { readonly kernel: Tensor2D; readonly bias: Tensor1D } {
  const [kernel, bias] = [parameters[layer.kernel] as Tensor2D, parameters[layer.bias] as Tensor1D];
  const { noisy } = layer;
  if (!noisy || !noise) return { kernel, bias };
  const { input, output } = noiseOfLayer(layer, noisy.noise, noise);
  const kernelSigma = parameters[noisy.kernelSigma] as Tensor2D;
  const biasSigma = parameters[noisy.biasSigma] as Tensor1D;
  return {
    kernel: add(kernel, mul(kernelSigma, mul(input, output))),
    bias: add(bias, mul(biasSigma, reshape<Rank.R1>(output, [-1]))),
  };
}

/** Puts the gradients of the deviations of a noisy layer beside those of kernel and bias. */
export function sigmaGradients({ gradients, noise }: BackwardPass, layer: DenseLayer): void {
  const { noisy } = layer;
  if (!noisy) return;
  const [kernel, bias] = [gradients[layer.kernel] as Tensor, gradients[layer.bias] as Tensor];
  const factors = noise && noiseOfLayer(layer, noisy.noise, noise);
  gradients[noisy.kernelSigma] = factors
    ? mul(kernel, mul(factors.input, factors.output))
    : zerosLike(kernel);
  gradients[noisy.biasSigma] = factors ? mul(bias, factors.output) : zerosLike(bias);
}

/** Shapes `[inputs, 1]` and `[1, units]`. */
function noiseOfLayer(
  { inputs, units }: DenseLayer,
  start: number,
  noise: Float32Array,
): { readonly input: Tensor2D; readonly output: Tensor2D } {
  const middle = start + inputs;
  return {
    input: tensor2d(noise.subarray(start, middle), [inputs, 1]),
    output: tensor2d(noise.subarray(middle, middle + units), [1, units]),
  };
}
