/** The ends of what lies in the middle of a distribution; sorts it in place. */
export function percentiles(
  found: Float64Array,
  confidence: number,
): { readonly low: number; readonly high: number } {
  found.sort();
  const tail = (1 - confidence) / 2;
  return { low: quantile(found, tail), high: quantile(found, 1 - tail) };
}

/**
 * A quantile, with straight lines between the values.
 *
 * @param sorted - At least one value, the least first.
 * @param at - From 0, the least value, to 1.
 */
export function quantile(sorted: Float64Array, at: number): number {
  const position = at * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}
