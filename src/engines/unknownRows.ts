import type { Batch } from '../replay/batch.ts';
import { areFinite } from '../validation/areFinite.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';

/**
 * Makes the reward of a transition NaN whose observations are not finite, so that the head refuses
 * the update: on the way through a network NaN may become 0, where a unit is a maximum of both.
 *
 * @param rewards - Those of the batch, from `begin` on.
 */
export function markUnknown(batch: Batch, rewards: Float32Array, begin = 0): void {
  // Frames are bytes.
  if (batch.frames) return;
  const { size, observations, nextObservations, discounts } = batch;
  for (const rows of [observations, nextObservations]) {
    if (!isFloat32Array(rows) || areFinite(rows)) continue;
    const width = rows.length / size;
    for (let row = 0; row < size; row++) {
      // What comes after the end of an episode is not looked at.
      const isSeen = rows === observations || discounts[row] !== 0;
      const isSound = areFinite(rows.subarray(row * width, (row + 1) * width));
      if (isSeen && !isSound) rewards[begin + row] = NaN;
    }
  }
}

/** The batch, or one with rewards that `markUnknown` has marked, where an observation is not finite. */
export function withUnknownMarked(batch: Batch): Batch {
  if (batch.frames) return batch;
  const isSound = [batch.observations, batch.nextObservations].every(
    (rows) => !isFloat32Array(rows) || areFinite(rows),
  );
  if (isSound) return batch;
  const rewards = Float32Array.from(batch.rewards);
  markUnknown(batch, rewards);
  return { ...batch, rewards };
}
