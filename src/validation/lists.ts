/** Longer than any list that a user writes down. */
const LONGEST = 10_000;

/**
 * Whether a value is an array that can be gone through in no time: an array may
 * claim four thousand million elements and hold none.
 */
export function isShortList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value) && value.length <= LONGEST;
}
