import { rejectUnknownOptions, requireInteger, requireNumber } from '../validation/options.ts';
import type { BatchColumns } from './batchCache.ts';
import type { SlotTable } from './slotTable.ts';

/**
 * What a reward and the future after it are worth, and how many rewards are
 * summed before the value of what comes next is estimated.
 *
 * @see Sutton 1988, https://doi.org/10.1007/BF00115009
 * @category Replay
 */
export interface ReturnsOptions {
  /**
   * The most rewards in a sum: a whole number from 1 to 1,000. Each sum ends
   * with the episode at the latest.
   *
   * @default 1
   */
  readonly steps?: number;
  /**
   * γ, in `[0, 1]`: what a reward is worth one step later.
   *
   * @default 0.99
   */
  readonly discount?: number;
}

/** {@link ReturnsOptions} with every default filled in. */
export type Returns = Required<ReturnsOptions>;

/** What the option `returns` may hold, of the numbers that it may be. */
export const returnsRanges = {
  steps: { min: 1, max: 1_000 },
  discount: { min: 0, max: 1 },
} as const;

/** γ where nobody says otherwise. */
export const DEFAULT_DISCOUNT = 0.99;

/**
 * Checks the option and fills in the defaults.
 *
 * @param defaults - What counts where it says nothing.
 * @throws {OptionsError} If a number is out of range.
 */
export function resolveReturns(
  returns: ReturnsOptions = {},
  defaults: Returns = { steps: 1, discount: DEFAULT_DISCOUNT },
): Returns {
  rejectUnknownOptions(
    'returns',
    returns,
    ['steps', 'discount'],
    {
      n: 'steps',
      nStep: 'steps',
      gamma: 'discount',
    },
    '{ steps: 3, discount: 0.99 }',
  );
  return {
    steps: requireInteger('returns.steps', returns.steps ?? defaults.steps, returnsRanges.steps),
    discount: requireNumber(
      'returns.discount',
      returns.discount ?? defaults.discount,
      returnsRanges.discount,
    ),
  };
}

/**
 * Fills in the discounts of a batch of single steps: γ, and 0 where the episode
 * terminated.
 */
export function discountSteps({ batch }: BatchColumns, discount: number): void {
  const { discounts, terminated } = batch;
  for (let row = 0; row < discounts.length; row++) discounts[row] = terminated[row] ? 0 : discount;
}

/**
 * Makes a batch of single steps one of several: rewards are summed along each
 * stream, `r₀ + γ r₁ + …`, up to the end of the episode, or as far as it has
 * come. `last` is filled with the slot of the last step of each row.
 */
export function sumSteps(
  slots: SlotTable,
  { batch, columns, last }: BatchColumns,
  { steps: most, discount }: Returns,
): void {
  const { indices, discounts } = batch;
  const { rewards, terminated, truncated, next } = columns;
  for (let row = 0; row < indices.length; row++) {
    let slot = indices[row] as number;
    let sum = rewards[row] as number;
    let factor = discount;
    let count = 1;
    // The end of an episode has no successor, nor has the newest of a stream.
    for (; count < most; count++) {
      const successor = slots.next(slot);
      if (successor < 0) break;
      slot = successor;
      sum += factor * slots.reward(slot);
      factor *= discount;
    }
    const isTerminated = slots.isTerminated(slot);
    rewards[row] = sum;
    discounts[row] = isTerminated ? 0 : discount ** count;
    terminated[row] = isTerminated ? 1 : 0;
    truncated[row] = slots.isTruncated(slot) ? 1 : 0;
    next[row] = slots.next(slot);
    last[row] = slot;
  }
}
