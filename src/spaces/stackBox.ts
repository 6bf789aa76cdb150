import { Box, type BoxDtype } from './box.ts';

/**
 * The space of stacks of observations, the newest last.
 *
 * @param padding - What stands for observations that were not made yet: the
 *   first one, repeated, or zeros.
 * @returns Shape `[count, ...shape]`.
 */
export function stackBox(
  { shape, dtype, low, high, size }: Box<BoxDtype>,
  count: number,
  padding: 'repeat' | 'zero',
): Box<BoxDtype> {
  const bounds = (of: Float32Array, widen: (a: number, b: number) => number): Float32Array => {
    const stacked = new Float32Array(count * size);
    // Zeros may be out of the bounds of a single observation; they are never the newest.
    for (let index = 0; index < count; index++) {
      const padded = padding === 'zero' && index < count - 1;
      stacked.set(padded ? of.map((bound) => widen(bound, 0)) : of, index * size);
    }
    return stacked;
  };
  return new Box<BoxDtype>({
    low: bounds(low, Math.min),
    high: bounds(high, Math.max),
    shape: [count, ...shape],
    dtype,
  });
}
