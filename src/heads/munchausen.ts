import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import { noneAllowed } from './targets.ts';

/**
 * What Munchausen reinforcement learning adds to a target.
 *
 * @category Heads
 */
export interface MunchausenOptions {
  /**
   * α, in `[0, 1]`: how much of the scaled log-policy is added to the reward.
   *
   * @default 0.9
   */
  readonly alpha?: number;
  /**
   * τ > 0, the temperature of the policy `softmax(Q⁻ / τ)`, in units of the return.
   *
   * @default 0.03
   */
  readonly temperature?: number;
  /**
   * l₀ ≤ 0: the least that `τ log π⁻(a|s)` counts.
   *
   * @default -1
   */
  readonly logPolicyMin?: number;
}

/** {@link MunchausenOptions} with every default filled in. */
export type ResolvedMunchausen = Required<MunchausenOptions>;

/**
 * Checks the options.
 *
 * @throws {OptionsError} If one is unknown or out of range.
 */
export function resolveMunchausen(options: MunchausenOptions): ResolvedMunchausen {
  rejectUnknownOptions('munchausen', options, ['alpha', 'temperature', 'logPolicyMin'], {
    tau: 'temperature',
    clip: 'logPolicyMin',
  });
  const { alpha = 0.9, temperature = 0.03, logPolicyMin = -1 } = options;
  return {
    alpha: requireNumber('alpha', alpha, { min: 0, max: 1 }),
    temperature: requireNumber('temperature', temperature, { min: 0, exclusiveMin: true }),
    logPolicyMin: requireNumber('logPolicyMin', logPolicyMin, { max: 0 }),
  };
}

/**
 * `V(s) = τ log Σ_a exp(q(s, a) / τ)` over the allowed actions of a row. With the policy
 * `π = softmax(q / τ)`:
 *
 * - `τ log π(a|s) = q(s, a) − V(s)`
 * - `Σ_a π(a|s) (q(s, a) − τ log π(a|s)) = V(s)`
 *
 * @param values - Shape `[rows, actions]`.
 * @throws {ShapeError} If the mask allows no action.
 */
export function softValue(
  values: ArrayLike<number>,
  row: number,
  actions: number,
  temperature: number,
  mask: ArrayLike<number> | null,
): number {
  const first = row * actions;
  const end = first + actions;
  let largest = -Infinity;
  let isAllowed = false;
  for (let index = first; index < end; index++) {
    if (mask && !mask[index]) continue;
    isAllowed = true;
    largest = Math.max(largest, values[index] as number);
  }
  if (!isAllowed) throw noneAllowed(row);
  // Taken off before, so that no exponential overflows.
  let sum = 0;
  for (let index = first; index < end; index++) {
    if (mask && !mask[index]) continue;
    sum += Math.exp(((values[index] as number) - largest) / temperature);
  }
  return largest + temperature * Math.log(sum);
}

/**
 * What is added to the reward: `α · clip(τ log π⁻(a|s), l₀, 0)`.
 *
 * @param values - Of the target network at s. Shape `[rows, actions]`.
 * @param action - The one that was taken.
 * @param mask - Which actions were allowed at s, it among them.
 */
export function munchausenBonus(
  { alpha, temperature, logPolicyMin }: ResolvedMunchausen,
  values: ArrayLike<number>,
  row: number,
  actions: number,
  action: number,
  mask: ArrayLike<number> | null,
): number {
  const value = values[row * actions + action] as number;
  const logPolicy = value - softValue(values, row, actions, temperature, mask);
  return alpha * Math.min(Math.max(logPolicy, logPolicyMin), 0);
}
