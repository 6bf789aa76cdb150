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
  // Not Float32Array.from, which a detached array throws at.
  const factors = new Float32Array(terminated.length);
  for (let row = 0; row < factors.length; row++) factors[row] = terminated[row] ? 0 : discount;
  return factors;
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
  const batch = rewards.length;
  const actions = nextTargetQ.length / batch;
  const agree =
    discounts.length === batch &&
    Number.isInteger(actions) &&
    actions >= 1 &&
    nextOnlineQ.length === nextTargetQ.length &&
    (nextActionMask === undefined || nextActionMask.length === nextTargetQ.length);
  if (!agree) {
    throw new ShapeError(
      'Targets need rewards and discounts of [batch], and next values and mask of [batch, actions]; ' +
        `received ${batch} rewards, ${discounts.length} discounts, ${nextOnlineQ.length} online and ` +
        `${nextTargetQ.length} target values, ${nextActionMask?.length ?? 'no'} mask entries.`,
    );
  }
  const mask = nextActionMask ?? null;
  return Float32Array.from({ length: batch }, (_, row) => {
    const discount = discounts[row] as number;
    const future = bootstrapValue(discount, nextOnlineQ, nextTargetQ, row * actions, actions, mask);
    return (rewards[row] as number) + future;
  });
}

/**
 * `discount · q_target(s', argmax_a q_online(s', a))` of one transition, whose
 * values are the `actions` ones from `first` on.
 *
 * @throws {ShapeError} If the mask allows no action though the future counts.
 */
export function bootstrapValue(
  discount: number,
  nextOnlineQ: ArrayLike<number>,
  nextTargetQ: ArrayLike<number>,
  first: number,
  actions: number,
  mask: ArrayLike<number> | null,
): number {
  // 0 · NaN is NaN: a state without a future must not be looked at.
  if (discount === 0) return 0;
  const best = bestAllowed(nextOnlineQ, first, actions, mask);
  return discount * (nextTargetQ[best] as number);
}

/** The index of the highest allowed value among `count` from `start`; NaN counts as highest. */
export function bestAllowed(
  values: ArrayLike<number>,
  start: number,
  count: number,
  mask: ArrayLike<number> | null,
): number {
  let best = -1;
  for (let index = start; index < start + count; index++) {
    if (mask && !mask[index]) continue;
    const value = values[index] as number;
    // A NaN has to reach the loss, where it is reported.
    if (Number.isNaN(value)) return index;
    if (best < 0 || value > (values[best] as number)) best = index;
  }
  if (best < 0) throw noneAllowed(start / count);
  return best;
}

/**
 * Where the outputs of the best allowed action of a row begin, for heads with
 * several outputs for each action.
 *
 * @param value - What the outputs from an index on are worth; NaN counts as highest.
 * @param width - How many outputs an action has.
 * @throws {ShapeError} If the mask allows no action.
 */
export function bestAction(
  value: (outputs: Float32Array, first: number) => number,
  outputs: Float32Array,
  row: number,
  actions: number,
  width: number,
  mask: ArrayLike<number> | null,
): number {
  let best = -1;
  let highest = -Infinity;
  for (let action = row * actions; action < (row + 1) * actions; action++) {
    if (mask && !mask[action]) continue;
    const worth = value(outputs, action * width);
    if (Number.isNaN(worth)) return action * width;
    if (best >= 0 && worth <= highest) continue;
    best = action * width;
    highest = worth;
  }
  if (best < 0) throw noneAllowed(row);
  return best;
}

/** Of a mask that leaves nothing to choose in the next state of a row. */
export function noneAllowed(row: number): ShapeError {
  return new ShapeError(
    `nextActionMask allows no action in row ${row}; ` +
      'allow at least one, or mark the transition as terminated.',
  );
}
