import { expect } from 'vitest';

/**
 * Every number within `tolerance` of the largest, or of 0.1 if all are
 * smaller: what is left where terms near 1 cancel has no digits of its own.
 * NaN is close to nothing.
 */
export function expectClose(
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  tolerance: number,
): void {
  expect(ours.length).toBe(theirs.length);
  let scale = 0.1;
  let worst = 0;
  for (let index = 0; index < theirs.length; index++) {
    const value = theirs[index] ?? NaN;
    scale = Math.max(scale, Math.abs(value));
    // Of NaN and a number, this is NaN.
    worst = Math.max(worst, Math.abs((ours[index] ?? NaN) - value));
  }
  expect(worst).toBeLessThan(tolerance * scale);
}
