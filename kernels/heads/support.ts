// What the kernels of heads share. `evaluate` of each is given, in this order:
//
//   online      outputs of the online network at s, `[batch, actions, width]`
//   nextTarget  outputs of the target network at s', as long
//   chooser     outputs by which the action of the target is chosen, as long; 0 if it is chosen
//   taken       the actions, int32; rewards; discounts; weights: `[batch]` each
//   masks       which actions are allowed at s', `[batch, actions]`, a byte each; 0 for all
//   gradient    filled, as long as `online`
//   tdErrors, losses, values   filled, `[batch]` each
//   chosen      the actions of the target, where `choose` has filled them. `[batch]`, int32
//   parameters  float64: how many actions, how many transitions in the batch, the head's own
//   count       how many transitions a call computes
//   scratch     to work in, a place for each thread
//
// and `choose`, which is called where the pass of the target network is to be made of the
// outputs of those actions alone: chooser, masks, chosen, parameters, count.

/** Of the parameters, those that all heads have. */
export const ACTIONS: usize = 0;
export const SIZE: usize = 8;
/** Where a head's own ones begin. */
export const OWN: usize = 16;

/** The lanes of four that are among the first `count`. */
export function lanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** The sum of the four lanes. */
export function sumOf(x: v128): f32 {
  const low = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1);
  return low + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/**
 * Whether a value takes the place of the highest one so far: NaN, so that it reaches the
 * loss, where it is reported.
 */
export function isBetter(value: f32, highest: f32): bool {
  return !(value <= highest);
}

/**
 * Natural logarithm of a number from 1 on, by the series of the inverse hyperbolic tangent:
 * `log m = 2 (s + s³/3 + s⁵/5 + …)` with `s = (m − 1) / (m + 1)`.
 */
export function logOf(x: f64): f64 {
  // x = 2^exponent · m, with m between √½ and √2.
  const bits = reinterpret<i64>(x) - 0x3fe6a09e667f3bcd;
  const exponent = bits >> 52;
  const m = reinterpret<f64>((bits & 0x000fffffffffffff) + 0x3fe6a09e667f3bcd);
  const s = (m - 1) / (m + 1);
  const q = s * s;
  const series = 1 + q * (1 / 3.0 + q * (1 / 5.0 + q * (1 / 7.0 + q * (1 / 9.0))));
  return <f64>exponent * 0.6931471805599453 + 2 * s * series;
}
