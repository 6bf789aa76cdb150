/** Steps of the table in a factor of 2. */
const STEPS = 16;
/** Below 2^−151 nothing is left beside 1, not in the sum of thousands either. */
const OCTAVES = 151;
const POWERS: Float64Array = Float64Array.from(
  { length: STEPS * OCTAVES + 1 },
  (_, index) => 2 ** (-index / STEPS),
);
const PER_UNIT: number = -STEPS * Math.LOG2E;
const UNIT: number = Math.LN2 / STEPS;

/**
 * `exp(x)` of a number that is not above 0, to ten digits, in a third of the time
 * that `Math.exp` takes: a head of many atoms spends most of its time in it.
 *
 * The next power of 2^(1/16) is looked up, and the little that is left, `|r| < 0.022`,
 * is put into the series of the exponential function.
 *
 * @param x - Up to 0; 0 comes out below −104.
 */
export function expOfNegative(x: number): number {
  if (!(x > -104)) return x <= -104 ? 0 : NaN;
  const index = (x * PER_UNIT + 0.5) | 0;
  const r = x + index * UNIT;
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24))));
  return (POWERS[index] as number) * series;
}
