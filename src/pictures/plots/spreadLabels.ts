/**
 * Moves labels apart, so that each is at least `gap` from the next, in the
 * order of the positions where they would like to be and as near to them as a
 * simple method gets.
 *
 * @param wanted - Positions, in any order.
 * @param max - No label ends up beyond this. If there are too many labels
 *   for the interval, the first ones get less than `min`.
 * @returns The new positions, in the order of `wanted`.
 */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  min: number,
  max: number,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = [...wanted];
  let free = min;
  for (const index of order) {
    placed[index] = Math.max(placed[index]!, free);
    free = placed[index] + gap;
  }
  // Those that were pushed over the end push back.
  free = max;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index]!, free);
    free = placed[index] - gap;
  }
  return placed;
}
