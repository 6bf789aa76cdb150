import type { State } from '../state/state.ts';
import { CheckpointError, UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { SampledBatch } from './batch.ts';
import type { BatchColumns } from './batchCache.ts';
import type { FrameLayout } from './frameLayout.ts';
import { discountSteps, sumSteps, type Returns } from './returns.ts';
import type { LazyGather } from './lazyGather.ts';
import { MaskColumn } from './maskColumn.ts';
import type { ObservationStore } from './observationStore.ts';
import { SlotTable } from './slotTable.ts';
import { StackedFrames } from './stackedFrames.ts';
import { readStorageState, writeStorageState } from './storageState.ts';
import type { Transition } from '../protocol/transition.ts';
import { WholeObservations } from './wholeObservations.ts';

/**
 * Transitions in a ring of slots, the oldest overwritten first. What they saw
 * is in a store of its own, which keeps once what transitions that follow one
 * another have in common.
 *
 * Demonstrations come first and are never overwritten: the ring is made of the slots
 * behind them.
 */
export class StorageRing {
  readonly capacity: number;
  readonly #actionSpace: Discrete;
  readonly #slots: SlotTable;
  readonly #observations: ObservationStore;
  readonly #masks: MaskColumn;
  readonly #nextMasks: MaskColumn;
  /** By stream, the slot that its next transition may follow on; −1: none. */
  #open: Int32Array = new Int32Array(1).fill(-1);
  #size = 0;
  /** How many demonstrations there are: slots 0 to `demonstrations − 1`. */
  #demonstrations = 0;
  /** The slot that is written next; the oldest one once the ring is full. */
  #head = 0;
  /** Transitions added so far, those that were overwritten included. */
  #added = 0;

  /**
   * @param layout - How observations fall into frames, or `null` to keep them
   *   whole.
   * @throws {OptionsError} If there is not enough memory.
   */
  constructor(
    capacity: number,
    observationSpace: ObservationSpace,
    actionSpace: Discrete,
    layout: FrameLayout | null = null,
  ) {
    this.capacity = capacity;
    this.#actionSpace = actionSpace;
    this.#slots = new SlotTable(capacity);
    this.#observations = layout
      ? new StackedFrames(capacity, layout, this.#slots)
      : new WholeObservations(capacity, observationSpace, this.#slots);
    this.#masks = new MaskColumn(capacity, actionSpace.n);
    this.#nextMasks = new MaskColumn(capacity, actionSpace.n);
  }

  /** How many slots hold a transition: 0 to `size − 1` do. */
  get size(): number {
    return this.#size;
  }

  /** How many demonstrations are kept, in the first slots. */
  get demonstrations(): number {
    return this.#demonstrations;
  }

  /**
   * Stores a copy of a transition that `checkTransition` has passed.
   *
   * @returns Its slot.
   * @throws {UsageError} If it is a demonstration, and comes after other transitions, or
   *   would leave no slot for them.
   */
  add(transition: Transition, stream: number): number {
    const isDemonstration = transition.demonstration === true;
    if (isDemonstration) this.#requireRoomForDemonstration();
    // What can run out of memory comes first, while nothing has changed.
    this.#observations.reserve();
    this.#reserveStream(stream);
    this.#masks.reserve(transition.actionMask);
    this.#nextMasks.reserve(transition.nextActionMask);

    const slot = this.#head;
    if (this.#size === this.capacity) this.#evict(slot);
    if (isDemonstration) this.#demonstrations += 1;
    // What goes on from a demonstration would be overwritten before it.
    else if (this.#size === this.#demonstrations) this.#open.fill(-1);
    const next = this.#observations.write(slot, transition, this.#open[stream] as number);
    this.#slots.write(slot, transition, next, stream);
    this.#masks.write(slot, transition.actionMask);
    this.#nextMasks.write(slot, transition.nextActionMask);
    this.#open[stream] = transition.terminated || transition.truncated ? -1 : slot;

    this.#head = slot + 1 === this.capacity ? this.#demonstrations : slot + 1;
    if (this.#size < this.capacity) this.#size += 1;
    this.#added += 1;
    return slot;
  }

  /** What is added to a stream next follows on nothing that was added to it before. */
  breakOff(stream: number): void {
    if (stream < this.#open.length) this.#open[stream] = -1;
  }

  /** The slot of the transition that follows on `slot`, or −1 if none is known to. */
  successor(slot: number): number {
    return Math.max(this.#slots.next(slot), -1);
  }

  /** Fills a batch from the slots that its `indices` name, with rewards summed as `returns` says. */
  gather(columns: BatchColumns, returns: Returns, lazily?: LazyGather): SampledBatch {
    const { batch, last } = columns;
    this.#slots.gather(batch.indices, columns.columns);
    if (returns.steps === 1) discountSteps(columns, returns.discount);
    else sumSteps(this.#slots, columns, returns);
    batch.actionMasks = this.#masks.gather(batch.indices, batch.actionMasks);
    batch.nextActionMasks = this.#nextMasks.gather(last, batch.nextActionMasks);
    batch.demonstrations = this.#flagDemonstrations(batch.indices, batch.demonstrations);
    batch.added = this.#added;
    const stored = this.#observations;
    if (lazily && stored instanceof StackedFrames) return lazily(columns, stored);
    stored.gather(columns);
    return batch;
  }

  /**
   * Which rows of a batch still lie where they were drawn from.
   *
   * @param added - The `added` of the batch.
   */
  areUnchanged(indices: Int32Array, added: number): (row: number) => boolean {
    const written = this.#added - added;
    // Those written since lie right before the head, around the end of the ring.
    const kept = this.#demonstrations;
    const distance = (slot: number): number => {
      if (slot < kept) return Infinity;
      return slot < this.#head ? this.#head - slot : this.#head + this.capacity - kept - slot;
    };
    // A batch of before another state was taken over may be ahead of it.
    return (row) => written >= 0 && distance(indices[row] as number) > written;
  }

  /**
   * The used slots and the streams that may go on. Tensors read this very memory
   * when they are asked.
   */
  viewState(): State {
    const content = {
      capacity: this.capacity,
      size: this.#size,
      head: this.#head,
      added: this.#added,
      demonstrations: this.#demonstrations,
      slots: this.#slots.toTensors(this.#size),
      open: this.#open,
      actionMasks: this.#masks.toTensor(this.#size),
      nextActionMasks: this.#nextMasks.toTensor(this.#size),
    };
    return writeStorageState(content, this.#observations.viewState(this.#size));
  }

  /**
   * Checks a state and makes ready to take it over.
   *
   * @returns A function that takes it over. It cannot fail, but where tensors are
   *   read from a disk that fails between the first reading and this second one:
   *   the ring is empty then.
   * @throws {CheckpointError} If the state does not fit or contradicts itself.
   */
  prepare(state: State): () => void {
    const content = readStorageState(state, {
      capacity: this.capacity,
      actionSpace: this.#actionSpace,
    });
    const takeOverMasks = this.#masks.prepare(content.actionMasks);
    const takeOverNextMasks = this.#nextMasks.prepare(content.nextActionMasks);
    const takeOverObservations = this.#observations.prepare(state, content.slots.next);
    return () => {
      try {
        this.#slots.setSlots(content.slots);
        takeOverObservations();
        takeOverMasks();
        takeOverNextMasks();
      } catch (cause) {
        this.#clear();
        throw new CheckpointError(
          'The checkpoint could not be read a second time, so the replay buffer is empty now. ' +
            'Load another copy of it.',
          { cause },
        );
      }
      this.#size = content.size;
      this.#added = content.added;
      this.#demonstrations = content.demonstrations;
      this.#head = content.head;
      this.#open = content.open;
      // Only the stream of an open slot is ever looked at.
      content.open.forEach((slot, stream) => {
        if (slot >= 0) this.#slots.setStream(slot, stream);
      });
    };
  }

  /** Throws if the structure contradicts itself; tests call it after every change. */
  checkValid(): void {
    this.#observations.checkValid(this.#size);
    // What setState would refuse must not come about in the first place.
    this.prepare(this.viewState());
    this.#open.forEach((slot, stream) => {
      if (slot >= 0 && this.#slots.stream(slot) !== stream) {
        throw new Error(`Slot ${slot} is open in stream ${stream} but belongs to another.`);
      }
    });
  }

  /** Gives up what the transition in `slot` holds elsewhere. */
  #evict(slot: number): void {
    this.#observations.evict(slot);
    const stream = this.#slots.stream(slot);
    if (this.#open[stream] === slot) this.#open[stream] = -1;
  }

  #clear(): void {
    this.#size = 0;
    this.#head = 0;
    this.#added = 0;
    this.#demonstrations = 0;
    this.#open.fill(-1);
    this.#observations.clear();
    this.#masks.prepare(null)();
    this.#nextMasks.prepare(null)();
  }

  /** 1 for each demonstration; `null` where there are none. */
  #flagDemonstrations(indices: Int32Array, into: Uint8Array | null): Uint8Array | null {
    if (this.#demonstrations === 0) return null;
    const flags = into ?? new Uint8Array(indices.length);
    for (let row = 0; row < indices.length; row++) {
      flags[row] = (indices[row] as number) < this.#demonstrations ? 1 : 0;
    }
    return flags;
  }

  #requireRoomForDemonstration(): void {
    if (this.#size > this.#demonstrations) {
      throw new UsageError(
        `Demonstrations are added before all other transitions; the replay buffer holds ` +
          `${this.#size - this.#demonstrations} others. Fill a new one with the demonstrations first.`,
      );
    }
    // One slot at least for what comes after them.
    if (this.#size < this.capacity - 1) return;
    throw new UsageError(
      `A replay buffer of ${this.capacity} keeps ${this.capacity - 1} demonstrations at most, as they are ` +
        'never overwritten; raise its capacity, or add fewer.',
    );
  }

  #reserveStream(stream: number): void {
    if (stream < this.#open.length) return;
    const grown = new Int32Array(Math.max(2 * this.#open.length, stream + 1)).fill(-1);
    grown.set(this.#open);
    this.#open = grown;
  }
}
