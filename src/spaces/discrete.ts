import { OptionsError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import { requireRandom } from '../random/requireRandom.ts';
import { show } from '../validation/options.ts';

/**
 * The whole numbers `0, 1, … n − 1`: a choice of actions, or states that have
 * no order.
 *
 * @example
 * ```ts
 * import { Discrete } from 'deepq';
 *
 * const actions = new Discrete(4);
 * actions.contains(3); // true
 * actions.contains(4); // false
 * ```
 * @category Spaces
 */
export class Discrete {
  /** Tells a discrete space from a `Box`. */
  readonly kind = 'discrete';
  /** A single number: no dimensions. */
  readonly shape: readonly [] = [];
  /** How many values there are. */
  readonly n: number;

  /**
   * @param n - At least 1.
   * @throws {OptionsError} If `n` is not a positive whole number.
   */
  constructor(n: number) {
    if (!Number.isSafeInteger(n) || n < 1 || n > 2 ** 31) {
      throw new OptionsError(
        `new Discrete(n) needs a whole number from 1 to 2147483648; received ${show(n)}.`,
      );
    }
    this.n = n;
  }

  /**
   * Draws uniformly.
   *
   * @throws {ValueError} If `random` is no random stream.
   */
  sample(random: Random): number {
    requireRandom('Discrete.sample(random)', random);
    return random.integer(this.n);
  }

  /** Whether `value` is one of the numbers. */
  contains(value: unknown): value is number {
    return Number.isInteger(value) && (value as number) >= 0 && (value as number) < this.n;
  }

  /** Such as `Discrete(4)`. */
  toString(): string {
    return `Discrete(${this.n})`;
  }
}
