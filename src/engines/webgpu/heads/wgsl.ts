import { reduction } from '../reduction.ts';
import { literal } from '../wgsl.ts';

/** WGSL: a number as {@link literal} writes it, so that a sign may stand in front of it. */
export function float(value: number): string {
  const text = literal(value);
  return value < 0 ? `(${text})` : text;
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
 * WGSL: `sumOf` and `largestOf`, sums and maxima over the threads of a workgroup, which all get
 * them; see {@link reduction}.
 *
 * @param threads - A power of 2.
 * @param subgroups - Whether subgroups do it.
 */
export function reductions(threads: number, subgroups: boolean): string {
  const shared = { threads, subgroups };
  const sums = [{ name: 'own', type: 'vec2f', by: 'sum' }] as const;
  const sharing = { array: 'sumOf_own', part: '.x' } as const;
  const largest = [{ name: 'own', type: 'f32', by: 'max', sharing }] as const;
  return `
${reduction({ ...shared, name: 'sumOf', columns: sums })}
${reduction({ ...shared, name: 'largestOf', columns: largest })}`;
}
