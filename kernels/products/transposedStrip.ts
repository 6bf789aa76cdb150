import { ACCUMULATE, finishTile } from './strip';
import { TALL, fourColumns, tallColumns } from './tile';

/**
 * Adds up to eight columns of `Aᵀ · B` to those of C. What is transposed need
 * not be laid out anew: a tile goes down a few columns of A at once.
 *
 * @param a - Shape `[depth, rows]`; up to three numbers behind it are read, to no effect.
 * @param next - Bytes from row to row of A. An odd number of cache lines is
 *   best: with a power of two, all rows would share the same few lines.
 * @param packed - The columns of B: shape `[depth, 8]`.
 * @param to - Where the columns of C begin, which has shape `[rows, allColumns]`.
 * @param columns - How many there are, 1 to 8.
 * @param spill - As for {@link strip}.
 */
export function transposedStrip(
  a: usize,
  next: usize,
  depth: i32,
  packed: usize,
  to: usize,
  rows: i32,
  allColumns: i32,
  columns: i32,
  spill: usize,
): void {
  const stride = (<usize>allColumns) << 2;
  let tall = rows / TALL;
  for (; tall > 0; tall--) {
    tallColumns(a, next, packed, depth, spill);
    finishTile(spill, TALL, to, stride, columns, 0, ACCUMULATE);
    a += (<usize>TALL) << 2;
    to += <usize>TALL * stride;
  }
  for (let rest = rows % TALL; rest > 0; rest -= 4) {
    fourColumns(a, next, packed, depth, spill);
    finishTile(spill, min(rest, 4), to, stride, columns, 0, ACCUMULATE);
    a += 16;
    to += stride << 2;
  }
}
