import type { ConvLayer } from '../../networks/layers/conv.ts';
import type { Arena, Pointer } from './arena.ts';

/**
 * Numbers of the panel that patches are laid out in, a few hundred kilobytes
 * with the packed kernel: what the second level of a cache holds.
 */
const PANEL_NUMBERS = 49_152;
/** Numbers that go through a place of their own on their way out of a product. */
export const SPILL_NUMBERS = 48;

/** Writes where a convolution's kernel goes, as `Geometry` of the kernels reads it. */
export function placeGeometry(arena: Arena, layer: ConvLayer): Pointer {
  const { inputShape, outputShape, kernelSize, stride, padding } = layer;
  const [top, , left] = padding;
  const numbers = [...inputShape, kernelSize, stride, top, left, ...outputShape, panelRows(layer)];
  const pointer = arena.allocate(numbers.length);
  arena.integers.set(numbers, pointer / 4);
  return pointer;
}

/** Numbers that the kernels of a convolution lay out their operands in. */
export function convScratchSize(layer: ConvLayer, training: boolean): number {
  const length = patchLength(layer);
  const filters = layer.outputShape[2];
  const rows = panelRows(layer);
  const forward = roundUp(filters, 8) * length + rows * length;
  if (!training) return SPILL_NUMBERS + forward;
  const inputGradient = filters * roundUp(length, 8) + rows * length;
  const kernelGradient = rows * (roundUp(filters, 8) + patchStep(length));
  return SPILL_NUMBERS + Math.max(forward, inputGradient, kernelGradient);
}

/** Patches laid out at a time. */
function panelRows(layer: ConvLayer): number {
  return Math.max(4, Math.floor(PANEL_NUMBERS / patchLength(layer) / 4) * 4);
}

/** Numbers in a patch: what one output is computed from. */
function patchLength({ kernelSize, inputShape }: ConvLayer): number {
  return kernelSize * kernelSize * inputShape[2];
}

/** As the kernels lay patches out whose gradient they take: an odd number of cache lines apart. */
function patchStep(length: number): number {
  return (Math.ceil(length / 16) | 1) * 16;
}

function roundUp(number: number, step: number): number {
  return Math.ceil(number / step) * step;
}
