import type { LayerNormLayer } from '../../../networks/layers/layerNorm.ts';
import type { Pointer } from '../arena.ts';
import { activate, activationGradient } from './activation.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** See kernels/layerNorm.ts. */
export interface LayerNormKernels {
  layerNormForward(
    x: Pointer,
    scale: Pointer,
    offset: Pointer,
    y: Pointer,
    moments: Pointer,
    rows: number,
    length: number,
    epsilon: number,
  ): void;
  layerNormGradient(
    x: Pointer,
    scale: Pointer,
    moments: Pointer,
    dy: Pointer,
    scaleGradient: Pointer,
    offsetGradient: Pointer,
    dx: Pointer,
    rows: number,
    length: number,
  ): void;
}

/**
 * `activation((x − mean) / √(variance + ε) · scale + offset)`. Its own place
 * holds the mean of each row, and what its numbers are multiplied by.
 */
export const layerNorm: SimdLayer<LayerNormLayer, LayerNormKernels> = {
  place: (arena, { units, length }, capacity) => arena.allocate((2 * capacity * units) / length),
  forward({ kernels, parameters, weights }, { layer, output, own }, x, batch) {
    const { units, length, epsilon } = layer;
    const scale = place(parameters, weights, layer.scale);
    const offset = place(parameters, weights, layer.offset);
    const rows = (batch * units) / length;
    kernels.layerNormForward(x, scale, offset, output, own, rows, length, epsilon);
    activate(kernels, layer.activation, output, batch * units);
  },
  backward(pass, { layer, output, gradient: dy, own }, x, dx, _, batch) {
    const { kernels, parameters, weights, gradient } = pass;
    const { units, length } = layer;
    activationGradient(kernels, layer.activation, output, dy, batch * units);
    const scale = place(parameters, weights, layer.scale);
    const dscale = place(parameters, gradient, layer.scale);
    const doffset = place(parameters, gradient, layer.offset);
    const rows = (batch * units) / length;
    kernels.layerNormGradient(x, scale, own, dy, dscale, doffset, dx, rows, length);
  },
};
