/**
 * How far counts are from what was expected: Σ (count − expected)² / expected.
 *
 * @param probabilities - Of each kind; a kind with 0 must not occur.
 */
export function chiSquare(counts: readonly number[], probabilities: ArrayLike<number>): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, kind) => {
    const expected = total * probabilities[kind]!;
    if (expected === 0) return count === 0 ? sum : Infinity;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
}

/**
 * What {@link chiSquare} stays below with probability 0.999 if the counts are
 * as expected.
 *
 * @param freedom - One less than there are kinds with a probability above 0.
 * @see Wilson and Hilferty 1931, https://doi.org/10.1073/pnas.17.12.684
 */
export function chiSquareLimit(freedom: number): number {
  const variance = 2 / (9 * freedom);
  return freedom * (1 - variance + 3.0902 * Math.sqrt(variance)) ** 3;
}
