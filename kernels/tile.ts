import { multiplyAdd } from './multiplyAdd';

/** What is done to a finished tile before it is stored. */
export const STORE: i32 = 0;
export const STORE_RELU: i32 = 1;
export const ACCUMULATE: i32 = 2;

/** Bytes of the place that `tile` wants for a tile that overhangs the edge. */
export const SPILL_BYTES: usize = 128;

/**
 * The innermost kernel of all matrix products: four rows by eight columns of
 * `C = A · B + bias`, whose sums stay in eight registers throughout. With six
 * rows, V8 runs out of registers.
 *
 * The sums run over the depth in order, from zero, and the bias comes last: a
 * row's result does not depend on how many rows there are.
 *
 * @typeParam Step - Its size is the distance between neighbours in a row of A:
 *   `f32` for rows as they are, `v128` for four rows interleaved.
 * @param a0 - The four rows of A; `a1` to `a3` alike.
 * @param b - Eight columns of B, packed: shape `[depth, 8]`.
 * @param stride - Bytes from row to row of C.
 * @param rows - Rows of C that are there, 1 to 4; `columns` alike, 1 to 8.
 * @param bias - Eight numbers, or 0 for none.
 * @param spill - {@link SPILL_BYTES} of space.
 */
export function tile<Step>(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  b: usize,
  depth: i32,
  c: usize,
  stride: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  finish: i32,
  spill: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const end = b + ((<usize>depth) << 5);
  const bulkEnd = b + ((<usize>(depth & ~3)) << 5);
  while (b < bulkEnd) {
    let b0 = v128.load(b);
    let b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a1);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a2);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a3);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);

    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x = v128.load_splat<f32>(a0, sizeof<Step>());
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a1, sizeof<Step>());
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a2, sizeof<Step>());
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a3, sizeof<Step>());
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);

    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    x = v128.load_splat<f32>(a0, 2 * sizeof<Step>());
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a1, 2 * sizeof<Step>());
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a2, 2 * sizeof<Step>());
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a3, 2 * sizeof<Step>());
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);

    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    x = v128.load_splat<f32>(a0, 3 * sizeof<Step>());
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a1, 3 * sizeof<Step>());
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a2, 3 * sizeof<Step>());
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a3, 3 * sizeof<Step>());
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);

    a0 += 4 * sizeof<Step>();
    a1 += 4 * sizeof<Step>();
    a2 += 4 * sizeof<Step>();
    a3 += 4 * sizeof<Step>();
    b += 128;
  }
  while (b < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a0);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load_splat<f32>(a1);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load_splat<f32>(a2);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load_splat<f32>(a3);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    a0 += sizeof<Step>();
    a1 += sizeof<Step>();
    a2 += sizeof<Step>();
    a3 += sizeof<Step>();
    b += 32;
  }

  if (bias !== 0) {
    const bias0 = v128.load(bias);
    const bias1 = v128.load(bias, 16);
    c00 = f32x4.add(c00, bias0);
    c01 = f32x4.add(c01, bias1);
    c10 = f32x4.add(c10, bias0);
    c11 = f32x4.add(c11, bias1);
    c20 = f32x4.add(c20, bias0);
    c21 = f32x4.add(c21, bias1);
    c30 = f32x4.add(c30, bias0);
    c31 = f32x4.add(c31, bias1);
  }
  if (finish === STORE_RELU) {
    // In this order NaN stays NaN.
    const zero = f32x4.splat(0);
    c00 = f32x4.pmax(c00, zero);
    c01 = f32x4.pmax(c01, zero);
    c10 = f32x4.pmax(c10, zero);
    c11 = f32x4.pmax(c11, zero);
    c20 = f32x4.pmax(c20, zero);
    c21 = f32x4.pmax(c21, zero);
    c30 = f32x4.pmax(c30, zero);
    c31 = f32x4.pmax(c31, zero);
  }

  const whole = rows === 4 && columns === 8;
  if (whole && finish === ACCUMULATE) {
    const row1 = c + stride;
    const row2 = row1 + stride;
    const row3 = row2 + stride;
    c00 = f32x4.add(c00, v128.load(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c10 = f32x4.add(c10, v128.load(row1));
    c11 = f32x4.add(c11, v128.load(row1, 16));
    c20 = f32x4.add(c20, v128.load(row2));
    c21 = f32x4.add(c21, v128.load(row2, 16));
    c30 = f32x4.add(c30, v128.load(row3));
    c31 = f32x4.add(c31, v128.load(row3, 16));
  }
  // A tile that overhangs goes through the spill, so that nothing beyond the
  // edge is written.
  const into = whole ? c : spill;
  const step: usize = whole ? stride : 32;
  const into1 = into + step;
  const into2 = into1 + step;
  const into3 = into2 + step;
  v128.store(into, c00);
  v128.store(into, c01, 16);
  v128.store(into1, c10);
  v128.store(into1, c11, 16);
  v128.store(into2, c20);
  v128.store(into2, c21, 16);
  v128.store(into3, c30);
  v128.store(into3, c31, 16);
  if (whole) return;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const to = c + <usize>row * stride + ((<usize>column) << 2);
      const value = load<f32>(spill + ((<usize>row) << 5) + ((<usize>column) << 2));
      store<f32>(to, finish === ACCUMULATE ? load<f32>(to) + value : value);
    }
  }
}
