import type { Batch } from '../../../replay/batch.ts';
import { noneAllowed } from '../../../heads/targets.ts';
import { markUnknown } from '../../unknownRows.ts';

/** Where each column of a batch begins in the one buffer that the shader of a head reads. */
export interface BatchLayout {
  readonly size: number;
  readonly actionCount: number;
  readonly actions: number;
  readonly rewards: number;
  readonly discounts: number;
  readonly weights: number;
  /** Shape `[size, actionCount]`. */
  readonly nextActionMasks: number;
  /** As these; `null` where the head does not look at them. */
  readonly actionMasks: number | null;
  readonly choosesAtState: boolean;
  /** Shape `[size]`; `null` where the head does not look at them. */
  readonly demonstrations: number | null;
  /** Shape `[size, fractions]`; `null` for a head that draws none. */
  readonly fractions: number | null;
  /** How many numbers there are in all. */
  readonly length: number;
}

/** What a head reads of a batch beside what all read. */
export interface BatchUse {
  readonly actionMasks: boolean;
  /** Whether it needs an allowed action at s. */
  readonly choosesAtState: boolean;
  readonly demonstrations: boolean;
  /** How many fractions there are for each transition; 0 for none. */
  readonly fractions: number;
}

/** Lays out the columns one behind the other. */
export function layOutBatch(size: number, actionCount: number, use: BatchUse): BatchLayout {
  let length = 0;
  const take = (count: number): number => {
    const begin = length;
    length += count;
    return begin;
  };
  const columns = {
    actions: take(size),
    rewards: take(size),
    discounts: take(size),
    weights: take(size),
    nextActionMasks: take(size * actionCount),
    actionMasks: use.actionMasks ? take(size * actionCount) : null,
    demonstrations: use.demonstrations ? take(size) : null,
    fractions: use.fractions > 0 ? take(size * use.fractions) : null,
  };
  const { choosesAtState } = use;
  return { size, actionCount, choosesAtState, ...columns, length };
}

/**
 * Writes a batch into one vector, as the shader of a head reads it. Masks that are
 * `null` allow everything.
 *
 * @param fractions - Of the online network at s. Shape `[size, fractions]`.
 * @param into - Filled; as long as the layout.
 * @throws {ShapeError} If a mask allows no action where one has to be chosen.
 */
export function packBatch(
  layout: BatchLayout,
  batch: Batch,
  fractions: Float32Array | null,
  into: Float32Array,
): void {
  const { nextActionMasks, discounts } = batch;
  into.set(batch.actions, layout.actions);
  into.set(batch.rewards, layout.rewards);
  into.set(discounts, layout.discounts);
  into.set(batch.weights, layout.weights);
  packMask(layout, layout.nextActionMasks, nextActionMasks, into, (row) => discounts[row] !== 0);
  if (layout.actionMasks !== null) {
    packMask(layout, layout.actionMasks, batch.actionMasks, into, () => layout.choosesAtState);
  }
  if (layout.demonstrations !== null) {
    const { demonstrations } = batch;
    const begin = layout.demonstrations;
    for (let row = 0; row < layout.size; row++) into[begin + row] = demonstrations?.[row] ? 1 : 0;
  }
  if (layout.fractions !== null && fractions) into.set(fractions, layout.fractions);
  markUnknown(batch, into, layout.rewards);
}

function packMask(
  { size, actionCount }: BatchLayout,
  begin: number,
  mask: Uint8Array | null | undefined,
  into: Float32Array,
  matters: (row: number) => boolean,
): void {
  if (!mask) {
    into.fill(1, begin, begin + size * actionCount);
    return;
  }
  for (let row = 0; row < size; row++) {
    let allowed = 0;
    for (let index = row * actionCount; index < (row + 1) * actionCount; index++) {
      into[begin + index] = mask[index] ? 1 : 0;
      allowed += mask[index] ? 1 : 0;
    }
    if (allowed === 0 && matters(row)) throw noneAllowed(row);
  }
}
