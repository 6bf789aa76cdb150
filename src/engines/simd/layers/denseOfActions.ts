import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Pointer } from '../arena.ts';
import { SPILL_NUMBERS } from '../geometry.ts';
import type { ActionKernels } from './actionKernels.ts';
import { dense, denseScratchSize, kernelOf, weightsOf } from './dense.ts';
import { sigmaGradients } from './noisy.ts';
import { place, type SimdLayer } from './simdLayer.ts';

/** Below so many outputs of an action there is too little to save. */
const MIN_WIDTH = 8;

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
      return training ? Math.max(own, layOut(0, layer, batch, width).end / 4) : own;
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
      const places = layOut(scratch, layer, batch, width);
      const { order, starts, sorted, outputs } = places;
      let { kernel, bias } = given;
      if (centred) {
        ({ kernel, bias } = places);
        kernels.centreActions(given.kernel, kernel, inputs, actions, width);
        kernels.centreActions(given.bias, bias, 1, actions, width);
      }
      kernels.sortByAction(taken, batch, actions, order, starts);
      kernels.gatherRows(x, order, batch, 4 * inputs, sorted, 4 * inputs);
      const strips = actions * Math.ceil(width / 8);
      // prettier-ignore
      kernels.actionColumns(
        sorted, kernel, bias, outputs, starts, inputs, actions, width, 0, strips, scratch,
      );
      kernels.scatterActions(outputs, order, starts, actions, width, output);
    },
    backward(pass, node, x, dx, accumulate, batch) {
      const { kernels, parameters, gradient, scratch } = pass;
      const { layer, gradient: dz } = node;
      const { inputs, units, noisy } = layer;
      const actions = units / width;
      const centre = (from: Pointer, to: Pointer, rows: number): void => {
        if (centred) kernels.centreActions(from, to, rows, actions, width);
      };
      const places = layOut(scratch, layer, batch, width);
      const { order, starts, found, sorted, step, slopes } = places;
      if (kernels.findActions(dz, batch, actions, width, found) === 0) {
        centre(dz, dz, batch);
        dense.backward(pass, node, x, dx, accumulate, batch);
        return;
      }
      kernels.sortByAction(found, batch, actions, order, starts);
      kernels.gatherActions(dz, order, starts, actions, width, slopes);
      kernels.gatherRows(x, order, batch, 4 * inputs, sorted, step);
      const [dkernel, dbias] = [layer.kernel, layer.bias].map((parameter) =>
        place(parameters, gradient, parameter),
      ) as [Pointer, Pointer];
      const strips = actions * Math.ceil(width / 8);
      // prettier-ignore
      kernels.actionKernelColumns(
        sorted, step, slopes, dkernel, starts, inputs, actions, width, 0, strips, scratch,
      );
      kernels.actionBias(slopes, starts, actions, width, dbias);
      centre(dkernel, dkernel, inputs);
      centre(dbias, dbias, 1);
      if (noisy) sigmaGradients(pass, layer, noisy);
      if (dx === 0) return;
      const given = kernelOf(pass, layer, node.own);
      const kernel = centred ? places.kernel : given;
      centre(given, kernel, inputs);
      // Where x was sorted.
      const slopesOfX = sorted;
      const inputStrips = actions * Math.ceil(inputs / 8);
      // prettier-ignore
      kernels.actionInputColumns(
        slopes, kernel, slopesOfX, starts, inputs, actions, width, 0, inputStrips, scratch,
      );
      kernels.scatterRows(slopesOfX, order, batch, 4 * inputs, dx, accumulate ? 1 : 0);
    },
  };
}

/** Where the kernels lay out their operands: first what each thread packs by itself. */
function layOut(
  scratch: Pointer,
  { inputs, units }: DenseLayer,
  batch: number,
  width: number,
) {
  let end = scratch + 4 * lines(SPILL_NUMBERS + 8 * Math.max(batch, width, inputs));
  const take = (numbers: number): Pointer => {
    const start = end;
    end += 4 * lines(numbers);
    return start;
  };
  // An odd number of cache lines: with a power of two, all rows would share the same few.
  const step = lines(inputs) % 32 === 0 ? lines(inputs) + 16 : lines(inputs);
  return {
    order: take(batch),
    starts: take(units / width + 1),
    found: take(batch),
    /** Rows of x, with `step` bytes from row to row on the way back. */
    sorted: take(batch * step),
    step: 4 * step,
    outputs: take(batch * width),
    /** Rows of the gradient, and room for what is read behind them. */
    slopes: take(batch * width + 4),
    kernel: take(inputs * units),
    bias: take(units),
    end,
  };
}

/** So many numbers, in whole cache lines. */
function lines(numbers: number): number {
  return 16 * Math.ceil(numbers / 16);
}
