import { OptionsError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { isTypedArray } from '../validation/typedArrays.ts';
import type { BoxDtype } from './boxDtype.ts';
import { checkBounds, copyShape, expand, inferShape, requireBound } from './boxBounds.ts';
import { requireRandom } from '../random/requireRandom.ts';

export type { BoxDtype };

/**
 * What {@link Box} is made from.
 *
 * @category Spaces
 */
export interface BoxOptions<D extends BoxDtype = 'float32'> {
  /**
   * The lowest values, in the range of the dtype: one for all elements, or one
   * for each. May be −∞.
   */
  readonly low: number | ArrayLike<number>;
  /** The highest values, inclusive, likewise. May be ∞. */
  readonly high: number | ArrayLike<number>;
  /**
   * The dimensions, such as `[4]` or `[84, 84, 4]`.
   *
   * @default `[n]`, where `low` or `high` is an array of length n
   */
  readonly shape?: readonly number[];
  /**
   * `'float32'` observations are `Float32Array`s, `'uint8'` ones (pixels,
   * bytes of memory) are `Uint8Array`s.
   *
   * @default 'float32'
   */
  readonly dtype?: D;
}

/**
 * A box of real numbers (or bytes) with a bound on each side of every
 * element. Its values are flat typed arrays in row-major order.
 *
 * @example
 * ```ts
 * import { Box } from 'deepq';
 *
 * const position = new Box({ low: [-1, -1], high: [1, 1] });
 * position.contains(Float32Array.of(0.5, 2)); // false
 * const screen = new Box({ low: 0, high: 255, shape: [84, 84], dtype: 'uint8' });
 * screen.size; // 7056
 * ```
 * @category Spaces
 */
export class Box<D extends BoxDtype = 'float32'> {
  /** Tells a box from a `Discrete`. */
  readonly kind = 'box';
  /** The dimensions, such as `[84, 84, 4]`. */
  readonly shape: readonly number[];
  /** How the numbers are stored. */
  readonly dtype: D;
  /** The number of elements: the product of `shape`. */
  readonly size: number;
  /** Lowest values, rounded to the dtype. Shape `[size]`. */
  readonly low: Float32Array;
  /** Highest values, rounded to the dtype. Shape `[size]`. */
  readonly high: Float32Array;

  /** @throws {OptionsError} If an option is unknown, or the bounds or the shape make no sense. */
  constructor(options: BoxOptions<D>) {
    rejectUnknownOptions(
      'Box',
      options,
      ['low', 'high', 'shape', 'dtype'],
      {},
      'new Box({ low: -1, high: 1, shape: [4] })',
    );
    const { low, high } = options;
    requireBound('low', low);
    requireBound('high', high);
    const dtype: unknown = options.dtype ?? 'float32';
    if (dtype !== 'float32' && dtype !== 'uint8') {
      throw new OptionsError(`Box dtype must be 'float32' or 'uint8'; received ${show(dtype)}.`);
    }
    this.dtype = dtype as D;
    this.shape = copyShape(options.shape ?? inferShape(low, high));
    this.size = this.shape.reduce((product, length) => product * length, 1);
    this.low = expand(low, this.size, 'low');
    this.high = expand(high, this.size, 'high');
    checkBounds(this.low, this.high, dtype);
  }

  /**
   * Draws every element on its own: uniformly between two bounds,
   * exponentially from a single one, normally where there is none (as
   * Gymnasium does).
   *
   * @throws {ValueError} If `random` is no random stream.
   */
  sample(random: Random): D extends 'uint8' ? Uint8Array : Float32Array;
  sample(random: Random): Float32Array | Uint8Array {
    requireRandom('Box.sample(random)', random);
    if (this.dtype === 'uint8') {
      return Uint8Array.from(this.low, (low, index) => {
        const high = this.high[index] ?? low;
        return low + random.integer(high - low + 1);
      });
    }
    return Float32Array.from(this.low, (low, index) =>
      sampleElement(random, low, this.high[index] ?? low),
    );
  }

  /**
   * Whether `value` is a typed array of this box's dtype and size with every
   * element inside its bounds; NaN never is.
   */
  contains(value: unknown): value is Float32Array | Uint8Array {
    const type = this.dtype === 'uint8' ? 'Uint8Array' : 'Float32Array';
    if (!isTypedArray(value, type) || value.length !== this.size) return false;
    for (let index = 0; index < this.size; index++) {
      const element = value[index] as number;
      if (!(element >= (this.low[index] as number) && element <= (this.high[index] as number))) {
        return false;
      }
    }
    return true;
  }

  /** Such as `Box([4], float32)`. */
  toString(): string {
    return `Box([${this.shape.join(', ')}], ${this.dtype})`;
  }
}

function sampleElement(random: Random, low: number, high: number): number {
  const exponential = (): number => -Math.log(1 - random.uniform());
  if (low === -Infinity && high === Infinity) return random.normal();
  if (low === -Infinity) return high - exponential();
  if (high === Infinity) return low + exponential();
  // float32 rounding may carry a draw past a bound.
  return Math.min(high, Math.max(low, low + random.uniform() * (high - low)));
}
