import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { requireNumbers } from '../validation/numbers.ts';
import { requireInteger, show } from '../validation/options.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';

/**
 * Mean and variance of observations, element by element: what
 * {@link NormalizeObservation} divides by, and, of a single element,
 * {@link NormalizeReward}. Bring your own to forget old observations, for
 * instance.
 *
 * @category Wrappers
 */
export interface ObservationStatistics {
  /** Shape `[size]`. */
  readonly mean: Float64Array;
  /** Over n, not n − 1. Shape `[size]`. */
  readonly variance: Float64Array;
  /** Takes one more observation into account. */
  update(observation: ArrayLike<number>): void;
  /** A copy of the statistics, as plain data. */
  getState(): State;
  /**
   * Takes over what {@link ObservationStatistics.getState} returned.
   *
   * @throws {CheckpointError} If the state is not one of such statistics,
   *   which then stay as they were.
   */
  setState(state: State): void;
}

/**
 * Mean and variance of all observations so far, in float64, without keeping
 * them. Before the first one they are 0 and 1.
 *
 * @example
 * ```ts
 * import { RunningStatistics } from 'deepq';
 *
 * const statistics = new RunningStatistics(1);
 * for (const value of [1, 2, 6]) statistics.update([value]);
 * statistics.mean[0]; // 3
 * statistics.variance[0]; // 4.67: (4 + 1 + 9) / 3
 * ```
 * @see Chan, Golub and LeVeque 1983, equation 2.1, https://doi.org/10.1080/00031305.1983.10483115
 * @category Wrappers
 */
export class RunningStatistics implements ObservationStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  #count = 0;

  /**
   * @param size - The number of elements of an observation, at least 1.
   * @throws {OptionsError} If `size` is not such a number.
   */
  constructor(size: number) {
    requireInteger('new RunningStatistics(size): size', size, { min: 1, max: 2 ** 27 });
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
  }

  /** How many observations there were so far. */
  get count(): number {
    return this.#count;
  }

  /**
   * @throws {ShapeError} If `observation` has another size.
   * @throws {ValueError} If it is no array of numbers, or holds NaN, infinity or a number whose
   *   square is infinite. The statistics stay as they are then.
   */
  update(observation: ArrayLike<number>): void {
    const { mean, variance } = this;
    // Wrappers have checked those that come from a space.
    if (!isFloat32Array(observation)) requireNumbers('observation', observation);
    if (observation.length !== mean.length) {
      throw new ShapeError(
        `RunningStatistics.update(observation) needs ${mean.length} elements; ` +
          `received ${observation.length}.`,
      );
    }
    const count = this.#count;
    const total = count + 1;
    // A single such number would stay in mean and variance for ever.
    if (!(sumOfSquares(observation, mean, variance) * total < Infinity)) {
      throw tooLarge(observation);
    }
    for (let index = 0; index < mean.length; index++) {
      const delta = observation[index]! - mean[index]!;
      // The order of operations is Gymnasium's: it decides the last bit.
      mean[index] = mean[index]! + delta / total;
      const squares = variance[index]! * count + (delta * delta * count) / total;
      variance[index] = squares / total;
    }
    this.#count = total;
  }

  getState(): State {
    const shape = [this.mean.length];
    return {
      mean: { shape, data: this.mean.slice() },
      variance: { shape, data: this.variance.slice() },
      count: this.#count,
    };
  }

  setState(state: State): void {
    const reader = new StateReader('RunningStatistics', state);
    const shape = [this.mean.length];
    const mean = reader.tensor('mean', Float64Array, shape);
    const variance = reader.tensor('variance', Float64Array, shape);
    const count = reader.number('count');
    if (!mean.every(Number.isFinite)) throw reader.error('mean must be finite');
    if (!variance.every((value) => value >= 0 && value < Infinity)) {
      throw reader.error('variance must be finite, and not negative');
    }
    if (count < 0) throw reader.error(`count must not be negative; received ${count}`);
    this.mean.set(mean);
    this.variance.set(variance);
    this.#count = count;
  }
}

/** Finite only where all that an update computes is. */
function sumOfSquares(
  observation: ArrayLike<number>,
  mean: Float64Array,
  variance: Float64Array,
): number {
  let sum = 0;
  for (let index = 0; index < mean.length; index++) {
    const delta = observation[index]! - mean[index]!;
    sum += delta * delta + variance[index]!;
  }
  return sum;
}

function tooLarge(observation: ArrayLike<number>): ValueError {
  const numbers = Array.from(observation);
  const odd = numbers.findIndex((number) => !Number.isFinite(number));
  // Of finite numbers it is the farthest from 0 whose square is too large.
  const largest = numbers.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const index = odd >= 0 ? odd : numbers.findIndex((number) => Math.abs(number) === largest);
  return new ValueError(
    'RunningStatistics.update(observation) needs finite numbers, whose squares are finite too; ' +
      `received ${show(numbers[index])} at index ${index}. Leave it out, or scale the numbers down.`,
  );
}
