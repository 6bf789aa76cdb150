import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Pointer } from '../arena.ts';
import { SPILL_NUMBERS } from '../geometry.ts';
import { dense, denseScratchSize, kernelOf, type DenseKernels } from './dense.ts';
import { sigmaGradients } from './noisy.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** Below so many outputs of an action there is too little to save. */
const MIN_WIDTH = 8;

/** See kernels/actions.ts. */
export interface ActionKernels extends DenseKernels {
  gradientsByAction(
    x: Pointer,
    dz: Pointer,
    kernel: Pointer,
    kernelGradient: Pointer,
    dx: Pointer,
    batch: number,
    inputs: number,
    actions: number,
    width: number,
    scratch: Pointer,
  ): number;
}

/**
 * The dense layer that gives the outputs of all actions, `width` for each. Most heads have a
 * gradient in those of the action that was taken alone: then nothing is multiplied by the
 * zeros of the others. The results are the same, to the bit.
 */
export function denseOfActions(width: number): SimdLayer<DenseLayer, ActionKernels> {
  if (width < MIN_WIDTH) return dense;
  return {
    ...dense,
    scratchSize(layer, batch, training) {
      const own = denseScratchSize(layer, batch, training);
      if (!training) return own;
      const rows = batch * (2 + width + 2 * layer.inputs);
      return Math.max(own, SPILL_NUMBERS + 8 * Math.max(batch, width) + rows);
    },
    backward(pass, node, x, dx, accumulate, batch) {
      const { kernels, parameters, gradient, scratch } = pass;
      const { layer, gradient: dz } = node;
      const { inputs, units, noisy } = layer;
      const kernel = kernelOf(pass, layer, node.own);
      const dkernel = place(parameters, gradient, layer.kernel);
      const actions = units / width;
      const isDone =
        !accumulate &&
        // prettier-ignore
        kernels.gradientsByAction(x, dz, kernel, dkernel, dx, batch, inputs, actions, width, scratch) === 1;
      if (!isDone) {
        dense.backward(pass, node, x, dx, accumulate, batch);
        return;
      }
      kernels.columnSums(dz, batch, units, place(parameters, gradient, layer.bias));
      if (noisy) sigmaGradients(pass, layer, noisy);
    },
  };
}
