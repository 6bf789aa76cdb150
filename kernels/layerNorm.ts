/**
 * `y = (x − mean) / √(variance + ε) · scale + offset` of each row.
 *
 * @param x - Shape `[rows, length]`.
 * @param scale - Shape `[length]`.
 * @param offset - Shape `[length]`.
 * @param y - Shape `[rows, length]`.
 * @param moments - Where the mean of each row goes, and 1 / √(variance + ε).
 *   Shape `[rows, 2]`.
 */
export function layerNormForward(
  x: usize,
  scale: usize,
  offset: usize,
  y: usize,
  moments: usize,
  rows: i32,
  length: i32,
  epsilon: f32,
): void {
  const width = (<usize>length) << 2;
  const bulk = width & ~15;
  for (; rows > 0; rows--) {
    let sums = f32x4.splat(0);
    let at: usize = 0;
    for (; at < bulk; at += 16) sums = f32x4.add(sums, v128.load(x + at));
    let sum = sumOf(sums);
    for (; at < width; at += 4) sum += load<f32>(x + at);
    const mean = sum / <f32>length;
    // The squares of what is left without the mean: nothing cancels.
    const means = f32x4.splat(mean);
    sums = f32x4.splat(0);
    for (at = 0; at < bulk; at += 16) {
      const centred = f32x4.sub(v128.load(x + at), means);
      sums = f32x4.add(sums, f32x4.mul(centred, centred));
    }
    sum = sumOf(sums);
    for (; at < width; at += 4) {
      const centred = load<f32>(x + at) - mean;
      sum += centred * centred;
    }
    const factor: f32 = 1 / sqrt<f32>(sum / <f32>length + epsilon);
    const factors = f32x4.splat(factor);
    for (at = 0; at < bulk; at += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), factors);
      const scaled = f32x4.mul(normal, v128.load(scale + at));
      v128.store(y + at, f32x4.add(scaled, v128.load(offset + at)));
    }
    for (; at < width; at += 4) {
      const normal = (load<f32>(x + at) - mean) * factor;
      store<f32>(y + at, normal * load<f32>(scale + at) + load<f32>(offset + at));
    }
    store<f32>(moments, mean);
    store<f32>(moments, factor, 4);
    x += width;
    y += width;
    moments += 8;
  }
}

/**
 * Follows {@link layerNormForward} back.
 *
 * @param dy - Shape `[rows, length]`.
 * @param scaleGradient - Shape `[length]`.
 * @param offsetGradient - Shape `[length]`.
 * @param dx - Shape `[rows, length]`; 0 if nobody wants it.
 */
export function layerNormGradient(
  x: usize,
  scale: usize,
  moments: usize,
  dy: usize,
  scaleGradient: usize,
  offsetGradient: usize,
  dx: usize,
  rows: i32,
  length: i32,
): void {
  const width = (<usize>length) << 2;
  const bulk = width & ~15;
  memory.fill(scaleGradient, 0, width);
  memory.fill(offsetGradient, 0, width);
  for (; rows > 0; rows--) {
    const mean = load<f32>(moments);
    const factor = load<f32>(moments, 4);
    const means = f32x4.splat(mean);
    const factors = f32x4.splat(factor);
    let slopes = f32x4.splat(0);
    let alongs = f32x4.splat(0);
    let at: usize = 0;
    for (; at < bulk; at += 16) {
      const upstream = v128.load(dy + at);
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), factors);
      addTo(scaleGradient + at, f32x4.mul(upstream, normal));
      addTo(offsetGradient + at, upstream);
      const slope = f32x4.mul(upstream, v128.load(scale + at));
      slopes = f32x4.add(slopes, slope);
      alongs = f32x4.add(alongs, f32x4.mul(slope, normal));
    }
    let slopeSum = sumOf(slopes);
    let alongSum = sumOf(alongs);
    for (; at < width; at += 4) {
      const upstream = load<f32>(dy + at);
      const normal = (load<f32>(x + at) - mean) * factor;
      store<f32>(scaleGradient + at, load<f32>(scaleGradient + at) + upstream * normal);
      store<f32>(offsetGradient + at, load<f32>(offsetGradient + at) + upstream);
      const slope = upstream * load<f32>(scale + at);
      slopeSum += slope;
      alongSum += slope * normal;
    }
    if (dx !== 0) {
      const meanSlope = slopeSum / <f32>length;
      const meanAlong = alongSum / <f32>length;
      for (at = 0; at < bulk; at += 16) {
        const normal = f32x4.mul(f32x4.sub(v128.load(x + at), means), factors);
        const slope = f32x4.mul(v128.load(dy + at), v128.load(scale + at));
        const centred = f32x4.sub(slope, f32x4.splat(meanSlope));
        const along = f32x4.mul(normal, f32x4.splat(meanAlong));
        v128.store(dx + at, f32x4.mul(f32x4.sub(centred, along), factors));
      }
      for (; at < width; at += 4) {
        const normal = (load<f32>(x + at) - mean) * factor;
        const slope = load<f32>(dy + at) * load<f32>(scale + at);
        store<f32>(dx + at, (slope - meanSlope - normal * meanAlong) * factor);
      }
      dx += width;
    }
    x += width;
    dy += width;
    moments += 8;
  }
}

function addTo(at: usize, numbers: v128): void {
  v128.store(at, f32x4.add(v128.load(at), numbers));
}

function sumOf(numbers: v128): f32 {
  const low = f32x4.extract_lane(numbers, 0) + f32x4.extract_lane(numbers, 1);
  return low + (f32x4.extract_lane(numbers, 2) + f32x4.extract_lane(numbers, 3));
}
