/**
 * Copies `columns` (1 to 8) of a matrix side by side, eight numbers a row, so
 * that a tile reads them in one stream: rows a power of two apart would share
 * the same few lines of the cache. Missing columns are filled with zeros.
 *
 * @param stride - Bytes from row to row of the matrix.
 * @param to - Shape `[rows, 8]`.
 */
export function packColumns(from: usize, stride: usize, rows: i32, columns: i32, to: usize): void {
  const end = to + ((<usize>rows) << 5);
  if (columns === 8) {
    while (to < end) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += stride;
      to += 32;
    }
    return;
  }
  while (to < end) {
    v128.store(to, f32x4.splat(0));
    v128.store(to, f32x4.splat(0), 16);
    for (let column: usize = 0; column < <usize>columns; column++) {
      store<f32>(to + (column << 2), load<f32>(from + (column << 2)));
    }
    from += stride;
    to += 32;
  }
}

/**
 * As {@link packColumns} of the transposed matrix: takes `columns` (1 to 8)
 * of its rows, each of `depth` numbers.
 *
 * @param to - Shape `[depth, 8]`.
 */
export function packRowsAsColumns(
  from: usize,
  stride: usize,
  depth: i32,
  columns: i32,
  to: usize,
): void {
  let done = 0;
  if (columns === 8) {
    const bulk = depth & ~3;
    for (; done < bulk; done += 4) {
      transpose4(from, stride, to);
      transpose4(from + (stride << 2), stride, to + 16);
      from += 16;
      to += 128;
    }
  }
  for (; done < depth; done++) {
    for (let column = 0; column < 8; column++) {
      const value: f32 = column < columns ? load<f32>(from + <usize>column * stride) : 0;
      store<f32>(to + ((<usize>column) << 2), value);
    }
    from += 4;
    to += 32;
  }
}

/** Transposes four numbers of four rows into every second vector from `to`. */
function transpose4(from: usize, stride: usize, to: usize): void {
  const row0 = v128.load(from);
  const row1 = v128.load(from + stride);
  const row2 = v128.load(from + (stride << 1));
  const row3 = v128.load(from + (stride << 1) + stride);
  const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<f64>(low01, low23, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(high01, high23, 0, 2), 64);
  v128.store(to, v128.shuffle<f64>(high01, high23, 1, 3), 96);
}

/**
 * Copies all columns of a matrix in fours, interleaved: what a tile takes for
 * four rows of the transposed matrix.
 *
 * @param to - Shape `[⌈columns / 4⌉, rows, 4]`; missing columns are zeros.
 */
export function packAllInFours(from: usize, rows: i32, columns: i32, to: usize): void {
  const stride = (<usize>columns) << 2;
  const whole = columns & ~3;
  for (let column = 0; column < whole; column += 4) {
    let source = from + ((<usize>column) << 2);
    for (let row = 0; row < rows; row++) {
      v128.store(to, v128.load(source));
      source += stride;
      to += 16;
    }
  }
  if (whole === columns) return;
  let source = from + ((<usize>whole) << 2);
  for (let row = 0; row < rows; row++) {
    v128.store(to, f32x4.splat(0));
    for (let column = 0; column < columns - whole; column++) {
      const offset = (<usize>column) << 2;
      store<f32>(to + offset, load<f32>(source + offset));
    }
    source += stride;
    to += 16;
  }
}
