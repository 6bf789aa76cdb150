import { tensor1d, type Tensor1D } from '@tensorflow/tfjs-core';
import type { NetworkShape } from '../../networks/architecture.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import { decays } from '../../optimizers/parts.ts';
import type { Groups } from './weights.ts';

/** For each group, 1 for weights that decay; `null` where none does. The caller disposes them. */
export function decayMasks(
  { parameters }: NetworkShape,
  groups: Groups,
  optimizer: OptimizerSpec,
): readonly (Tensor1D | null)[] {
  const decayed = parameters.map((info) => decays(optimizer, info));
  return groups.map((group) => {
    if (!group.some((index) => decayed[index])) return null;
    return maskOf(parameters, group, (part, index) => part.fill(decayed[index] ? 1 : 0));
  });
}

/**
 * For each group, 1 for weights that a batch used: the rows of a table by
 * their indices, and all other weights. `null` where the table is not in it.
 *
 * @param table - Which parameter the table is, `[rows, units]`.
 */
export function usedMasks(
  { parameters }: NetworkShape,
  groups: Groups,
  table: number,
  rows: Int32Array,
): readonly (Tensor1D | null)[] {
  const units = parameters[table]?.shape[1] ?? 0;
  return groups.map((group) => {
    if (!group.includes(table)) return null;
    return maskOf(parameters, group, (part, index) => {
      if (index !== table) part.fill(1);
      else for (const row of rows) part.fill(1, row * units, (row + 1) * units);
    });
  });
}

/** A vector of zeros for a group, filled in parameter by parameter. */
function maskOf(
  parameters: NetworkShape['parameters'],
  group: readonly number[],
  fill: (part: Float32Array, index: number) => void,
): Tensor1D {
  const sizes = group.map((index) => parameters[index]?.size ?? 0);
  const mask = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
  let position = 0;
  group.forEach((index, place) => {
    const end = position + (sizes[place] ?? 0);
    fill(mask.subarray(position, end), index);
    position = end;
  });
  return tensor1d(mask);
}
