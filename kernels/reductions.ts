/**
 * Sums of columns: the gradient of a bias.
 *
 * @param from - Shape `[rows, columns]`.
 * @param to - Shape `[columns]`.
 */
export function columnSums(from: usize, rows: i32, columns: i32, to: usize): void {
  const stride = (<usize>columns) << 2;
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    let sum = f32x4.splat(0);
    let at = from;
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(at));
      at += stride;
    }
    v128.store(to, sum);
    from += 16;
    to += 16;
  }
  for (; column < columns; column++) {
    let sum: f32 = 0;
    let at = from;
    for (let row = 0; row < rows; row++) {
      sum += load<f32>(at);
      at += stride;
    }
    store<f32>(to, sum);
    from += 4;
    to += 4;
  }
}

/**
 * The sum of squares, for the global norm. Sums of 1,024 numbers are added up
 * in double precision, so that long vectors lose nothing.
 *
 * @param length - A multiple of 4.
 */
export function sumOfSquares(from: usize, length: i32): f64 {
  let total: f64 = 0;
  const end = from + ((<usize>length) << 2);
  while (from < end) {
    const blockEnd = min(end, from + 4096);
    let sum = f32x4.splat(0);
    for (; from < blockEnd; from += 16) {
      const value = v128.load(from);
      sum = f32x4.add(sum, f32x4.mul(value, value));
    }
    total += <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1);
    total += <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3);
  }
  return total;
}

/**
 * As {@link sumOfSquares}, in double precision throughout: slower, but numbers
 * whose squares are too large for single precision do not overflow.
 */
export function sumOfSquaresWide(from: usize, length: i32): f64 {
  let total: f64 = 0;
  const end = from + ((<usize>length) << 2);
  for (; from < end; from += 4) {
    const value = <f64>load<f32>(from);
    total += value * value;
  }
  return total;
}
