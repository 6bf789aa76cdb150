// Vectors are padded to a multiple of four numbers by zeros, which all
// optimizers leave as they are.
//
// A vector that decays towards zero would end in denormal numbers, which are
// a hundred times slower to compute with. So what is too small to matter
// becomes zero: early enough for its products with small factors as well.

const TINY_MEAN: f32 = 1e-30;
const TINY_SQUARE: f32 = 1e-34;
/** Of a mean that is squared. */
const TINY_ROOT: f32 = 1e-17;

/** NaN stays NaN. */
function flush(value: v128, tiny: f32): v128 {
  return v128.andnot(value, f32x4.lt(f32x4.abs(value), f32x4.splat(tiny)));
}

/** `from + fraction · (to − from)` of four numbers. */
function towards4(from: v128, to: v128, fraction: v128): v128 {
  return f32x4.add(from, f32x4.mul(f32x4.sub(to, from), fraction));
}

/** {@link flush} of one number. */
function flushOne(value: f32, tiny: f32): f32 {
  return abs<f32>(value) < tiny ? 0 : value;
}

/** {@link towards4} of one number. */
function towardsOne(from: f32, to: f32, fraction: f32): f32 {
  return from + fraction * (to - from);
}

/**
 * Adam, with both bias corrections moved into `rate` and `epsilon`.
 *
 * @param scale - What the gradient is multiplied by first, to clip it.
 * @param keep1 - 1 − β₁.
 * @param keep2 - 1 − β₂.
 */
export function adam(
  weights: usize,
  gradient: usize,
  firstMoment: usize,
  secondMoment: usize,
  length: i32,
  scale: f32,
  keep1: f32,
  keep2: f32,
  rate: f32,
  epsilon: f32,
): void {
  const end = weights + ((<usize>length) << 2);
  const scales = f32x4.splat(scale);
  const keeps1 = f32x4.splat(keep1);
  const keeps2 = f32x4.splat(keep2);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  for (; weights < end; weights += 16) {
    const g = f32x4.mul(v128.load(gradient), scales);
    const m = flush(towards4(v128.load(firstMoment), g, keeps1), TINY_MEAN);
    const v = flush(towards4(v128.load(secondMoment), f32x4.mul(g, g), keeps2), TINY_SQUARE);
    v128.store(firstMoment, m);
    v128.store(secondMoment, v);
    const direction = f32x4.div(m, f32x4.add(f32x4.sqrt(v), epsilons));
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.mul(direction, rates)));
    gradient += 16;
    firstMoment += 16;
    secondMoment += 16;
  }
}

/**
 * {@link adam} on the listed rows of a table, each once, which may begin and
 * end anywhere.
 *
 * @param rows - Shape `[count]`, int32.
 * @param shrink - What the weights are multiplied by first: 1 but for weight
 *   decay.
 */
export function adamOfRows(
  weights: usize,
  gradient: usize,
  firstMoment: usize,
  secondMoment: usize,
  rows: usize,
  count: i32,
  units: i32,
  scale: f32,
  keep1: f32,
  keep2: f32,
  rate: f32,
  epsilon: f32,
  shrink: f32,
): void {
  const width = (<usize>units) << 2;
  for (let index = 0; index < count; index++) {
    const from = <usize>load<u32>(rows) * width;
    for (let offset = from; offset < from + width; offset += 4) {
      const g = load<f32>(gradient + offset) * scale;
      const m = flushOne(towardsOne(load<f32>(firstMoment + offset), g, keep1), TINY_MEAN);
      const v = flushOne(towardsOne(load<f32>(secondMoment + offset), g * g, keep2), TINY_SQUARE);
      store<f32>(firstMoment + offset, m);
      store<f32>(secondMoment + offset, v);
      const direction = m / (sqrt<f32>(v) + epsilon);
      store<f32>(weights + offset, load<f32>(weights + offset) * shrink - direction * rate);
    }
    rows += 4;
  }
}

/**
 * `w ← factor · w`: weight decay.
 *
 * @param length - Any number; what stands behind is left alone.
 */
export function shrink(weights: usize, length: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const fours = weights + ((<usize>(length & ~3)) << 2);
  const end = weights + ((<usize>length) << 2);
  for (; weights < fours; weights += 16) {
    v128.store(weights, f32x4.mul(v128.load(weights), factors));
  }
  for (; weights < end; weights += 4) store<f32>(weights, load<f32>(weights) * factor);
}

/**
 * Gradient descent: `u ← μ·u + g`, `w ← w − α·u`.
 *
 * @param velocity - 0 for none: then `w ← w − α·g`.
 */
export function sgd(
  weights: usize,
  gradient: usize,
  velocity: usize,
  length: i32,
  scale: f32,
  momentum: f32,
  rate: f32,
): void {
  const end = weights + ((<usize>length) << 2);
  const scales = f32x4.splat(scale);
  const momenta = f32x4.splat(momentum);
  const rates = f32x4.splat(rate);
  for (; weights < end; weights += 16) {
    let u = f32x4.mul(v128.load(gradient), scales);
    if (velocity !== 0) {
      u = flush(f32x4.add(f32x4.mul(v128.load(velocity), momenta), u), TINY_MEAN);
      v128.store(velocity, u);
      velocity += 16;
    }
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.mul(u, rates)));
    gradient += 16;
  }
}

/**
 * RMSProp: `v ← ρ·v + (1 − ρ)·g²`, `w ← w − α·g / (√v + ε)`.
 *
 * @param mean - 0 for none; otherwise the mean of the gradients, whose square
 *   is taken off `v`.
 * @param keep - 1 − ρ.
 */
export function rmsprop(
  weights: usize,
  gradient: usize,
  meanSquare: usize,
  mean: usize,
  length: i32,
  scale: f32,
  keep: f32,
  rate: f32,
  epsilon: f32,
): void {
  const end = weights + ((<usize>length) << 2);
  const scales = f32x4.splat(scale);
  const keeps = f32x4.splat(keep);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  for (; weights < end; weights += 16) {
    const g = f32x4.mul(v128.load(gradient), scales);
    const v = flush(towards4(v128.load(meanSquare), f32x4.mul(g, g), keeps), TINY_SQUARE);
    v128.store(meanSquare, v);
    let spread = v;
    if (mean !== 0) {
      const m = flush(towards4(v128.load(mean), g, keeps), TINY_ROOT);
      v128.store(mean, m);
      mean += 16;
      // Rounding may carry the variance below zero.
      spread = f32x4.pmax(f32x4.sub(v, f32x4.mul(m, m)), f32x4.splat(0));
    }
    const direction = f32x4.div(g, f32x4.add(f32x4.sqrt(spread), epsilons));
    v128.store(weights, f32x4.sub(v128.load(weights), f32x4.mul(direction, rates)));
    gradient += 16;
    meanSquare += 16;
  }
}

/**
 * `from ← from + fraction · (to − from)`: a soft update of the target weights.
 *
 * @param length - A multiple of 4.
 */
export function towards(from: usize, to: usize, length: i32, fraction: f32): void {
  const end = from + ((<usize>length) << 2);
  const fractions = f32x4.splat(fraction);
  for (; from < end; from += 16) {
    v128.store(from, towards4(v128.load(from), v128.load(to), fractions));
    to += 16;
  }
}
