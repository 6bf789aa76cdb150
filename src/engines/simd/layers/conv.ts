import type { ConvLayer } from '../../../networks/layers/conv.ts';
import type { Pointer } from '../arena.ts';
import { convScratchSize, placeGeometry } from '../geometry.ts';
import { activateRest, activationGradient, reluFlag } from './activation.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** See kernels/convolution.ts. */
export interface ConvKernels {
  convForward(
    x: Pointer,
    kernel: Pointer,
    bias: Pointer,
    y: Pointer,
    geometry: Pointer,
    batch: number,
    relu: number,
    scratch: Pointer,
  ): void;
  convInputGradient(
    dz: Pointer,
    kernel: Pointer,
    dx: Pointer,
    geometry: Pointer,
    batch: number,
    scratch: Pointer,
  ): void;
  convKernelGradient(
    x: Pointer,
    dz: Pointer,
    kernelGradient: Pointer,
    geometry: Pointer,
    batch: number,
    scratch: Pointer,
  ): void;
}

/** `activation(x ∗ kernel + bias)`. Its own place holds where the kernel goes. */
export const conv: SimdLayer<ConvLayer, ConvKernels> = {
  crop: (layer, [rows, columns, filters]) => ({
    ...layer,
    outputShape: [rows, columns, filters],
    units: rows * columns * filters,
  }),
  place: placeGeometry,
  scratchSize: (layer, _, training) => convScratchSize(layer, training),
  forward({ kernels, parameters, weights, scratch }, { layer, output, own }, x, batch) {
    const { activation, units } = layer;
    const kernel = place(parameters, weights, layer.kernel);
    const bias = place(parameters, weights, layer.bias);
    const relu = reluFlag(activation);
    kernels.convForward(x, kernel, bias, output, own, batch, relu, scratch);
    activateRest(kernels, activation, output, batch * units);
  },
  backward(pass, { layer, output, gradient: dz, own }, x, dx, _, batch) {
    const { kernels, parameters, weights, gradient, scratch } = pass;
    const { units, outputShape } = layer;
    const [, , filters] = outputShape;
    activationGradient(kernels, layer.activation, output, dz, batch * units);
    const bias = place(parameters, gradient, layer.bias);
    kernels.columnSums(dz, (batch * units) / filters, filters, bias);
    const dkernel = place(parameters, gradient, layer.kernel);
    kernels.convKernelGradient(x, dz, dkernel, own, batch, scratch);
    if (dx === 0) return;
    const kernel = place(parameters, weights, layer.kernel);
    kernels.convInputGradient(dz, kernel, dx, own, batch, scratch);
  },
};
