/**
 * Writes a return, or a mean of returns, for people: four significant digits, and whole numbers
 * from 1,000 on. So returns near 1 differ as those of hundreds do, and sums of rewards such as
 * −0.01 do not show the digits that binary fractions leave behind.
 */
export function figure(value: number): string {
  if (Math.abs(value) >= 1_000) return String(Math.round(value));
  // Adding 0 makes −0 a 0.
  return String(Number(value.toPrecision(4)) + 0);
}
