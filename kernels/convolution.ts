import { Geometry, patchLength, patchStep } from './geometry';
import { packColumns, packRowsAsColumns } from './pack';
import { gatherPatches, scatterPatches } from './patches';
import { SPILL_BYTES, STORE, STORE_RELU, strip, transposedStrip } from './products';

// Patches are laid out a panel at a time, small enough to stay in the cache
// while all filters pass over it.

/**
 * `y = convolution of x + bias`, with ReLU if wanted.
 *
 * @param x - Shape `[batch, height, width, channels]`.
 * @param kernel - Shape `[kernelSize, kernelSize, channels, filters]`.
 * @param y - Shape `[batch, rows, columns, filters]`.
 * @param scratch - {@link SPILL_BYTES}; `patchLength` times `filters` rounded
 *   up to eights; a panel of `panelRows` times `patchLength` numbers.
 */
export function convForward(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  geometry: Geometry,
  batch: i32,
  relu: i32,
  scratch: usize,
): void {
  const depth = patchLength(geometry);
  const filters = geometry.filters;
  const stride = (<usize>filters) << 2;
  const finish = relu ? STORE_RELU : STORE;
  const packed = scratch + SPILL_BYTES;
  const packedStep = (<usize>depth) << 5;
  let panel = packed;
  for (let filter = 0; filter < filters; filter += 8) {
    packColumns(kernel + ((<usize>filter) << 2), stride, depth, min(filters - filter, 8), panel);
    panel += packedStep;
  }
  const total = batch * geometry.rows * geometry.columns;
  for (let first = 0; first < total; first += geometry.panelRows) {
    const count = min(total - first, geometry.panelRows);
    gatherPatches(x, geometry, first, count, panel, (<usize>depth) << 2);
    let b = packed;
    for (let filter = 0; filter < filters; filter += 8) {
      const offset = (<usize>filter) << 2;
      const columns = min(filters - filter, 8);
      // prettier-ignore
      strip(
        panel, depth, b, y + offset, count, filters, columns, bias + offset, finish, scratch,
      );
      b += packedStep;
    }
    y += <usize>count * stride;
  }
}

/**
 * The gradient in the input of {@link convForward}.
 *
 * @param dz - Shape `[batch, rows, columns, filters]`.
 * @param dx - Shape `[batch, height, width, channels]`.
 * @param scratch - {@link SPILL_BYTES}; `filters` times `patchLength` rounded
 *   up to eights; a panel of `panelRows` times `patchLength` numbers.
 */
export function convInputGradient(
  dz: usize,
  kernel: usize,
  dx: usize,
  geometry: Geometry,
  batch: i32,
  scratch: usize,
): void {
  const length = patchLength(geometry);
  const filters = geometry.filters;
  const stride = (<usize>filters) << 2;
  const packed = scratch + SPILL_BYTES;
  const packedStep = (<usize>filters) << 5;
  let panel = packed;
  for (let column = 0; column < length; column += 8) {
    const from = kernel + <usize>column * stride;
    packRowsAsColumns(from, stride, filters, min(length - column, 8), panel);
    panel += packedStep;
  }
  const pixels = batch * geometry.height * geometry.width;
  memory.fill(dx, 0, (<usize>(pixels * geometry.channels)) << 2);
  const total = batch * geometry.rows * geometry.columns;
  for (let first = 0; first < total; first += geometry.panelRows) {
    const count = min(total - first, geometry.panelRows);
    let b = packed;
    for (let column = 0; column < length; column += 8) {
      const to = panel + ((<usize>column) << 2);
      const columns = min(length - column, 8);
      strip(dz, filters, b, to, count, length, columns, 0, STORE, scratch);
      b += packedStep;
    }
    scatterPatches(panel, geometry, first, count, dx);
    dz += <usize>count * stride;
  }
}

/**
 * The gradient in the kernel of {@link convForward}.
 *
 * @param kernelGradient - Shape `[kernelSize, kernelSize, channels, filters]`.
 * @param scratch - {@link SPILL_BYTES}; `panelRows` times `filters` rounded up
 *   to eights; and a panel of `panelRows` times {@link patchStep} bytes.
 */
export function convKernelGradient(
  x: usize,
  dz: usize,
  kernelGradient: usize,
  geometry: Geometry,
  batch: i32,
  scratch: usize,
): void {
  const length = patchLength(geometry);
  const filters = geometry.filters;
  const stride = (<usize>filters) << 2;
  const packed = scratch + SPILL_BYTES;
  const panel = packed + ((<usize>(geometry.panelRows * ((filters + 7) & ~7))) << 2);
  const step = patchStep(geometry);
  memory.fill(kernelGradient, 0, <usize>length * stride);
  const total = batch * geometry.rows * geometry.columns;
  for (let first = 0; first < total; first += geometry.panelRows) {
    const count = min(total - first, geometry.panelRows);
    const packedStep = (<usize>count) << 5;
    let b = packed;
    for (let filter = 0; filter < filters; filter += 8) {
      packColumns(dz + ((<usize>filter) << 2), stride, count, min(filters - filter, 8), b);
      b += packedStep;
    }
    gatherPatches(x, geometry, first, count, panel, step);
    b = packed;
    for (let filter = 0; filter < filters; filter += 8) {
      const to = kernelGradient + ((<usize>filter) << 2);
      const columns = min(filters - filter, 8);
      transposedStrip(panel, step, count, b, to, length, filters, columns, scratch);
      b += packedStep;
    }
    dz += <usize>count * stride;
  }
}
