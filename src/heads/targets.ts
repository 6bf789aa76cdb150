import { ShapeError } from '../errors.ts';
import { requireFlags, requireNumbers } from '../validation/numbers.ts';
import { requireNumber } from '../validation/options.ts';

/**
 * The factor of each transition's future: `discount` where the episode goes
 * on or was cut short, 0 where it terminated.
 *
 * @param terminated - Shape `[batch]`; non-zero where the task ended.
 * @param discount - γ, in `[0, 1]`.
 * @returns Shape `[batch]`.
 * @throws {OptionsError} If γ is out of range.
 * @throws {ValueError} If `terminated` is no array of flags.
 * @category Targets
 */
export function discountFactors(terminated: ArrayLike<number>, discount: number): Float32Array {
  requireNumber('discountFactors discount', discount, { min: 0, max: 1 });
  requireFlags('discountFactors terminated', terminated);
  const factors = new Float32Array(terminated.length);
  writeDiscountFactors(factors, terminated, discount);
  return factors;
}

/**
 * As {@link discountFactors}, into an array that is there already.
 *
 * @param steps - Shape `[batch]`: how many steps lie between; one each, without it.
 * @throws {ShapeError} If the two are not of one length.
 */
export function writeDiscountFactors(
  factors: Float32Array,
  terminated: ArrayLike<number>,
  discount: number,
  steps?: ArrayLike<number>,
): void {
  if (terminated.length !== factors.length) {
    throw new ShapeError(
      `A batch of ${factors.length} needs as many flags in terminated; received ${terminated.length}.`,
    );
  }
  for (let row = 0; row < factors.length; row++) {
    const future = steps ? discount ** (steps[row] as number) : discount;
    factors[row] = terminated[row] ? 0 : future;
  }
}

/**
 * Q-learning target: the target network both picks and scores the action.
 *
 * `y = r + discount · max_a q_target(s', a)`
 *
 * @param rewards - Shape `[batch]`, after clipping.
 * @param discounts - Shape `[batch]`; `γ`, or `0` where the episode
 *   **terminated**. A truncated step keeps its discount.
 * @param nextTargetQ - Shape `[batch, actions]`.
 * @param nextActionMask - Shape `[batch, actions]`; non-zero where the action
 *   is allowed in `s'`. All are, without it.
 * @returns Shape `[batch]`.
 * @throws {ShapeError} If the dimensions disagree, or a mask allows no action
 *   in a state whose future counts.
 * @throws {ValueError} If an array is none, or holds something else than numbers.
 * @example
 * ```ts
 * import { qTargets } from 'deepq';
 *
 * qTargets([1, 1], [0.5, 0], [2, 4, 6, 8]); // [3, 1]
 * ```
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @category Targets
 */
export function qTargets(
  rewards: ArrayLike<number>,
  discounts: ArrayLike<number>,
  nextTargetQ: ArrayLike<number>,
  nextActionMask?: ArrayLike<number>,
): Float32Array {
  return doubleQTargets(rewards, discounts, nextTargetQ, nextTargetQ, nextActionMask);
}

/**
 * Double Q-learning target: the online network picks the action, the target
 * network scores it.
 *
 * `y = r + discount · q_target(s', argmax_a q_online(s', a))`
 *
 * @param rewards - Shape `[batch]`, after clipping.
 * @param discounts - Shape `[batch]`; `γ`, or `0` where the episode
 *   **terminated**. A truncated step keeps its discount.
 * @param nextOnlineQ - Shape `[batch, actions]`.
 * @param nextTargetQ - Shape `[batch, actions]`.
 * @param nextActionMask - Shape `[batch, actions]`; non-zero where the action
 *   is allowed in `s'`. All are, without it.
 * @returns Shape `[batch]`.
 * @throws {ShapeError} If the dimensions disagree, or a mask allows no action
 *   in a state whose future counts.
 * @throws {ValueError} If an array is none, or holds something else than numbers.
 * @example
 * ```ts
 * import { doubleQTargets } from 'deepq';
 *
 * // The online network prefers action 0; the target network gives it 2.
 * doubleQTargets([1], [0.5], [9, 1], [2, 4]); // [2]
 * ```
 * @see van Hasselt et al. 2016, https://arxiv.org/abs/1509.06461
 * @category Targets
 */
export function doubleQTargets(
  rewards: ArrayLike<number>,
  discounts: ArrayLike<number>,
  nextOnlineQ: ArrayLike<number>,
  nextTargetQ: ArrayLike<number>,
  nextActionMask?: ArrayLike<number>,
): Float32Array {
  requireNumbers('rewards', rewards);
  requireNumbers('discounts', discounts);
  requireNumbers('nextOnlineQ', nextOnlineQ);
  if (nextTargetQ !== nextOnlineQ) requireNumbers('nextTargetQ', nextTargetQ);
  if (nextActionMask !== undefined) requireFlags('nextActionMask', nextActionMask);
  const targets = new Float32Array(rewards.length);
  writeTargets(targets, rewards, discounts, nextOnlineQ, nextTargetQ, nextActionMask);
  return targets;
}

/**
 * As {@link doubleQTargets}, into an array that is there already.
 *
 * @param targets - Shape `[batch]`.
 */
export function writeTargets(
  targets: Float32Array,
  rewards: ArrayLike<number>,
  discounts: ArrayLike<number>,
  nextOnlineQ: ArrayLike<number>,
  nextTargetQ: ArrayLike<number>,
  nextActionMask?: ArrayLike<number>,
): void {
  const batch = rewards.length;
  const actions = nextTargetQ.length / batch;
  const agree =
    discounts.length === batch &&
    Number.isInteger(actions) &&
    nextOnlineQ.length === nextTargetQ.length &&
    (nextActionMask === undefined || nextActionMask.length === nextTargetQ.length);
  if (!agree) {
    throw new ShapeError(
      'Targets need rewards and discounts of [batch], and next values and mask of [batch, actions]; ' +
        `received ${batch} rewards, ${discounts.length} discounts, ${nextOnlineQ.length} online and ` +
        `${nextTargetQ.length} target values, ${nextActionMask?.length ?? 'no'} mask entries.`,
    );
  }
  for (let row = 0; row < batch; row++) {
    const reward = rewards[row] as number;
    const discount = discounts[row] as number;
    if (discount === 0) {
      // 0 · NaN is NaN: a state without a future must not be looked at.
      targets[row] = reward;
    } else {
      const best = bestAllowed(nextOnlineQ, row * actions, actions, nextActionMask);
      targets[row] = reward + discount * (nextTargetQ[best] as number);
    }
  }
}

/** The index of the highest allowed value among `count` from `start`; NaN counts as highest. */
function bestAllowed(
  values: ArrayLike<number>,
  start: number,
  count: number,
  mask: ArrayLike<number> | undefined,
): number {
  let best = -1;
  for (let index = start; index < start + count; index++) {
    if (mask && !mask[index]) continue;
    const value = values[index] as number;
    // A NaN has to reach the loss, where it is reported.
    if (Number.isNaN(value)) return index;
    if (best < 0 || value > (values[best] as number)) best = index;
  }
  if (best < 0) {
    throw new ShapeError(
      `nextActionMask allows no action in row ${start / count}; ` +
        'allow at least one, or mark the transition as terminated.',
    );
  }
  return best;
}
