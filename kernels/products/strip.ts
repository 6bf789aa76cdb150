import { TALL, TILE_BYTES, tallTile, tile1, tile2, tile3, tile4 } from './tile';

/** What is done to finished sums as they are stored. */
export const STORE: i32 = 0;
export const STORE_RELU: i32 = 1;
export const ACCUMULATE: i32 = 2;

/** Bytes of the place that the sums of a strip go through. */
export const SPILL_BYTES: usize = TILE_BYTES;

/**
 * Up to eight columns of `C = A · B + bias`, all rows.
 *
 * @param a - Shape `[allRows, depth]`.
 * @param packed - The columns of B: shape `[depth, 8]`.
 * @param to - Where the columns of C begin, which has shape `[allRows, allColumns]`.
 * @param columns - How many there are, 1 to 8.
 * @param bias - So many numbers, or 0 for none.
 * @param spill - {@link SPILL_BYTES} of space.
 */
export function strip(
  a: usize,
  depth: i32,
  packed: usize,
  to: usize,
  allRows: i32,
  allColumns: i32,
  columns: i32,
  bias: usize,
  finish: i32,
  spill: usize,
): void {
  const stride = (<usize>allColumns) << 2;
  const step = (<usize>depth) << 2;
  let tall = allRows / TALL;
  let rest = allRows % TALL;
  // Together with six others, two rows take less time than alone.
  if (tall > 0 && (rest === 1 || rest === 2)) {
    tall--;
    rest += TALL;
  }
  for (; tall > 0; tall--) {
    tallTile(a, step, packed, depth, spill);
    finishTile(spill, TALL, to, stride, columns, bias, finish);
    a += <usize>TALL * step;
    to += <usize>TALL * stride;
  }
  for (; rest > 0; rest -= 4) {
    const rows = min(rest, 4);
    if (rows === 4) tile4(a, step, packed, depth, spill);
    else if (rows === 3) tile3(a, step, packed, depth, spill);
    else if (rows === 2) tile2(a, step, packed, depth, spill);
    else tile1(a, step, packed, depth, spill);
    finishTile(spill, rows, to, stride, columns, bias, finish);
    a += step << 2;
    to += stride << 2;
  }
}

/** Takes a tile's sums to where they belong. */
export function finishTile(
  spill: usize,
  rows: i32,
  to: usize,
  stride: usize,
  columns: i32,
  bias: usize,
  finish: i32,
): void {
  const end = spill + ((<usize>rows) << 5);
  if (columns < 8) {
    const width = (<usize>columns) << 2;
    for (; spill < end; spill += 32) {
      for (let offset: usize = 0; offset < width; offset += 4) {
        let value = load<f32>(spill + offset);
        if (bias !== 0) value += load<f32>(bias + offset);
        if (finish === STORE_RELU && value < 0) value = 0;
        if (finish === ACCUMULATE) value += load<f32>(to + offset);
        store<f32>(to + offset, value);
      }
      to += stride;
    }
    return;
  }
  const zero = f32x4.splat(0);
  const bias0 = bias === 0 ? zero : v128.load(bias);
  const bias1 = bias === 0 ? zero : v128.load(bias, 16);
  for (; spill < end; spill += 32) {
    let first = f32x4.add(v128.load(spill), bias0);
    let second = f32x4.add(v128.load(spill, 16), bias1);
    if (finish === STORE_RELU) {
      // In this order NaN stays NaN.
      first = f32x4.pmax(first, zero);
      second = f32x4.pmax(second, zero);
    } else if (finish === ACCUMULATE) {
      first = f32x4.add(first, v128.load(to));
      second = f32x4.add(second, v128.load(to, 16));
    }
    v128.store(to, first);
    v128.store(to, second, 16);
    to += stride;
  }
}
