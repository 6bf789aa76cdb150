/**
 * A number as WGSL writes it.
 *
 * @param value - Rounded to single precision.
 */
export function float(value: number): string {
  const rounded = Math.fround(value);
  return rounded < 0 ? `(${rounded}f)` : `${rounded}f`;
}

/** A whole number from 0 on, as WGSL writes it. */
export function whole(value: number): string {
  return `${value}u`;
}

/**
 * WGSL: tests of single numbers that a compiler cannot leave out, as it may where it
 * takes for granted that there is no NaN.
 */
export const TESTS = `
fn isNaN(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }`;

/**
 * WGSL: sums and maxima over the threads of a workgroup, which all get them. All threads
 * must call them together. The order is always the same, so that results are.
 *
 * @param threads - A power of 2.
 */
export function reductions(threads: number): string {
  return `
var<workgroup> parts: array<vec2f, ${threads}>;
fn sumOf(own: vec2f, thread: u32) -> vec2f {
  parts[thread] = own;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half = half / 2u) {
    if (thread < half) { parts[thread] += parts[thread + half]; }
    workgroupBarrier();
  }
  let total = parts[0];
  workgroupBarrier();
  return total;
}
fn largestOf(own: f32, thread: u32) -> f32 {
  parts[thread].x = own;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half = half / 2u) {
    if (thread < half) { parts[thread].x = max(parts[thread].x, parts[thread + half].x); }
    workgroupBarrier();
  }
  let largest = parts[0].x;
  workgroupBarrier();
  return largest;
}`;
}
