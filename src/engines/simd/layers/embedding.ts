import type { EmbeddingLayer } from '../../../networks/layers/embedding.ts';
import type { Pointer } from '../arena.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** See kernels/embedding.ts. */
export interface EmbeddingKernels {
  embeddingForward(
    indices: Pointer,
    table: Pointer,
    y: Pointer,
    batch: number,
    units: number,
  ): void;
  embeddingGradient(
    indices: Pointer,
    dy: Pointer,
    tableGradient: Pointer,
    batch: number,
    units: number,
  ): void;
}

/** Picks rows of a table. */
export const embedding: SimdLayer<EmbeddingLayer, EmbeddingKernels> = {
  forward({ kernels, parameters, weights }, { layer, output }, indices, batch) {
    const table = place(parameters, weights, layer.table);
    kernels.embeddingForward(indices, table, output, batch, layer.units);
  },
  backward({ kernels, parameters, gradient }, { layer, gradient: dy }, indices, _, __, batch) {
    const table = place(parameters, gradient, layer.table);
    kernels.embeddingGradient(indices, dy, table, batch, layer.units);
  },
};
