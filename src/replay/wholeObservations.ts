import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { tensorOfRows, type TensorInParts } from '../state/tensorInParts.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { BatchColumns } from './batchCache.ts';
import { elementsOf, ObservationColumn, observationTypeOf } from './observationColumn.ts';
import { ObservationPool } from './observationPool.ts';
import { readObservations, rejectOtherFrames } from './observationState.ts';
import type { ObservationStore } from './observationStore.ts';
import { nextNegative } from './slotLoops.ts';
import type { SlotTable } from './slotTable.ts';
import type { Transition } from '../protocol/transition.ts';

/**
 * Each observation in one piece, and once: where a transition's next
 * observation is what the following transition of the stream starts from, it
 * is kept there and only referred to.
 *
 * `next` of a slot says where its next observation lies: in the main slot `next`
 * if `next >= 0`, in the pool's row `~next` otherwise. It starts out in the
 * pool and moves when the stream goes on from the very same observation; it
 * stays there if the episode ended or the caller left something out, which
 * costs memory and is always right.
 *
 * A successor is younger than what refers to it, hence overwritten later: no
 * reference outlives its target, and all slots can be sampled always.
 */
export class WholeObservations implements ObservationStore {
  readonly #space: ObservationSpace;
  readonly #slots: SlotTable;
  readonly #observations: ObservationColumn;
  #pool: ObservationPool;

  /** @throws {OptionsError} If there is not enough memory. */
  constructor(capacity: number, space: ObservationSpace, slots: SlotTable) {
    this.#space = space;
    this.#slots = slots;
    this.#observations = new ObservationColumn(space, capacity);
    this.#pool = new ObservationPool(space, capacity);
  }

  reserve(): void {
    this.#pool.reserve();
  }

  write(slot: number, transition: Transition, before: number): number {
    this.#observations.write(slot, transition.observation);
    this.#follow(before, slot);
    const row = this.#pool.take();
    this.#pool.column.write(row, transition.nextObservation);
    return ~row;
  }

  evict(slot: number): void {
    const next = this.#slots.next(slot);
    if (next < 0) this.#pool.release(~next);
  }

  gather({ batch, columns, observations, nextObservations }: BatchColumns): void {
    // Each of these is a loop over independent reads, which the processor
    // makes side by side: most of the time here is spent waiting for memory.
    observations.gather(batch.indices, this.#observations, this.#pool.column);
    nextObservations.gather(columns.next, this.#observations, this.#pool.column);
  }

  /**
   * Pool rows are numbered in the order of the slots that own them, so that
   * equal content gives equal bytes, however it came about.
   */
  viewState(size: number): State {
    const elements = elementsOf(this.#space);
    const { shape } = this.#space;
    return {
      observations: {
        shape: [size, ...shape],
        data: this.#observations.data.subarray(0, size * elements),
      },
      next: tensorOfRows(Int32Array, [size], () => {
        let rank = 0;
        return (part, begin, end) => {
          rank = this.#slots.rankNext(part, begin, end, rank);
        };
      }),
      finalObservations: this.#viewFinal(),
    };
  }

  /** Each row of the pool that is taken belongs to a slot. */
  #viewFinal(): TensorInParts {
    const slots = this.#slots;
    const { column } = this.#pool;
    const elements = elementsOf(this.#space);
    const Type = observationTypeOf(this.#space);
    return tensorOfRows(Type, [this.#pool.used, ...this.#space.shape], () => {
      let slot = 0;
      return (part, begin, end) => {
        for (let row = begin; row < end; row++) {
          slot = slots.findPooled(slot);
          column.copyRow(~slots.next(slot), part, (row - begin) * elements);
          slot += 1;
        }
      };
    });
  }

  prepare(state: State, next: Int32Array): () => void {
    const reader = new StateReader('replay buffer', state);
    rejectOtherFrames(reader, state, 1);
    const rows = requireRowsInOrder(reader, next);
    const observations = readObservations(reader, 'observations', this.#space, next.length);
    const final = readObservations(reader, 'finalObservations', this.#space, rows);
    const pool = new ObservationPool(this.#space, this.#observations.rows, undefined, rows);
    pool.column.setAll(final);
    return () => {
      this.#observations.setAll(observations);
      this.#pool = pool;
    };
  }

  clear(): void {
    this.#pool = new ObservationPool(this.#space, this.#observations.rows);
  }

  checkValid(size: number): void {
    const { next } = this.#slots.toColumns(size);
    this.#pool.checkValid([...next].filter((reference) => reference < 0).map((row) => ~row));
  }

  /** Refers from `before` to `slot` if the stream goes on where it was. */
  #follow(before: number, slot: number): void {
    if (before < 0) return;
    const row = ~this.#slots.next(before);
    if (!this.#pool.column.rowEquals(row, this.#observations, slot)) return;
    this.#slots.setNext(before, slot);
    this.#pool.release(row);
  }
}

/** Returns how many rows of the pool `next` refers to; they come in order. */
function requireRowsInOrder(reader: StateReader, next: Int32Array): number {
  let rows = 0;
  for (let slot = nextNegative(next, 0); slot < next.length; slot = nextNegative(next, slot + 1)) {
    const reference = next[slot] as number;
    if (~reference !== rows) throw reader.error(`next[${slot}] is ${reference}, out of order`);
    rows += 1;
  }
  return rows;
}
