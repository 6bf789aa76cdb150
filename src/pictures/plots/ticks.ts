/** No number has a power of ten above this one. */
const MAX_EXPONENT = 308;

/**
 * Round numbers in an interval, at a distance of 1, 2 or 5 times a power of
 * ten.
 *
 * @param count - How many steps between ticks there may be at most; but an
 *   interval around 0 takes at least 2 to enclose.
 * @param outward - Whether the first and the last tick enclose the interval;
 *   otherwise all are inside it.
 * @param min - With `max`: between ±1e300, and at least 1e-300 apart.
 */
export function niceTicks(min: number, max: number, count: number, outward: boolean): number[] {
  let exponent = Math.floor(Math.log10((max - min) / count)) - 1;
  let digit = 1;
  let range = tickRange(min, max, digit, exponent, outward);
  const most = outward ? Math.max(2, count) : count;
  // A step too small to count by leaves infinitely many ticks; none is larger than 1e308.
  while (range.last - range.first > most && exponent < MAX_EXPONENT) {
    [digit, exponent] =
      digit === 1 ? [2, exponent] : digit === 2 ? [5, exponent] : [1, exponent + 1];
    range = tickRange(min, max, digit, exponent, outward);
  }
  // The length is bounded, whatever the interval.
  return Array.from({ length: Math.min(most, range.last - range.first) + 1 }, (_, index) =>
    timesPowerOfTen((range.first + index) * digit, exponent),
  );
}

/** The first and last multiple of the step. */
function tickRange(
  min: number,
  max: number,
  digit: number,
  exponent: number,
  outward: boolean,
): { first: number; last: number } {
  const step = timesPowerOfTen(digit, exponent);
  // A quotient such as 2.9999999999999996 means 3.
  const low = snap(min / step);
  const high = snap(max / step);
  return outward
    ? { first: Math.floor(low), last: Math.ceil(high) }
    : { first: Math.ceil(low), last: Math.floor(high) };
}

function snap(quotient: number): number {
  const whole = Math.round(quotient);
  return Math.abs(quotient - whole) < 1e-9 + 4 * Number.EPSILON * Math.abs(whole)
    ? whole
    : quotient;
}

/** Divides for negative exponents, because 3 / 10 is 0.3 and 3 · 0.1 is not. */
function timesPowerOfTen(value: number, exponent: number): number {
  return exponent < 0 ? value / 10 ** -exponent : value * 10 ** exponent;
}

const units = [
  { size: 1e9, suffix: 'G' },
  { size: 1e6, suffix: 'M' },
  { size: 1e3, suffix: 'k' },
] as const;

/**
 * The ticks as short texts that all have the same unit and number of
 * decimals: `0`, `10k`, `20k`.
 */
export function formatTicks(ticks: readonly number[]): string[] {
  const largest = Math.max(...ticks.map(Math.abs));
  const step = Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0));
  if (largest !== 0 && (largest >= 1e13 || largest < 1e-4)) {
    return ticks.map((tick) =>
      tick === 0 ? '0' : minus(Number(tick.toPrecision(6)).toExponential()),
    );
  }
  // Up to 9,999 a plain number is shorter than one with a unit.
  const unit = largest < 1e4 ? undefined : units.find(({ size }) => largest >= size);
  const size = unit?.size ?? 1;
  const decimals = decimalsOf(step === 0 ? largest / size : step / size);
  return ticks.map((tick) =>
    tick === 0 ? '0' : minus((tick / size).toFixed(decimals)) + (unit?.suffix ?? ''),
  );
}

/** How many decimals it takes to write `value`, up to 8. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 8; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled)) return decimals;
  }
  return 8;
}

/** With a real minus sign, as wide as the plus sign and the digits. */
function minus(text: string): string {
  return text.replaceAll('-', '−');
}
