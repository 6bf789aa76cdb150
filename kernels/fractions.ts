/** Terms of the series of the sine: up to π/2 more would not change a double. */
const TERMS = 11;

/**
 * `to_i = cos(π · (first + i) · τ)` for each fraction τ, by
 * `cos((i + 1) θ) = 2 cos θ · cos(i θ) − cos((i − 1) θ)` in double precision.
 *
 * @param fractions - Shape `[rows]`, each from 0 to 1.
 * @param to - Shape `[rows, count]`.
 * @param first - 0 or 1.
 * @see Dabney et al. 2018, equation 4, https://arxiv.org/abs/1806.06923
 */
export function cosines(fractions: usize, to: usize, rows: i32, count: i32, first: i32): void {
  const width = (<usize>count) << 2;
  for (let row = 0; row < rows; row++) {
    const step = cosOfPi(<f64>load<f32>(fractions));
    // cos(−θ) is cos θ, and cos 0 is 1.
    let before: f64 = first === 0 ? step : 1;
    let now: f64 = first === 0 ? 1 : step;
    for (const end = to + width; to < end; to += 4) {
      store<f32>(to, <f32>now);
      const next = 2 * step * now - before;
      before = now;
      now = next;
    }
    fractions += 4;
  }
}

/** `cos(π τ) = sin(π (½ − τ))`, for τ from 0 to 1: by additions and products alone, so the same everywhere. */
function cosOfPi(fraction: f64): f64 {
  const x = 3.141592653589793 * (0.5 - fraction);
  const square = x * x;
  let sum: f64 = 1;
  for (let term = TERMS - 1; term > 0; term--) {
    sum = 1 - (sum * square) / <f64>(2 * term * (2 * term + 1));
  }
  return x * sum;
}

/**
 * Multiplies each row with the rows of its fractions: `y_j = x ⊙ φ_j`.
 *
 * @param x - Shape `[batch, units]`.
 * @param phi - Shape `[batch, fractions, units]`.
 * @param y - Shape `[batch, fractions, units]`.
 */
export function fractionProduct(
  x: usize,
  phi: usize,
  y: usize,
  batch: i32,
  fractions: i32,
  units: i32,
): void {
  const width = (<usize>units) << 2;
  const bulk = width & ~15;
  for (let row = 0; row < batch; row++) {
    for (let fraction = 0; fraction < fractions; fraction++) {
      for (let at: usize = 0; at < bulk; at += 16) {
        v128.store(y + at, f32x4.mul(v128.load(x + at), v128.load(phi + at)));
      }
      for (let at = bulk; at < width; at += 4) {
        store<f32>(y + at, load<f32>(x + at) * load<f32>(phi + at));
      }
      phi += width;
      y += width;
    }
    x += width;
  }
}

/**
 * Follows {@link fractionProduct} back: `dx = Σ_j dy_j ⊙ φ_j`, `dφ_j = dy_j ⊙ x`.
 *
 * @param dy - Shape `[batch, fractions, units]`; replaced by the gradient in φ.
 * @param dx - Shape `[batch, units]`; 0 if nobody wants it.
 */
export function fractionProductGradient(
  x: usize,
  phi: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  fractions: i32,
  units: i32,
): void {
  const width = (<usize>units) << 2;
  const bulk = width & ~15;
  for (let row = 0; row < batch; row++) {
    if (dx !== 0) memory.fill(dx, 0, width);
    for (let fraction = 0; fraction < fractions; fraction++) {
      if (dx !== 0) addProducts(dy, phi, dx, bulk, width);
      for (let at: usize = 0; at < bulk; at += 16) {
        v128.store(dy + at, f32x4.mul(v128.load(dy + at), v128.load(x + at)));
      }
      for (let at = bulk; at < width; at += 4) {
        store<f32>(dy + at, load<f32>(dy + at) * load<f32>(x + at));
      }
      phi += width;
      dy += width;
    }
    x += width;
    if (dx !== 0) dx += width;
  }
}

/** `sum += a ⊙ b`, of `width` bytes. */
function addProducts(a: usize, b: usize, sum: usize, bulk: usize, width: usize): void {
  for (let at: usize = 0; at < bulk; at += 16) {
    const product = f32x4.mul(v128.load(a + at), v128.load(b + at));
    v128.store(sum + at, f32x4.add(v128.load(sum + at), product));
  }
  for (let at = bulk; at < width; at += 4) {
    store<f32>(sum + at, load<f32>(sum + at) + load<f32>(a + at) * load<f32>(b + at));
  }
}
