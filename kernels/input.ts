/**
 * Scales bytes into numbers. Four at a time: there must be room for the last.
 *
 * @param from - Shape `[length]`, uint8.
 * @param to - Shape `[length]`, float32.
 */
export function scaleBytes(from: usize, to: usize, length: i32, scale: f32): void {
  const end = from + <usize>length;
  const scales = f32x4.splat(scale);
  for (; from < end; from += 4) {
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_u(wide), scales));
    to += 16;
  }
}

/** Scales numbers in place, four at a time. */
export function scaleNumbers(at: usize, length: i32, scale: f32): void {
  const end = at + ((<usize>length) << 2);
  const scales = f32x4.splat(scale);
  for (; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), scales));
}
