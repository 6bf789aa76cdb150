import type { AveragePoolLayer } from '../../../networks/layers/averagePool.ts';
import type { Pointer } from '../arena.ts';
import { activate, activationGradient } from './activation.ts';
import { placeWindows, reach } from './pooling.ts';
import type { SimdLayer } from './simdLayer.ts';

/** See kernels/pooling.ts. */
export interface AveragePoolKernels {
  averagePoolForward(x: Pointer, y: Pointer, windows: Pointer, batch: number): void;
  averagePoolGradient(dy: Pointer, dx: Pointer, windows: Pointer, batch: number): void;
}

/** The mean of each window. Its own place holds where the windows are. */
export const averagePool: SimdLayer<AveragePoolLayer, AveragePoolKernels> = {
  seen: reach,
  place: placeWindows,
  forward({ kernels }, { layer, output, own }, x, batch) {
    kernels.averagePoolForward(x, output, own, batch);
    activate(kernels, layer.activation, output, batch * layer.units);
  },
  backward({ kernels }, { layer, output, gradient: dy, own }, _, dx, __, batch) {
    if (dx === 0) return;
    activationGradient(kernels, layer.activation, output, dy, batch * layer.units);
    kernels.averagePoolGradient(dy, dx, own, batch);
  },
};
