import type { MaxPoolLayer } from '../../../networks/layers/maxPool.ts';
import type { Pointer } from '../arena.ts';
import { activate, activationGradient } from './activation.ts';
import { placeWindows, reach } from './pooling.ts';
import type { SimdLayer } from './simdLayer.ts';

/** See kernels/pooling.ts. */
export interface MaxPoolKernels {
  maxPoolForward(x: Pointer, y: Pointer, windows: Pointer, batch: number): void;
  maxPoolGradient(x: Pointer, dy: Pointer, dx: Pointer, windows: Pointer, batch: number): void;
}

/** The largest number of each window. Its own place holds where the windows are. */
export const maxPool: SimdLayer<MaxPoolLayer, MaxPoolKernels> = {
  seen: reach,
  place: placeWindows,
  forward({ kernels }, { layer, output, own }, x, batch) {
    kernels.maxPoolForward(x, output, own, batch);
    activate(kernels, layer.activation, output, batch * layer.units);
  },
  backward({ kernels }, { layer, output, gradient: dy, own }, x, dx, _, batch) {
    if (dx === 0) return;
    activationGradient(kernels, layer.activation, output, dy, batch * layer.units);
    kernels.maxPoolGradient(x, dy, dx, own, batch);
  },
};
