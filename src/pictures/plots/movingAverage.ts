import { requireInteger } from '../../validation/options.ts';
import { requireNumbers } from './requireNumbers.ts';

/** From here on, a sum may be infinite although the mean is not. */
const LARGE = 1e290;
/** Times this, no sum is infinite; a power of two, so that no digit changes. */
const DOWN = 2 ** -64;

/**
 * The mean of each value and those before it: the usual way to make a noisy
 * learning curve readable.
 *
 * Element i is the mean over elements `i − window + 1` to `i`, or over as
 * many as there are at the beginning. NaN and infinite values are left out of
 * the mean; where a window has nothing else, the result is NaN.
 *
 * @param window - How many values to average at most; a whole number of at
 *   least 1.
 * @returns As many elements as `values` has.
 * @throws {ValueError} If `values` is not an array of numbers.
 * @throws {OptionsError} If `window` is not such a number.
 * @example
 * ```ts
 * import { movingAverage } from 'deepq';
 *
 * movingAverage([1, 3, 5, 7], 2); // [1, 2, 4, 6]
 * ```
 * @category Plots
 */
export function movingAverage(values: ArrayLike<number>, window: number): Float64Array {
  requireInteger('window of movingAverage(values, window)', window, { min: 1 });
  requireNumbers('movingAverage(values)', values);
  const scale = hasLarge(values) ? DOWN : 1;
  const size = Math.max(1, Math.min(window, values.length));
  const means = new Float64Array(values.length);

  // A running sum that adds the new value and subtracts the old one loses
  // small values next to large ones. So the values are cut into blocks of one
  // window each: every window is the tail of a block and the head of the next.
  const tail = new Sums(size + 1);
  for (let block = 0; block < values.length; block += size) {
    let headSum = 0;
    let headCount = 0;
    for (let offset = 0; offset < size && block + offset < values.length; offset++) {
      const value = values[block + offset]!;
      if (Number.isFinite(value)) {
        headSum += value * scale;
        headCount++;
      }
      const sum = tail.sums[offset + 1]! + headSum;
      means[block + offset] = held(sum / (tail.counts[offset + 1]! + headCount) / scale);
    }
    tail.fill(values, block, size, scale);
  }
  return means;
}

function hasLarge(values: ArrayLike<number>): boolean {
  for (let index = 0; index < values.length; index++) {
    if (Math.abs(values[index]!) > LARGE && Number.isFinite(values[index])) return true;
  }
  return false;
}

/** The mean of the largest numbers may be rounded to more than the largest number. */
function held(mean: number): number {
  return Math.min(Math.max(mean, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** For each offset in a block, what the finite values from there on come to. */
class Sums {
  readonly sums: Float64Array;
  readonly counts: Uint32Array;

  constructor(length: number) {
    this.sums = new Float64Array(length);
    this.counts = new Uint32Array(length);
  }

  fill(values: ArrayLike<number>, block: number, size: number, scale: number): void {
    for (let offset = size - 1; offset >= 0; offset--) {
      const value = values[block + offset] ?? NaN;
      const finite = Number.isFinite(value);
      this.sums[offset] = this.sums[offset + 1]! + (finite ? value * scale : 0);
      this.counts[offset] = this.counts[offset + 1]! + (finite ? 1 : 0);
    }
  }
}
