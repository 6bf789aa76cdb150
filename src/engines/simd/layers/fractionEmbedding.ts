import type { FractionEmbeddingLayer } from '../../../networks/layers/fractionEmbedding.ts';
import type { Pointer } from '../arena.ts';
import { activationGradient } from './activation.ts';
import { denseScratchSize, type DenseKernels } from './dense.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** See kernels/fractions.ts. */
export interface FractionKernels extends DenseKernels {
  cosines(fractions: Pointer, to: Pointer, rows: number, count: number, first: number): void;
  fractionProduct(
    x: Pointer,
    phi: Pointer,
    y: Pointer,
    batch: number,
    fractions: number,
    units: number,
  ): void;
  fractionProductGradient(
    x: Pointer,
    phi: Pointer,
    dy: Pointer,
    dx: Pointer,
    batch: number,
    fractions: number,
    units: number,
  ): void;
}

/**
 * `x ⊙ φ(τ)`, `φ(τ) = ReLU(cosines(τ) · kernel + bias)`, for each fraction τ of each row. Its own
 * place holds the cosines, then φ.
 */
export const fractionEmbedding: SimdLayer<FractionEmbeddingLayer, FractionKernels> = {
  place: (arena, { cosines, units }, rows) => arena.allocate(fours(rows * cosines) + rows * units),
  scratchSize: ({ cosines: inputs, units }, rows, training) =>
    denseScratchSize({ inputs, units }, rows, training),
  forward(pass, { layer, output, own }, x, batch) {
    const { kernels, parameters, weights, scratch, fractions, fractionCount } = pass;
    const { cosines, first, units } = layer;
    const rows = batch * fractionCount;
    const phi = placeOfPhi(layer, own, rows);
    kernels.cosines(fractions, own, rows, cosines, first);
    const kernel = place(parameters, weights, layer.kernel);
    const bias = place(parameters, weights, layer.bias);
    kernels.denseForward(own, kernel, bias, phi, rows, cosines, units, 1, scratch);
    kernels.fractionProduct(x, phi, output, batch, fractionCount, units);
  },
  backward(pass, { layer, gradient: dy, own }, x, dx, _, batch) {
    const { kernels, parameters, gradient, scratch, fractionCount } = pass;
    const { cosines, units } = layer;
    const rows = batch * fractionCount;
    const phi = placeOfPhi(layer, own, rows);
    kernels.fractionProductGradient(x, phi, dy, dx, batch, fractionCount, units);
    activationGradient(kernels, 'relu', phi, dy, rows * units);
    kernels.columnSums(dy, rows, units, place(parameters, gradient, layer.bias));
    const dkernel = place(parameters, gradient, layer.kernel);
    kernels.denseKernelGradient(own, dy, dkernel, rows, cosines, units, scratch);
  },
};

/** Behind the cosines of so many rows. */
function placeOfPhi({ cosines }: FractionEmbeddingLayer, own: Pointer, rows: number): Pointer {
  return own + 4 * fours(rows * cosines);
}

function fours(length: number): number {
  return 4 * Math.ceil(length / 4);
}
