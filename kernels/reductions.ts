/**
 * Sums of columns: the gradient of a bias.
 *
 * @param from - Shape `[rows, columns]`.
 * @param to - Shape `[columns]`.
 */
export function columnSums(from: usize, rows: i32, columns: i32, to: usize): void {
  someColumnSums(from, rows, columns, columns, to);
}

/** {@link columnSums} of so many columns, from the first one that is given. */
export function someColumnSums(from: usize, rows: i32, columns: i32, count: i32, to: usize): void {
  const stride = (<usize>columns) << 2;
  let column = 0;
  for (; column + 4 <= count; column += 4) {
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
  for (; column < count; column++) {
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

/** Numbers that are added up in single precision, and by {@link quickSumOfSquares}. */
const BLOCK: usize = 4096;
const QUICK_BLOCK: usize = 16_384;

/**
 * The sum of squares, for the global norm. Sums of 1,024 numbers are added up
 * in double precision, so that long vectors lose nothing.
 *
 * @param length - A multiple of 4.
 */
export function sumOfSquares(from: usize, length: i32): f64 {
  return sumOfSquaresOnto(0, from, length);
}

/** Adds {@link sumOfSquares} to a total, block by block. */
export function sumOfSquaresOnto(total: f64, from: usize, length: i32): f64 {
  const end = from + ((<usize>length) << 2);
  for (; from < end; from += BLOCK) {
    const sum = squaresOf(from, min(end, from + BLOCK));
    total += sumOfLow(sum);
    total += sumOfHigh(sum);
  }
  return total;
}

function squaresOf(from: usize, end: usize): v128 {
  let sum = f32x4.splat(0);
  for (; from < end; from += 16) {
    const value = v128.load(from);
    sum = f32x4.add(sum, f32x4.mul(value, value));
  }
  return sum;
}

function sumOfLow(sum: v128): f64 {
  return <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1);
}

function sumOfHigh(sum: v128): f64 {
  return <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3);
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

/**
 * As {@link sumOfSquares}, by four sums side by side: four times as fast, and
 * rounded otherwise. For norms that no gradient is scaled by.
 *
 * @param length - A multiple of 4.
 */
export function quickSumOfSquares(from: usize, length: i32): f64 {
  return quickSumOfSquaresOnto(0, from, length);
}

/** Adds {@link quickSumOfSquares} to a total, block by block. */
export function quickSumOfSquaresOnto(total: f64, from: usize, length: i32): f64 {
  const end = from + ((<usize>length) << 2);
  while (from + 64 <= end) {
    const blockEnd = from + ((min(end - from, QUICK_BLOCK) >> 6) << 6);
    const sum = quickSquaresOf(from, blockEnd);
    total += sumOfLow(sum);
    total += sumOfHigh(sum);
    from = blockEnd;
  }
  return total + sumOfSquares(from, <i32>((end - from) >> 2));
}

function quickSquaresOf(from: usize, end: usize): v128 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (; from < end; from += 64) {
    const w = v128.load(from);
    const x = v128.load(from, 16);
    const y = v128.load(from, 32);
    const z = v128.load(from, 48);
    a = f32x4.add(a, f32x4.mul(w, w));
    b = f32x4.add(b, f32x4.mul(x, x));
    c = f32x4.add(c, f32x4.mul(y, y));
    d = f32x4.add(d, f32x4.mul(z, z));
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/**
 * What whole blocks add to {@link sumOfSquares}, or to {@link quickSumOfSquares}, two
 * numbers each: threads compute them, and one adds them up in order.
 *
 * @param to - Shape `[count, 2]`, float64.
 */
export function squaresOfBlocks(from: usize, quick: i32, count: i32, to: usize): void {
  const bytes = quick ? QUICK_BLOCK : BLOCK;
  for (; count > 0; count--) {
    const end = from + bytes;
    const sum = quick ? quickSquaresOf(from, end) : squaresOf(from, end);
    store<f64>(to, sumOfLow(sum));
    store<f64>(to, sumOfHigh(sum), 8);
    from = end;
    to += 16;
  }
}

/** Adds so many numbers up, one after the other. Shape `[count]`, float64. */
export function addUp(from: usize, count: i32): f64 {
  let total: f64 = 0;
  for (; count > 0; count--) {
    total += load<f64>(from);
    from += 8;
  }
  return total;
}
