import { multiplyAdd } from './multiplyAdd';

/**
 * `y = x · kernel + bias` for a single row, with ReLU if wanted: the product
 * of acting. It reads every weight once, in order, so packing would not pay;
 * the sums stand in `y`, which the first level of the cache holds.
 *
 * Sums in the same order as the tiles do, so that a row's result is the same
 * alone and in a batch.
 */
export function matrixVector(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  inputs: i32,
  units: i32,
  relu: i32,
): void {
  const width = (<usize>units) << 2;
  memory.fill(y, 0, width);
  const end = x + ((<usize>inputs) << 2);
  const bulkEnd = x + ((<usize>(inputs & ~3)) << 2);
  for (; x < bulkEnd; x += 16) {
    fourRows(x, kernel, y, width);
    kernel += width << 2;
  }
  for (; x < end; x += 4) {
    oneRow(v128.load_splat<f32>(x), kernel, y, width);
    kernel += width;
  }
  finish(bias, y, width, relu);
}

/** Adds four rows of the kernel, times four inputs, to the sums. */
function fourRows(x: usize, kernel: usize, y: usize, width: usize): void {
  const x0 = v128.load_splat<f32>(x);
  const x1 = v128.load_splat<f32>(x, 4);
  const x2 = v128.load_splat<f32>(x, 8);
  const x3 = v128.load_splat<f32>(x, 12);
  const end = y + width;
  const bulkEnd = y + (width & ~15);
  let row0 = kernel;
  let row1 = row0 + width;
  let row2 = row1 + width;
  let row3 = row2 + width;
  for (; y < bulkEnd; y += 16) {
    let sum = multiplyAdd(x0, v128.load(row0), v128.load(y));
    sum = multiplyAdd(x1, v128.load(row1), sum);
    sum = multiplyAdd(x2, v128.load(row2), sum);
    v128.store(y, multiplyAdd(x3, v128.load(row3), sum));
    row0 += 16;
    row1 += 16;
    row2 += 16;
    row3 += 16;
  }
  for (; y < end; y += 4) {
    // In vectors too: a fused product must round as the others do.
    let sum = multiplyAdd(x0, v128.load32_zero(row0), v128.load32_zero(y));
    sum = multiplyAdd(x1, v128.load32_zero(row1), sum);
    sum = multiplyAdd(x2, v128.load32_zero(row2), sum);
    sum = multiplyAdd(x3, v128.load32_zero(row3), sum);
    store<f32>(y, f32x4.extract_lane(sum, 0));
    row0 += 4;
    row1 += 4;
    row2 += 4;
    row3 += 4;
  }
}

/** Adds one row of the kernel, times `value`, to the sums. */
function oneRow(value: v128, row: usize, y: usize, width: usize): void {
  const end = y + width;
  const bulkEnd = y + (width & ~15);
  for (; y < bulkEnd; y += 16) {
    v128.store(y, multiplyAdd(value, v128.load(row), v128.load(y)));
    row += 16;
  }
  for (; y < end; y += 4) {
    const sum = multiplyAdd(value, v128.load32_zero(row), v128.load32_zero(y));
    store<f32>(y, f32x4.extract_lane(sum, 0));
    row += 4;
  }
}

/** Adds the bias, and applies ReLU. */
function finish(bias: usize, y: usize, width: usize, relu: i32): void {
  const end = y + width;
  const bulkEnd = y + (width & ~15);
  const zero = f32x4.splat(0);
  for (; y < bulkEnd; y += 16) {
    const value = f32x4.add(v128.load(y), v128.load(bias));
    v128.store(y, relu ? f32x4.pmax(value, zero) : value);
    bias += 16;
  }
  for (; y < end; y += 4) {
    const value = load<f32>(y) + load<f32>(bias);
    store<f32>(y, relu && value < 0 ? 0 : value);
    bias += 4;
  }
}
