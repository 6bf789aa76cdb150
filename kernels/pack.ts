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
      transpose4(from, stride, to, 32);
      transpose4(from + (stride << 2), stride, to + 16, 32);
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

/** Transposes four numbers of four rows into four rows that are `step` bytes apart. */
function transpose4(from: usize, stride: usize, to: usize, step: usize): void {
  const row0 = v128.load(from);
  const row1 = v128.load(from + stride);
  const row2 = v128.load(from + (stride << 1));
  const row3 = v128.load(from + (stride << 1) + stride);
  const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + step, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + (step << 1), v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + (step << 1) + step, v128.shuffle<f64>(high01, high23, 1, 3));
}

/**
 * Transposes a matrix, or so many columns of one.
 *
 * @param from - Shape `[rows, columns]`.
 * @param allColumns - Numbers from row to row.
 * @param to - Shape `[columns, rows]`.
 */
export function transpose(from: usize, rows: i32, columns: i32, allColumns: i32, to: usize): void {
  const stride = (<usize>allColumns) << 2;
  const step = (<usize>rows) << 2;
  const bulkRows = rows & ~3;
  const bulkColumns = columns & ~3;
  // Sixteen rows at a time fill whole lines of the cache: rows of the result are often a power
  // of two apart, and share so few lines that one half filled is lost before its next part.
  for (let row = 0; row < bulkRows; row += 16) {
    const block = min(bulkRows - row, 16);
    for (let column = 0; column < bulkColumns; column += 4) {
      let source = from + ((<usize>column) << 2);
      let target = to + <usize>column * step;
      for (let done = 0; done < block; done += 4) {
        transpose4(source, stride, target, step);
        source += stride << 2;
        target += 16;
      }
    }
    for (let line = 0; line < block; line++) {
      const rest = from + ((<usize>bulkColumns) << 2);
      copyColumns(rest, bulkColumns, columns, to + <usize>bulkColumns * step, step);
      from += stride;
      to += 4;
    }
  }
  for (let row = bulkRows; row < rows; row++) {
    copyColumns(from, 0, columns, to, step);
    from += stride;
    to += 4;
  }
}

/** Copies what stands in columns `first` to `end` of a row, one below the other. */
function copyColumns(from: usize, first: i32, end: i32, to: usize, step: usize): void {
  for (let column = first; column < end; column++) {
    store<f32>(to, load<f32>(from));
    from += 4;
    to += step;
  }
}

/**
 * Transposes matrices that stand one behind the other.
 *
 * @param from - Shape `[count, rows, columns]`.
 * @param to - Shape `[count, columns, rows]`.
 */
export function transposeEach(from: usize, count: i32, rows: i32, columns: i32, to: usize): void {
  const size = (<usize>(rows * columns)) << 2;
  for (let done = 0; done < count; done++) {
    transpose(from, rows, columns, columns, to);
    from += size;
    to += size;
  }
}
