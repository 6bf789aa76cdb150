// Polynomials of Cephes (S. L. Moshier, https://www.netlib.org/cephes/). The
// functions of the host would round differently from one host to another.

/**
 * `e^x − 1` of four numbers, to 2 units in the last place. Below −87 it is
 * −1, above 88 it stays at its largest.
 */
export function expm1x4(x: v128): v128 {
  x = within(x);
  const n = octavesOf(x);
  const power = powerOf(n);
  // 2^n · (e^r − 1) + (2^n − 1): near 0 nothing cancels.
  return f32x4.add(f32x4.mul(power, expm1OfRest(x, n)), f32x4.sub(power, f32x4.splat(1)));
}

/**
 * `e^x` of four numbers, to 2 units in the last place. Below −87 it stays at its smallest,
 * which is 1.6e−38, above 88 at its largest.
 */
export function expx4(x: v128): v128 {
  x = within(x);
  const n = octavesOf(x);
  return f32x4.mul(powerOf(n), f32x4.add(expm1OfRest(x, n), f32x4.splat(1)));
}

/** What does not overflow. In this order NaN stays NaN. */
function within(x: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
}

/** n of `x = n · ln 2 + r`. */
function octavesOf(x: v128): v128 {
  return f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
}

/** 2^n, made of its exponent. */
function powerOf(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/** `e^r − 1` of the r that is left beside n, with ln 2 in two parts so that it is exact. */
function expm1OfRest(x: v128, n: v128): v128 {
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  return f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
}

/** `tanh(x)` of four numbers. */
export function tanhx4(x: v128): v128 {
  // (e^2x − 1) / (e^2x + 1) of |x|, then the sign.
  const sign = v128.and(x, i32x4.splat(0x80000000));
  const e = expm1x4(f32x4.mul(f32x4.abs(x), f32x4.splat(2)));
  // From 88 / 2 on both are so large that the quotient is 1 all the same.
  return v128.or(f32x4.div(e, f32x4.add(e, f32x4.splat(2))), sign);
}

/** `1 / (1 + e^−x)` of four numbers. */
export function sigmoidx4(x: v128): v128 {
  const e = expm1x4(f32x4.neg(x));
  return f32x4.div(f32x4.splat(1), f32x4.add(e, f32x4.splat(2)));
}

/** `x` from 0 on, `e^x − 1` below. */
export function elux4(x: v128): v128 {
  return v128.bitselect(expm1x4(x), x, f32x4.lt(x, f32x4.splat(0)));
}
