import type { Slice } from './buffers.ts';
import type { Binding } from './program.ts';

/** Where a shader puts the gradients of the arrays of one layer, or several parts of their sums. */
export interface GradientRoom {
  /** Where the gradient of each array begins. */
  readonly places: readonly number[];
  /** From one part of the sums to the next. */
  readonly stride: number;
  /** The buffer, called `partials`; given that of all partial sums. */
  readonly binding: (partials: Slice) => Binding;
}

/**
 * WGSL, an expression: where part `s` of the gradient of unit `n` belongs, in a product that has a row
 * for each row of a kernel, and one more, the last, for the bias.
 *
 * @param room - Of a kernel and the bias behind it.
 * @param rows - Of the kernel.
 * @param row - An expression: the row in the order of the kernel.
 */
export function placeInKernel(
  { places, stride }: GradientRoom,
  rows: number,
  units: number,
  row = 'm',
): string {
  const [kernel, bias] = places as readonly [number, number];
  // Each array begins at a multiple of 4.
  const gap = bias - kernel - rows * units;
  const skipped = gap === 0 ? '' : ` + select(0u, ${gap}u, m == ${rows}u)`;
  return `${kernel}u + s * ${stride}u + ${row} * ${units}u + n${skipped}`;
}
