import type { ObservationSpace } from '../spaces/space.ts';
import type { Batch } from './batch.ts';
import { ObservationColumn } from './observationColumn.ts';
import type { SlotColumns } from './slotTable.ts';

/** The masks come and go with those of the replay buffer. */
type Filled<B extends Batch> = Omit<B, 'nextActionMasks'> & {
  nextActionMasks: Uint8Array | null;
};

/** A batch together with what fills it. */
export interface BatchColumns {
  readonly batch: Filled<Batch>;
  readonly columns: SlotColumns;
  readonly observations: ObservationColumn;
  readonly nextObservations: ObservationColumn;
  /** The slots whose next observations are wanted: `indices`, or those n steps on. Shape `[size]`. */
  readonly last: Int32Array;
}

/** Batches of more sizes than this are not kept. */
const MAX_SIZES = 8;

/**
 * Hands out one batch for each size, again and again, so that sampling does
 * not allocate.
 */
export class BatchCache {
  readonly #space: ObservationSpace;
  readonly #several: boolean;
  readonly #bySize = new Map<number, BatchColumns>();

  /** @param several - Whether batches are of several steps a row. */
  constructor(space: ObservationSpace, several: boolean) {
    this.#space = space;
    this.#several = several;
  }

  get(size: number): BatchColumns {
    const cached = this.#bySize.get(size);
    if (cached) return cached;
    // Sizes that never come back must not pile up.
    if (this.#bySize.size === MAX_SIZES) this.#bySize.clear();
    const created = allocate(this.#space, size, this.#several);
    this.#bySize.set(size, created);
    return created;
  }
}

function allocate(space: ObservationSpace, size: number, several: boolean): BatchColumns {
  const observations = new ObservationColumn(space, size);
  const nextObservations = new ObservationColumn(space, size);
  const columns = {
    actions: new Int32Array(size),
    rewards: new Float32Array(size),
    terminated: new Uint8Array(size),
    truncated: new Uint8Array(size),
    next: new Int32Array(size),
  };
  const batch = {
    size,
    observations: observations.data,
    actions: columns.actions,
    rewards: columns.rewards,
    nextObservations: nextObservations.data,
    terminated: columns.terminated,
    truncated: columns.truncated,
    weights: new Float32Array(size).fill(1),
    indices: new Int32Array(size),
    nextActionMasks: null,
    ...(several && { steps: new Int32Array(size) }),
  };
  const last = several ? new Int32Array(size) : batch.indices;
  return { batch, columns, observations, nextObservations, last };
}
