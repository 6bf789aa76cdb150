/**
 * `a · b + c`. The module that may use relaxed SIMD fuses the two, which is
 * faster, but rounds differently from machine to machine.
 */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
