import type { SampledBatch } from '../../../replay/batch.ts';
import type { BatchColumns } from '../../../replay/batchCache.ts';
import type { FrameRows } from '../../../replay/frameRows.ts';
import type { StackedFrames } from '../../../replay/stackedFrames.ts';

/**
 * A batch that names the frames of its observations, and gathers these only when they are
 * read. Copies of it, such as `{ ...batch }`, have observations and no `frames`.
 *
 * @param columns - Filled but for the observations.
 */
export function lazyBatch(columns: BatchColumns, stacks: StackedFrames): SampledBatch {
  const { batch, last } = columns;
  const { layout, references, pool } = stacks.parts;
  const { count } = layout;
  const namesOf = (slots: Int32Array, from: number): Int32Array => {
    const names = new Int32Array(slots.length * count);
    for (let row = 0; row < slots.length; row++) {
      const at = 2 * count * (slots[row] as number) + from;
      for (let index = 0; index < count; index++) {
        names[row * count + index] = references[at + index] as number;
      }
    }
    return names;
  };
  const frames: FrameRows = {
    source: pool,
    observations: namesOf(batch.indices, 0),
    nextObservations: namesOf(last, count),
  };
  let isGathered = false;
  const lazily = (name: 'observations' | 'nextObservations'): PropertyDescriptor => ({
    enumerable: true,
    get() {
      if (!isGathered) stacks.gather(columns);
      isGathered = true;
      return batch[name];
    },
  });
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(batch),
      // Not enumerable, so that no copy with changed observations takes it along.
      frames: { value: frames },
      observations: lazily('observations'),
      nextObservations: lazily('nextObservations'),
    },
  ) as SampledBatch;
}
