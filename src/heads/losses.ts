import { requireChoice, requireNumber } from '../validation/options.ts';

/**
 * A loss of one TD error `x = q(s, a) − y`, with its derivative.
 *
 * @category Losses
 */
export interface Loss {
  /** The loss of an error `x`. */
  readonly value: (error: number) => number;
  /** The derivative of the loss at `x`, which is its gradient in `q(s, a)`. */
  readonly derivative: (error: number) => number;
}

/**
 * Huber loss: quadratic up to δ, linear beyond.
 *
 * `½x²` where `|x| ≤ δ`, else `δ(|x| − ½δ)`
 *
 * @param delta - δ > 0.
 * @throws {OptionsError} If δ is not a finite number above 0.
 * @example
 * ```ts
 * import { huberLoss } from 'deepq';
 *
 * huberLoss(1).value(0.5); // 0.125
 * huberLoss(1).derivative(-3); // -1
 * ```
 * @see Huber 1964; with δ = 1 the "clipped error" of Mnih et al. 2015
 * @category Losses
 */
export function huberLoss(delta: number): Loss {
  requireNumber('huberLoss(delta)', delta, { min: 0, exclusiveMin: true });
  return {
    value: (error) => {
      const size = Math.abs(error);
      return size <= delta ? 0.5 * error * error : delta * (size - 0.5 * delta);
    },
    // Written so that NaN stays NaN.
    derivative: (error) => (error > delta ? delta : error < -delta ? -delta : error),
  };
}

/**
 * Squared error `x²`. Its gradient is `2x`, twice that of Huber's quadratic
 * part.
 *
 * @category Losses
 */
export const squaredLoss: Loss = {
  value: (error) => error * error,
  derivative: (error) => 2 * error,
};

/**
 * Which loss of a TD error is made small.
 *
 * @category Losses
 */
export interface LossOptions {
  /**
   * `'huber'` with δ = `huberDelta`, or `'mse'` (squared error).
   *
   * @default 'huber'
   */
  readonly loss?: 'huber' | 'mse' | undefined;
  /**
   * δ > 0, where Huber's loss turns from quadratic to linear.
   *
   * @default 1
   */
  readonly huberDelta?: number | undefined;
}

/** A loss, with the options that it was made from. */
export interface ResolvedLoss extends Loss {
  readonly kind: 'huber' | 'mse';
  readonly huberDelta: number;
}

/**
 * Makes the loss that a head's options name.
 *
 * @throws {OptionsError} If an option is out of range.
 */
export function resolveLoss(options: LossOptions): ResolvedLoss {
  const kind = requireChoice('loss', options.loss ?? 'huber', ['huber', 'mse']);
  const positive = { min: 0, exclusiveMin: true };
  const huberDelta = requireNumber('huberDelta', options.huberDelta ?? 1, positive);
  return { ...(kind === 'huber' ? huberLoss(huberDelta) : squaredLoss), kind, huberDelta };
}
