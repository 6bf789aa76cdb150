import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Pointer } from '../arena.ts';
import { SPILL_NUMBERS } from '../geometry.ts';
import { activateRest, activationGradient, reluFlag } from './activation.ts';
import { drawWeights, noisyBias, placeNoisy, sigmaGradients, type NoisyKernels } from './noisy.ts';
import { place, type LayerPass, type SimdLayer } from './simdLayer.ts';

/** See kernels/dense.ts. */
export interface DenseKernels extends NoisyKernels {
  denseForward(
    x: Pointer,
    kernel: Pointer,
    bias: Pointer,
    y: Pointer,
    batch: number,
    inputs: number,
    units: number,
    relu: number,
    scratch: Pointer,
  ): void;
  denseInputGradient(
    dz: Pointer,
    kernel: Pointer,
    dx: Pointer,
    batch: number,
    inputs: number,
    units: number,
    accumulate: number,
    scratch: Pointer,
  ): void;
  denseKernelGradient(
    x: Pointer,
    dz: Pointer,
    kernelGradient: Pointer,
    batch: number,
    inputs: number,
    units: number,
    scratch: Pointer,
  ): void;
}

/**
 * `activation(x · kernel + bias)`. The own place of a noisy layer holds kernel
 * and bias as they were drawn for the pass.
 */
export const dense: SimdLayer<DenseLayer, DenseKernels> = {
  place: placeNoisy,
  scratchSize: denseScratchSize,
  forward(pass, { layer, output, own }, x, batch) {
    const { kernels, scratch } = pass;
    const { inputs, units, activation } = layer;
    const { kernel, bias } = weightsOf(pass, layer, own);
    const relu = reluFlag(activation);
    kernels.denseForward(x, kernel, bias, output, batch, inputs, units, relu, scratch);
    activateRest(kernels, activation, output, batch * units);
  },
  backward(pass, { layer, output, gradient: dz, own }, x, dx, accumulate, batch) {
    const { kernels, parameters, gradient, scratch } = pass;
    const { inputs, units, noisy } = layer;
    activationGradient(kernels, layer.activation, output, dz, batch * units);
    const dkernel = place(parameters, gradient, layer.kernel);
    kernels.columnSums(dz, batch, units, place(parameters, gradient, layer.bias));
    kernels.denseKernelGradient(x, dz, dkernel, batch, inputs, units, scratch);
    if (noisy) sigmaGradients(pass, layer, noisy);
    if (dx === 0) return;
    const kernel = kernelOf(pass, layer, own);
    const add = accumulate ? 1 : 0;
    kernels.denseInputGradient(dz, kernel, dx, batch, inputs, units, add, scratch);
  },
};

/** Where kernel and bias of a pass are; those of a noisy layer are drawn. */
export function weightsOf(
  pass: LayerPass<NoisyKernels>,
  layer: DenseLayer,
  own: Pointer,
): { readonly kernel: Pointer; readonly bias: Pointer } {
  const { parameters, weights, noise } = pass;
  const { noisy } = layer;
  const kernel = kernelOf(pass, layer, own);
  if (!noisy || noise === 0) return { kernel, bias: place(parameters, weights, layer.bias) };
  drawWeights(pass, layer, noisy, own);
  return { kernel, bias: noisyBias(layer, own) };
}

/** Where the kernel of a pass is: as it was drawn, of a noisy layer with noise. */
export function kernelOf(
  { parameters, weights, noise }: LayerPass<object>,
  { kernel, noisy }: DenseLayer,
  own: Pointer,
): Pointer {
  return noisy && noise !== 0 ? own : place(parameters, weights, kernel);
}

/** Numbers that the products of a dense layer pack their operands into. */
export function denseScratchSize(
  { inputs, units }: Pick<DenseLayer, 'inputs' | 'units'>,
  batch: number,
  training: boolean,
): number {
  const forward = SPILL_NUMBERS + 8 * inputs;
  if (!training) return forward;
  const inputGradient = SPILL_NUMBERS + 8 * units;
  const kernelGradient = SPILL_NUMBERS + 8 * batch + batch * inputs;
  return Math.max(forward, inputGradient, kernelGradient);
}
