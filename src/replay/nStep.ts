import { OptionsError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';
import type { SlotColumns, SlotTable } from './slotTable.ts';

/**
 * How many rewards are summed before the value of what comes next is
 * estimated.
 *
 * @category Replay
 */
export interface NStepOptions {
  /** The most rewards in a sum: a whole number from 1 to 1,000. */
  readonly steps: number;
  /** γ, in `[0, 1]`: what a reward is worth one step later; that of the targets. */
  readonly discount: number;
}

/**
 * Checks the option.
 *
 * @returns `null` where single rewards are kept.
 * @throws {OptionsError} If a number is out of range.
 */
export function resolveNStep(nStep: NStepOptions | undefined): NStepOptions | null {
  if (nStep === undefined) return null;
  if (typeof nStep !== 'object' || (nStep as unknown) === null) {
    throw new OptionsError(
      `nStep must be such as { steps: 3, discount: 0.99 }; received ${show(nStep)}.`,
    );
  }
  rejectUnknownOptions('nStep', nStep, ['steps', 'discount'], { n: 'steps', gamma: 'discount' });
  const steps = requireInteger('nStep.steps', nStep.steps, { min: 1, max: 1_000 });
  const discount = requireNumber('nStep.discount', nStep.discount, { min: 0, max: 1 });
  return steps === 1 ? null : { steps, discount };
}

/**
 * Makes a batch of single steps one of several: rewards are summed along each
 * stream, `r₀ + γ r₁ + …`, up to the end of the episode, or as far as it has come.
 *
 * @param last - Filled with the slot of the last step of each row.
 * @param steps - Filled with the number of rewards summed.
 */
export function sumSteps(
  slots: SlotTable,
  indices: Int32Array,
  columns: SlotColumns,
  last: Int32Array,
  steps: Int32Array,
  { steps: most, discount }: NStepOptions,
): void {
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
    rewards[row] = sum;
    terminated[row] = slots.isTerminated(slot) ? 1 : 0;
    truncated[row] = slots.isTruncated(slot) ? 1 : 0;
    next[row] = slots.next(slot);
    last[row] = slot;
    steps[row] = count;
  }
}
