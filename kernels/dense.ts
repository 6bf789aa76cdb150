import { packColumns, packRowsAsColumns, transpose } from './pack';
import { ACCUMULATE, matrixVector, SPILL_BYTES, STORE, STORE_RELU, strip } from './products';

/**
 * `y = x · kernel + bias`, with ReLU if wanted.
 *
 * @param x - Shape `[batch, inputs]`.
 * @param kernel - Shape `[inputs, units]`.
 * @param y - Shape `[batch, units]`.
 * @param scratch - {@link SPILL_BYTES}, then `8 · inputs` numbers.
 */
export function denseForward(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  batch: i32,
  inputs: i32,
  units: i32,
  relu: i32,
  scratch: usize,
): void {
  // Below four rows, packing the kernel would cost more than the product.
  if (batch < 4) {
    for (let row = 0; row < batch; row++) {
      matrixVector(x, kernel, bias, y, inputs, units, relu);
      x += (<usize>inputs) << 2;
      y += (<usize>units) << 2;
    }
    return;
  }
  denseColumns(x, kernel, bias, y, batch, inputs, units, units, relu, scratch);
}

/**
 * {@link denseForward} of so many columns, for four rows or more.
 *
 * @param kernel - Where the first of the columns begins, as `bias` and `y` do.
 * @param count - How many columns.
 */
export function denseColumns(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  batch: i32,
  inputs: i32,
  units: i32,
  count: i32,
  relu: i32,
  scratch: usize,
): void {
  const finish = relu ? STORE_RELU : STORE;
  const packed = scratch + SPILL_BYTES;
  for (let column = 0; column < count; column += 8) {
    const offset = (<usize>column) << 2;
    const columns = min(count - column, 8);
    packColumns(kernel + offset, (<usize>units) << 2, inputs, columns, packed);
    strip(x, inputs, packed, y + offset, batch, units, columns, bias + offset, finish, scratch);
  }
}

/**
 * `dx = dz · kernelᵀ`.
 *
 * @param accumulate - Whether to add it to what stands in `dx`.
 * @param scratch - {@link SPILL_BYTES}, then `8 · units` numbers.
 */
export function denseInputGradient(
  dz: usize,
  kernel: usize,
  dx: usize,
  batch: i32,
  inputs: i32,
  units: i32,
  accumulate: i32,
  scratch: usize,
): void {
  denseInputColumns(dz, kernel, dx, batch, inputs, units, inputs, accumulate, scratch);
}

/**
 * {@link denseInputGradient} of so many columns of `dx`.
 *
 * @param kernel - The row of the first of the columns.
 * @param dx - Where the first of the columns begins.
 * @param count - How many columns.
 */
export function denseInputColumns(
  dz: usize,
  kernel: usize,
  dx: usize,
  batch: i32,
  inputs: i32,
  units: i32,
  count: i32,
  accumulate: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const stride = (<usize>units) << 2;
  const finish = accumulate ? ACCUMULATE : STORE;
  for (let input = 0; input < count; input += 8) {
    const columns = min(count - input, 8);
    packRowsAsColumns(kernel + <usize>input * stride, stride, units, columns, packed);
    const to = dx + ((<usize>input) << 2);
    strip(dz, units, packed, to, batch, inputs, columns, 0, finish, scratch);
  }
}

/**
 * `dkernel = xᵀ · dz`.
 *
 * @param scratch - {@link SPILL_BYTES}, then `8 · batch` numbers, then
 *   `batch · inputs` numbers.
 */
export function denseKernelGradient(
  x: usize,
  dz: usize,
  kernelGradient: usize,
  batch: i32,
  inputs: i32,
  units: i32,
  scratch: usize,
): void {
  const transposed = scratch + SPILL_BYTES + ((<usize>batch) << 5);
  transpose(x, batch, inputs, inputs, transposed);
  denseKernelColumns(transposed, dz, kernelGradient, batch, inputs, units, units, scratch);
}

/**
 * {@link denseKernelGradient} of so many units.
 *
 * @param transposed - Shape `[inputs, batch]`.
 * @param dz - Where the first of the units is, as in `kernelGradient`.
 * @param count - How many units.
 * @param scratch - {@link SPILL_BYTES}, then `8 · batch` numbers.
 */
export function denseKernelColumns(
  transposed: usize,
  dz: usize,
  kernelGradient: usize,
  batch: i32,
  inputs: i32,
  units: i32,
  count: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const stride = (<usize>units) << 2;
  for (let column = 0; column < count; column += 8) {
    const columns = min(count - column, 8);
    packColumns(dz + ((<usize>column) << 2), stride, batch, columns, packed);
    const to = kernelGradient + ((<usize>column) << 2);
    strip(transposed, batch, packed, to, inputs, units, columns, 0, STORE, scratch);
  }
}
