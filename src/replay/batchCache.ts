import type { ObservationSpace } from '../spaces/space.ts';
import type { SampledBatch } from './batch.ts';
import { createSlotColumns, type SlotColumns } from './columns.ts';
import { ObservationColumn } from './observationColumn.ts';

/** What changes from draw to draw, beside what the arrays hold. */
type Filled<B extends SampledBatch> = Omit<
  B,
  'actionMasks' | 'nextActionMasks' | 'demonstrations' | 'added'
> & {
  actionMasks: Uint8Array | null;
  demonstrations: Uint8Array | null;
  nextActionMasks: Uint8Array | null;
  added: number;
};

/** A batch together with what fills it. */
export interface BatchColumns {
  readonly batch: Filled<SampledBatch>;
  readonly columns: SlotColumns;
  readonly observations: ObservationColumn;
  readonly nextObservations: ObservationColumn;
  /** The slots whose next observations are wanted: `indices`, or those n steps on. Shape `[size]`. */
  last: Int32Array;
}

/** Batches of more sizes than this are not kept. */
const MAX_SIZES = 8;

/**
 * Hands out one batch for each size, again and again, so that sampling does
 * not allocate.
 */
export class BatchCache {
  readonly #space: ObservationSpace;
  readonly #bySize = new Map<number, BatchColumns>();

  constructor(space: ObservationSpace) {
    this.#space = space;
  }

  /** @param several - Whether the rows are to be of several steps each. */
  get(size: number, several: boolean): BatchColumns {
    let columns = this.#bySize.get(size);
    if (!columns) {
      // Sizes that never come back must not pile up.
      if (this.#bySize.size === MAX_SIZES) this.#bySize.clear();
      columns = allocate(this.#space, size);
      this.#bySize.set(size, columns);
    }
    const { indices } = columns.batch;
    if (!several) columns.last = indices;
    else if (columns.last === indices) columns.last = new Int32Array(size);
    return columns;
  }
}

function allocate(space: ObservationSpace, size: number): BatchColumns {
  const observations = new ObservationColumn(space, size);
  const nextObservations = new ObservationColumn(space, size);
  const columns = createSlotColumns(size);
  const { next: _next, ...shown } = columns;
  const batch = {
    size,
    ...shown,
    observations: observations.data,
    nextObservations: nextObservations.data,
    discounts: new Float32Array(size),
    weights: new Float32Array(size).fill(1),
    indices: new Int32Array(size),
    actionMasks: null,
    nextActionMasks: null,
    demonstrations: null,
    added: 0,
  };
  return { batch, columns, observations, nextObservations, last: batch.indices };
}
