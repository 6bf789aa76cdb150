import { multiplyAdd } from './multiplyAdd';

/**
 * `y = x · kernel + bias` for a single row, with ReLU if wanted: the product
 * of acting. It reads every weight once, so packing them would not pay.
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
  const stride = (<usize>units) << 2;
  const end = x + ((<usize>inputs) << 2);
  let unit = 0;
  for (; unit + 32 <= units; unit += 32) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0);
    let s5 = f32x4.splat(0);
    let s6 = f32x4.splat(0);
    let s7 = f32x4.splat(0);
    let from = kernel;
    for (let at = x; at < end; at += 4) {
      const value = v128.load_splat<f32>(at);
      s0 = multiplyAdd(value, v128.load(from), s0);
      s1 = multiplyAdd(value, v128.load(from, 16), s1);
      s2 = multiplyAdd(value, v128.load(from, 32), s2);
      s3 = multiplyAdd(value, v128.load(from, 48), s3);
      s4 = multiplyAdd(value, v128.load(from, 64), s4);
      s5 = multiplyAdd(value, v128.load(from, 80), s5);
      s6 = multiplyAdd(value, v128.load(from, 96), s6);
      s7 = multiplyAdd(value, v128.load(from, 112), s7);
      from += stride;
    }
    finish(s0, bias, y, relu);
    finish(s1, bias + 16, y + 16, relu);
    finish(s2, bias + 32, y + 32, relu);
    finish(s3, bias + 48, y + 48, relu);
    finish(s4, bias + 64, y + 64, relu);
    finish(s5, bias + 80, y + 80, relu);
    finish(s6, bias + 96, y + 96, relu);
    finish(s7, bias + 112, y + 112, relu);
    kernel += 128;
    bias += 128;
    y += 128;
  }
  for (; unit + 4 <= units; unit += 4) {
    let sum = f32x4.splat(0);
    let from = kernel;
    for (let at = x; at < end; at += 4) {
      sum = multiplyAdd(v128.load_splat<f32>(at), v128.load(from), sum);
      from += stride;
    }
    finish(sum, bias, y, relu);
    kernel += 16;
    bias += 16;
    y += 16;
  }
  for (; unit < units; unit++) {
    // In a vector too: a fused product must round as the others do.
    let sum = f32x4.splat(0);
    let from = kernel;
    for (let at = x; at < end; at += 4) {
      sum = multiplyAdd(v128.load_splat<f32>(at), v128.load_splat<f32>(from), sum);
      from += stride;
    }
    const value = f32x4.extract_lane(sum, 0) + load<f32>(bias);
    store<f32>(y, relu && value < 0 ? 0 : value);
    kernel += 4;
    bias += 4;
    y += 4;
  }
}

function finish(sum: v128, bias: usize, y: usize, relu: i32): void {
  const value = f32x4.add(sum, v128.load(bias));
  v128.store(y, relu ? f32x4.pmax(value, f32x4.splat(0)) : value);
}
