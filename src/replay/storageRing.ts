import type { State } from '../checkpoint/state.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { BatchColumns } from './batchColumns.ts';
import { MaskColumn } from './maskColumn.ts';
import { ObservationColumn } from './observationColumn.ts';
import { ObservationPool } from './observationPool.ts';
import { SlotTable } from './slotTable.ts';
import { readStorageState, writeStorageState } from './storageState.ts';
import type { Transition } from './transition.ts';

/**
 * Transitions in a ring of slots, the oldest overwritten first. Each
 * observation is stored once: where a transition's next observation is what
 * the following transition of the stream starts from, it is kept there and
 * only referred to.
 *
 * `next` of a slot says where its next observation lies: in the main slot `next`
 * if `next >= 0`, in the pool's row `~next` otherwise. It starts out in the
 * pool and moves when the stream goes on from the very same observation; it
 * stays there if the episode ended or the caller left something out, which
 * costs memory and is always right.
 *
 * A successor is younger than what refers to it, hence overwritten later: no
 * reference outlives its target, and all `size` slots can be sampled always.
 */
export class StorageRing {
  readonly capacity: number;
  readonly #observationSpace: ObservationSpace;
  readonly #actionSpace: Discrete;
  readonly #observations: ObservationColumn;
  readonly #slots: SlotTable;
  #masks: MaskColumn;
  #pool: ObservationPool;
  /** By stream, the slot that its next transition may follow on; −1: none. */
  #open: Int32Array = new Int32Array(1).fill(-1);
  #size = 0;
  /** The slot that is written next; the oldest one once the ring is full. */
  #head = 0;

  constructor(capacity: number, observationSpace: ObservationSpace, actionSpace: Discrete) {
    this.capacity = capacity;
    this.#observationSpace = observationSpace;
    this.#actionSpace = actionSpace;
    this.#observations = new ObservationColumn(observationSpace, capacity);
    this.#slots = new SlotTable(capacity);
    this.#masks = new MaskColumn(capacity, actionSpace.n);
    this.#pool = new ObservationPool(observationSpace, capacity);
  }

  /** How many slots hold a transition: 0 to `size − 1` do. */
  get size(): number {
    return this.#size;
  }

  /**
   * Stores a copy of a transition that `checkTransition` has passed.
   *
   * @returns Its slot.
   */
  add(transition: Transition, stream: number): number {
    // What can run out of memory comes first, while nothing has changed.
    this.#pool.reserve();
    this.#reserveStream(stream);
    this.#masks.reserve(transition.nextActionMask);

    const slot = this.#head;
    if (this.#size === this.capacity) this.#evict(slot);
    this.#observations.write(slot, transition.observation);
    this.#follow(this.#open[stream] as number, slot);

    const row = this.#pool.take();
    this.#pool.column.write(row, transition.nextObservation);
    this.#slots.write(slot, transition, ~row, stream);
    this.#masks.write(slot, transition.nextActionMask);
    this.#open[stream] = transition.terminated || transition.truncated ? -1 : slot;

    this.#head = slot + 1 === this.capacity ? 0 : slot + 1;
    if (this.#size < this.capacity) this.#size += 1;
    return slot;
  }

  /** The slot of the transition that follows on `slot`, or −1 if none is known to. */
  successor(slot: number): number {
    return Math.max(this.#slots.next(slot), -1);
  }

  /** Fills a batch from the slots that its `indices` name. */
  gather({ batch, columns, observations, nextObservations }: BatchColumns): void {
    const { indices } = batch;
    this.#slots.gather(indices, columns);
    // Each of these is a loop over independent reads, which the processor
    // makes side by side: most of the time here is spent waiting for memory.
    observations.gather(indices, this.#observations, this.#pool.column);
    nextObservations.gather(columns.next, this.#observations, this.#pool.column);
    batch.nextActionMasks = this.#masks.gather(indices, batch.nextActionMasks);
  }

  /** A copy of the used slots and of the streams that may go on. */
  getState(): State {
    return writeStorageState(this.#observationSpace, {
      capacity: this.capacity,
      size: this.#size,
      head: this.#head,
      observations: this.#observations.data,
      ...this.#slots.toColumns(this.#size),
      pool: this.#pool.column.data,
      open: this.#open,
      nextActionMasks: this.#masks.toArray(this.#size),
    });
  }

  /**
   * Checks a state and makes ready to take it over.
   *
   * @returns A function that takes it over and cannot fail.
   * @throws {CheckpointError} If the state does not fit or contradicts itself.
   */
  prepare(state: State): () => void {
    const content = readStorageState(state, {
      capacity: this.capacity,
      observationSpace: this.#observationSpace,
      actionSpace: this.#actionSpace,
    });
    const pool = new ObservationPool(
      this.#observationSpace,
      this.capacity,
      undefined,
      content.poolRows,
    );
    pool.column.data.set(content.pool);
    const masks = this.#masks.withArray(content.nextActionMasks);
    return () => {
      this.#size = content.size;
      this.#head = content.head;
      this.#observations.data.set(content.observations);
      this.#slots.setColumns(content);
      this.#pool = pool;
      this.#masks = masks;
      this.#open = content.open;
      // Only the stream of an open slot is ever looked at.
      content.open.forEach((slot, stream) => {
        if (slot >= 0) this.#slots.setStream(slot, stream);
      });
    };
  }

  /** Throws if the structure contradicts itself; tests call it after every change. */
  checkValid(): void {
    const { next } = this.#slots.toColumns(this.#size);
    this.#pool.checkValid([...next].filter((reference) => reference < 0).map((row) => ~row));
    // What setState would refuse must not come about in the first place.
    this.prepare(this.getState());
    this.#open.forEach((slot, stream) => {
      if (slot >= 0 && this.#slots.stream(slot) !== stream) {
        throw new Error(`Slot ${slot} is open in stream ${stream} but belongs to another.`);
      }
    });
  }

  /** Refers from `before` to `slot` if the stream goes on where it was. */
  #follow(before: number, slot: number): void {
    if (before < 0) return;
    const row = ~this.#slots.next(before);
    if (!this.#pool.column.rowEquals(row, this.#observations, slot)) return;
    this.#slots.setNext(before, slot);
    this.#pool.release(row);
  }

  /** Gives up what the transition in `slot` holds elsewhere. */
  #evict(slot: number): void {
    const next = this.#slots.next(slot);
    if (next < 0) this.#pool.release(~next);
    const stream = this.#slots.stream(slot);
    if (this.#open[stream] === slot) this.#open[stream] = -1;
  }

  #reserveStream(stream: number): void {
    if (stream < this.#open.length) return;
    const grown = new Int32Array(Math.max(2 * this.#open.length, stream + 1)).fill(-1);
    grown.set(this.#open);
    this.#open = grown;
  }
}
