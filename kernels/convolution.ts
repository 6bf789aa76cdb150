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
  const filters = geometry.filters;
  const own = scratch + packFilters(kernel, geometry, filters, scratch);
  convPanels(x, scratch, bias, y, geometry, batch, relu, own);
}

/**
 * Packs so many filters, eight side by side.
 *
 * @param kernel - Where the first of them begins.
 * @param packed - Room for `patchLength` times `count` rounded up to eights.
 * @returns The bytes of it.
 */
export function packFilters(kernel: usize, geometry: Geometry, count: i32, packed: usize): usize {
  const depth = patchLength(geometry);
  const stride = (<usize>geometry.filters) << 2;
  const start = packed;
  for (let filter = 0; filter < count; filter += 8) {
    packColumns(kernel + ((<usize>filter) << 2), stride, depth, min(count - filter, 8), packed);
    packed += (<usize>depth) << 5;
  }
  return packed - start;
}

/**
 * {@link convForward} by a kernel that is packed.
 *
 * @param scratch - {@link SPILL_BYTES}; a panel of `panelRows` times `patchLength` numbers.
 */
export function convPanels(
  x: usize,
  packed: usize,
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
  const packedStep = (<usize>depth) << 5;
  const panel = scratch + SPILL_BYTES;
  const total = batch * geometry.rows * geometry.columns;
  for (let first = 0; first < total; first += geometry.panelRows) {
    const count = min(total - first, geometry.panelRows);
    gatherPatches(x, geometry, first, count, panel, (<usize>depth) << 2, 0, depth);
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
  const own = scratch + packPatch(kernel, geometry, length, scratch);
  convInputPanels(dz, scratch, dx, geometry, batch, own);
}

/**
 * Packs so many numbers of a patch, all filters of each, eight side by side.
 *
 * @param kernel - The filters of the first of them.
 * @param packed - Room for `filters` times `count` rounded up to eights.
 * @returns The bytes of it.
 */
export function packPatch(kernel: usize, geometry: Geometry, count: i32, packed: usize): usize {
  const filters = geometry.filters;
  const stride = (<usize>filters) << 2;
  const start = packed;
  for (let column = 0; column < count; column += 8) {
    const from = kernel + <usize>column * stride;
    packRowsAsColumns(from, stride, filters, min(count - column, 8), packed);
    packed += (<usize>filters) << 5;
  }
  return packed - start;
}

/**
 * {@link convInputGradient} by a kernel that is packed.
 *
 * @param scratch - {@link SPILL_BYTES}; a panel of `panelRows` times `patchLength` numbers.
 */
export function convInputPanels(
  dz: usize,
  packed: usize,
  dx: usize,
  geometry: Geometry,
  batch: i32,
  scratch: usize,
): void {
  const length = patchLength(geometry);
  const filters = geometry.filters;
  const stride = (<usize>filters) << 2;
  const packedStep = (<usize>filters) << 5;
  const panel = scratch + SPILL_BYTES;
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
  convKernelRows(x, dz, kernelGradient, geometry, batch, 0, length, scratch);
}

/**
 * {@link convKernelGradient} of so many numbers of a patch.
 *
 * @param kernelGradient - The filters of the first of them.
 * @param low - The first of them.
 * @param length - How many.
 */
export function convKernelRows(
  x: usize,
  dz: usize,
  kernelGradient: usize,
  geometry: Geometry,
  batch: i32,
  low: i32,
  length: i32,
  scratch: usize,
): void {
  const filters = geometry.filters;
  const stride = (<usize>filters) << 2;
  const packed = scratch + SPILL_BYTES;
  const panel = packed + ((<usize>(geometry.panelRows * ((filters + 7) & ~7))) << 2);
  const step = patchStep(length);
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
    gatherPatches(x, geometry, first, count, panel, step, low, low + length);
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
