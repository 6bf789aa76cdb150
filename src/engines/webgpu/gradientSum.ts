import type { Slice } from './buffers.ts';
import type { Device } from './device.ts';
import { MAX_NORMS, type DeviceModel } from './model.ts';
import type { DispatchSpec } from './program.ts';
import { reduction } from './reduction.ts';

/** Where the gradient of one layer comes from, which is a sum of several parts; multiples of 4, all of these. */
export interface Segment {
  /** Where it stands in the gradient. */
  readonly offset: number;
  readonly size: number;
  /** Where its parts begin, one behind the other, each laid out as the gradient is. */
  readonly start: number;
  /** How many there are. */
  readonly splits: number;
}

/** Threads of a workgroup that sums up. */
const THREADS = 256;

/** The workgroups that sum up a gradient, four numbers a thread; each leaves its part of the norm. */
export function normGroups(length: number): number {
  return Math.min(MAX_NORMS, Math.ceil(length / 4 / THREADS));
}

/**
 * Numbers above this are squared after they were multiplied by 2⁻⁸⁰: their squares are
 * beyond single precision.
 */
const LARGE_BITS = 0x58635fa9; // 1e15

/** What large numbers are multiplied by before they are squared. */
export const SHRUNK: number = 2 ** -80;

/** Infinity in single precision; NaN is above it. */
const INFINITE_BITS = 0x7f800000;

/**
 * Sums up the partial sums of all gradients into one vector, and leaves of each
 * workgroup the sum of squares, the sum of the squares of what is 2⁸⁰ times smaller,
 * and the bits of the largest magnitude: shaders need not know NaN and infinity, but
 * their bits tell.
 */
export function gradientSum(
  model: DeviceModel,
  segments: readonly Segment[],
  partials: Slice,
): DispatchSpec {
  const { gradient, norms, layout, device } = model;
  const groups = normGroups(layout.length);
  return {
    label: 'gradient',
    bindings: [
      { name: 'partials', slice: partials, type: 'vec4f' },
      { name: 'gradient', slice: gradient, type: 'vec4f', writes: true },
      { name: 'norms', slice: norms, writes: true },
    ],
    groups: [groups, 1, 1],
    code: `${normParts(device)}
@compute @workgroup_size(${THREADS}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_index) t: u32) {
  ${sumUp(model, segments, groups)}
  if (t == 0u) { norms[w.x * 4u] = whole.plain; norms[w.x * 4u + 1u] = whole.small; norms[w.x * 4u + 2u] = bitcast<f32>(min(whole.largest, ${INFINITE_BITS}u - 1u)); norms[w.x * 4u + 3u] = select(0.0, 1.0, whole.largest >= ${INFINITE_BITS}u); }
}`,
  };
}

/**
 * WGSL: the threads of so many workgroups sum up the gradient; `whole` of each then has the parts
 * of its norm. Needs `normParts`, and the arrays `partials` and `gradient`.
 */
export function sumUp(
  { layout }: DeviceModel,
  segments: readonly Segment[],
  groups: number,
): string {
  // Gradients that no segment has were put to their place as a whole.
  const choices = segments.map((segment) => {
    const { offset, size } = segment;
    return `if (i >= ${offset / 4}u && i < ${(offset + size) / 4}u) { ${summed(segment)} gradient[i] = v; }`;
  });
  return `var plain = 0.0; var small = 0.0; var largest = 0u;
  for (var i = w.x * ${THREADS}u + t; i < ${layout.length / 4}u; i += ${groups * THREADS}u) {
    var v = vec4f();
    ${choices.join(' else ')}${choices.length > 0 ? ' else ' : ''}{ v = gradient[i]; }
    plain += dot(v, v); let u = v * ${SHRUNK}; small += dot(u, u);
    let bits = bitcast<vec4u>(v) & vec4u(0x7fffffffu);
    largest = max(largest, max(max(bits.x, bits.y), max(bits.z, bits.w)));
  }
  let whole = normParts(t, plain, small, largest);`;
}

/** WGSL: sets `v` to the sums of four numbers of a segment, those at `4 * i`. */
function summed({ offset, size, start, splits }: Segment): string {
  return `for (var s = 0u; s < ${splits}u; s++) { v += partials[${start / 4}u + s * ${size / 4}u + i - ${offset / 4}u]; }`;
}

/** WGSL: `normParts`, sums and the maximum over a workgroup of 256. */
export function normParts({ math }: Device): string {
  return reduction({
    name: 'normParts',
    threads: THREADS,
    columns: [
      { name: 'plain', type: 'f32', by: 'sum' },
      { name: 'small', type: 'f32', by: 'sum' },
      { name: 'largest', type: 'u32', by: 'max' },
    ],
    subgroups: math.subgroups,
  });
}

/**
 * WGSL: `normOf(t)`, for all threads of a workgroup of 256: the norm of the gradient, from what
 * {@link gradientSum} left; and `isFinite_`, `isLarge` and `smallNorm` beside it.
 */
export function normCode({ device, layout: { length } }: DeviceModel): string {
  const groups = normGroups(length);
  return `${normParts(device)}
${normOfParts}
fn normOf(t: u32) -> Norm {
  var plain = 0.0; var small = 0.0; var largest = 0u;
  for (var i = t; i < ${groups}u; i += ${THREADS}u) {
    plain += norms[i * 4u]; small += norms[i * 4u + 1u];
    largest = max(largest, select(bitcast<u32>(norms[i * 4u + 2u]), ${INFINITE_BITS}u, norms[i * 4u + 3u] > 0.0));
  }
  let whole = normParts(t, plain, small, largest);
  return normOfParts(whole);
}`;
}

/** WGSL: `normOfParts`, the norm of a gradient from what `normParts` returns. */
export const normOfParts: string = `struct Norm { plain: f32, small: f32, isLarge: bool, isFinite: bool }
fn normOfParts(whole: normParts_result) -> Norm {
  return Norm(sqrt(whole.plain), sqrt(whole.small), whole.largest > ${LARGE_BITS}u, whole.largest < ${INFINITE_BITS}u);
}`;

/** Norms need a workgroup of this size. */
export const NORM_THREADS: number = THREADS;
