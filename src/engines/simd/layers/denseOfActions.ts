import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Pointer } from '../arena.ts';
import { SPILL_NUMBERS } from '../geometry.ts';
import { dense, denseScratchSize, kernelOf, weightsOf, type DenseKernels } from './dense.ts';
import { sigmaGradients } from './noisy.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** Below so many outputs of an action there is too little to save. */
const MIN_WIDTH = 8;

/** See kernels/actions.ts and kernels/dueling.ts. */
export interface ActionKernels extends DenseKernels {
  forwardByAction(
    x: Pointer,
    kernel: Pointer,
    bias: Pointer,
    y: Pointer,
    taken: Pointer,
    batch: number,
    inputs: number,
    actions: number,
    width: number,
    first: number,
    count: number,
    scratch: Pointer,
  ): void;
  findActions(dz: Pointer, batch: number, actions: number, width: number, taken: Pointer): number;
  gradientsByAction(
    x: Pointer,
    dz: Pointer,
    kernel: Pointer,
    kernelGradient: Pointer,
    dx: Pointer,
    taken: Pointer,
    batch: number,
    inputs: number,
    actions: number,
    width: number,
    accumulate: number,
    first: number,
    count: number,
    scratch: Pointer,
  ): void;
  centreActions(from: Pointer, to: Pointer, rows: number, actions: number, size: number): void;
}

/** Whether actions have so many outputs that they are followed back one by one. */
export function isByAction(width: number): boolean {
  return width >= MIN_WIDTH;
}

/**
 * The dense layer that gives the outputs of all actions, `width` for each. Most heads have a
 * gradient in those of the action that was taken alone: then nothing is multiplied by the
 * zeros of the others.
 *
 * @param centred - Whether it is the advantage stream of a dueling network. A pass that wants
 *   one action of each row alone then comes to `A − mean_a A`; and what is given on the way
 *   back is the gradient behind that. With `C` for taking off the mean over actions,
 *   `C(x · kernel) = x · C(kernel)`, `xᵀ · C(g) = C(xᵀ · g)`, and
 *   `C(g) · kernelᵀ = g · C(kernel)ᵀ`.
 */
export function denseOfActions(
  width: number,
  centred: boolean,
): SimdLayer<DenseLayer, ActionKernels> {
  return {
    ...dense,
    scratchSize(layer, batch, training) {
      const own = denseScratchSize(layer, batch, training);
      const { inputs, units } = layer;
      return Math.max(own, sizeByAction(layer, batch, width) + (inputs + 1) * units + batch);
    },
    forward(pass, node, x, batch) {
      const { layer, output, own } = node;
      const { kernels, scratch, taken } = pass;
      if (taken === 0) {
        dense.forward(pass, node, x, batch);
        return;
      }
      const { inputs, units } = layer;
      const actions = units / width;
      const given = weightsOf(pass, layer, own);
      let { kernel, bias } = given;
      if (centred) {
        kernel = scratch + 4 * sizeByAction(layer, batch, width);
        bias = kernel + 4 * inputs * units;
        kernels.centreActions(given.kernel, kernel, inputs, actions, width);
        kernels.centreActions(given.bias, bias, 1, actions, width);
      }
      // prettier-ignore
      kernels.forwardByAction(
        x, kernel, bias, output, taken, batch, inputs, actions, width, 0, actions, scratch,
      );
    },
    backward(pass, node, x, dx, accumulate, batch) {
      const { kernels, parameters, gradient, scratch } = pass;
      const { layer, gradient: dz } = node;
      const { inputs, units, noisy } = layer;
      const actions = units / width;
      const centre = (from: Pointer, to: Pointer, rows: number): void => {
        if (centred) kernels.centreActions(from, to, rows, actions, width);
      };
      const ownKernel = scratch + 4 * sizeByAction(layer, batch, width);
      const found = ownKernel + 4 * (inputs + 1) * units;
      if (kernels.findActions(dz, batch, actions, width, found) === 0) {
        centre(dz, dz, batch);
        dense.backward(pass, node, x, dx, accumulate, batch);
        return;
      }
      const given = kernelOf(pass, layer, node.own);
      const kernel = centred ? ownKernel : given;
      if (dx !== 0) centre(given, kernel, inputs);
      const [dkernel, dbias] = [layer.kernel, layer.bias].map((parameter) =>
        place(parameters, gradient, parameter),
      ) as [Pointer, Pointer];
      const add = accumulate ? 1 : 0;
      // prettier-ignore
      kernels.gradientsByAction(
        x, dz, kernel, dkernel, dx, found, batch, inputs, actions, width, add, 0, actions, scratch,
      );
      kernels.columnSums(dz, batch, units, dbias);
      centre(dkernel, dkernel, inputs);
      centre(dbias, dbias, 1);
      if (noisy) sigmaGradients(pass, layer, noisy);
    },
  };
}

/** Numbers that the kernels pack their operands into. */
export function sizeByAction({ inputs }: DenseLayer, batch: number, width: number): number {
  return SPILL_NUMBERS + 8 * Math.max(batch, width, inputs) + batch * (1 + width + 2 * inputs);
}
