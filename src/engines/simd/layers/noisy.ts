import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { NoisyParts } from '../../../networks/layers/noisy.ts';
import type { Arena, Pointer } from '../arena.ts';
import { place, type LayerPass } from './simdLayer.ts';

/** See kernels/noisy.ts. */
export interface NoisyKernels {
  noisyWeights(
    mean: Pointer,
    sigma: Pointer,
    inputNoise: Pointer,
    outputNoise: Pointer,
    to: Pointer,
    inputs: number,
    units: number,
  ): void;
  noisyGradient(
    weightGradient: Pointer,
    inputNoise: Pointer,
    outputNoise: Pointer,
    sigmaGradient: Pointer,
    inputs: number,
    units: number,
  ): void;
}

/** A place for the weights of a noisy layer in one pass; 0 for other layers. */
export function placeNoisy(arena: Arena, { inputs, units, noisy }: DenseLayer): Pointer {
  return noisy ? arena.allocate(4 * Math.ceil((inputs * units) / 4) + units) : 0;
}

/** Where the bias is in such a place, behind the kernel. */
export function noisyBias({ inputs, units }: DenseLayer, own: Pointer): Pointer {
  return own + 16 * Math.ceil((inputs * units) / 4);
}

/** Computes the weights of a noisy layer from the noise of the pass. */
export function drawWeights(
  { kernels, parameters, weights, noise }: LayerPass<NoisyKernels>,
  layer: DenseLayer,
  noisy: NoisyParts,
  own: Pointer,
): void {
  const { inputs, units } = layer;
  const inputNoise = noise + 4 * noisy.noise;
  const outputNoise = inputNoise + 4 * inputs;
  const at = (parameter: number): Pointer => place(parameters, weights, parameter);
  const [kernel, kernelSigma] = [at(layer.kernel), at(noisy.kernelSigma)];
  kernels.noisyWeights(kernel, kernelSigma, inputNoise, outputNoise, own, inputs, units);
  const to = noisyBias(layer, own);
  kernels.noisyWeights(at(layer.bias), at(noisy.biasSigma), 0, outputNoise, to, 1, units);
}

/** The gradients of the deviations, from those of kernel and bias. */
export function sigmaGradients(
  { kernels, parameters, gradient, noise }: LayerPass<NoisyKernels>,
  { inputs, units, kernel, bias }: DenseLayer,
  noisy: NoisyParts,
): void {
  const inputNoise = noise + 4 * noisy.noise;
  const outputNoise = noise === 0 ? 0 : inputNoise + 4 * inputs;
  const at = (parameter: number): Pointer => place(parameters, gradient, parameter);
  const [dkernel, dsigma] = [at(kernel), at(noisy.kernelSigma)];
  kernels.noisyGradient(dkernel, inputNoise, outputNoise, dsigma, inputs, units);
  kernels.noisyGradient(at(bias), 0, outputNoise, at(noisy.biasSigma), 1, units);
}
