// One image of planes becomes one of pixels, scaled on the way: the layout that
// convolutions take.

/**
 * Interleaves the planes of an image, and scales its bytes into numbers.
 *
 * @param from - Shape `[channels, pixels]`, uint8.
 * @param to - Shape `[pixels, channels]`, float32.
 */
export function interleaveBytes(
  from: usize,
  to: usize,
  pixels: i32,
  channels: i32,
  scale: f32,
): void {
  const plane = <usize>pixels;
  const scales = f32x4.splat(scale);
  let pixel = 0;
  const bulk = pixels & ~3;
  if (channels === 4) {
    for (; pixel < bulk; pixel += 4) {
      const a = v128.load32_zero(from);
      const b = v128.load32_zero(from + plane);
      const c = v128.load32_zero(from + (plane << 1));
      const d = v128.load32_zero(from + plane * 3);
      // Bytes in pairs, then pairs in fours.
      const ab = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const cd = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const abcd = v128.shuffle<u16>(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11);
      const low = i16x8.extend_low_i8x16_u(abcd);
      const high = i16x8.extend_high_i8x16_u(abcd);
      storeScaled(i32x4.extend_low_i16x8_u(low), scales, to);
      storeScaled(i32x4.extend_high_i16x8_u(low), scales, to + 16);
      storeScaled(i32x4.extend_low_i16x8_u(high), scales, to + 32);
      storeScaled(i32x4.extend_high_i16x8_u(high), scales, to + 48);
      from += 4;
      to += 64;
    }
  }
  const step = (<usize>channels) << 2;
  for (; pixel < bulk; pixel += 4) {
    let source = from;
    for (let at = to; at < to + step; at += 4) {
      const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(source)));
      storeApart(f32x4.mul(f32x4.convert_i32x4_u(wide), scales), at, step);
      source += plane;
    }
    from += 4;
    to += step << 2;
  }
  for (; pixel < pixels; pixel++) {
    let source = from;
    const end = to + step;
    for (; to < end; to += 4) {
      store<f32>(to, <f32>load<u8>(source) * scale);
      source += plane;
    }
    from += 1;
  }
}

/** {@link interleaveBytes} of several images, one behind the other. */
export function interleaveImages(
  from: usize,
  to: usize,
  pixels: i32,
  channels: i32,
  scale: f32,
  count: i32,
): void {
  const size = <usize>(pixels * channels);
  for (; count > 0; count--) {
    interleaveBytes(from, to, pixels, channels, scale);
    from += size;
    to += size << 2;
  }
}

/** Four numbers, `step` bytes apart. */
function storeApart(numbers: v128, to: usize, step: usize): void {
  v128.store_lane<f32>(to, numbers, 0);
  v128.store_lane<f32>(to + step, numbers, 1);
  v128.store_lane<f32>(to + (step << 1), numbers, 2);
  v128.store_lane<f32>(to + step * 3, numbers, 3);
}

function storeScaled(wide: v128, scales: v128, to: usize): void {
  v128.store(to, f32x4.mul(f32x4.convert_i32x4_u(wide), scales));
}

/**
 * Interleaves the planes of an image, and scales its numbers.
 *
 * @param from - Shape `[channels, pixels]`.
 * @param to - Shape `[pixels, channels]`.
 */
export function interleaveNumbers(
  from: usize,
  to: usize,
  pixels: i32,
  channels: i32,
  scale: f32,
): void {
  const plane = (<usize>pixels) << 2;
  const step = (<usize>channels) << 2;
  const scales = f32x4.splat(scale);
  const bulk = pixels & ~3;
  let pixel = 0;
  for (; pixel < bulk; pixel += 4) {
    let source = from;
    for (let at = to; at < to + step; at += 4) {
      storeApart(f32x4.mul(v128.load(source), scales), at, step);
      source += plane;
    }
    from += 16;
    to += step << 2;
  }
  for (; pixel < pixels; pixel++) {
    let source = from;
    const end = to + step;
    for (; to < end; to += 4) {
      store<f32>(to, load<f32>(source) * scale);
      source += plane;
    }
    from += 4;
  }
}
