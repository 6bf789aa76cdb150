import { StateReader } from '../state/stateReader.ts';
import { forEachPart } from '../state/tensorInParts.ts';
import type { State } from '../state/state.ts';
import { OptionsError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import type { BatchColumns } from './batchCache.ts';
import { allocateFrames, type FrameLayout, type Frames } from './frameLayout.ts';
import { FramePool, ZERO_FRAME } from './framePool.ts';
import { readFrames, writeFrames } from './frameState.ts';
import { wordsOf } from './observationColumn.ts';
import { rejectOtherFrames } from './observationState.ts';
import type { ObservationStore } from './observationStore.ts';
import type { SlotTable } from './slotTable.ts';
import type { Transition } from '../protocol/transition.ts';

/** What {@link StackedFrames} consists of. */
export interface FrameParts {
  readonly layout: FrameLayout;
  /** For each slot the frames of its observation, then those of the next. */
  readonly references: Int32Array;
  readonly pool: FramePool;
}

/**
 * Observations that are stacks of frames, as references to single frames.
 * While a stream goes on, each transition brings one frame that was not there
 * before: its observation is the next one of the transition before, and its
 * next observation has all frames but one in common with that.
 *
 * What is shared is found by comparing the frames themselves, so that nothing
 * need be known of how stacks come about: what is new is stored, be it at the
 * start of an episode, after a gap, or always.
 *
 * `next` of a slot is the slot of its successor, or −1.
 */
export class StackedFrames implements ObservationStore {
  readonly #layout: FrameLayout;
  readonly #slots: SlotTable;
  readonly #pool: FramePool;
  /** For each slot the frames of its observation, then those of the next. */
  readonly #references: Int32Array;
  /** An observation that is being stored; those of callers may lie askew in memory. */
  readonly #stack: Frames;
  /** The same memory, for comparisons. */
  readonly #stackWords: Int32Array | Uint8Array;
  /** Words in a frame. */
  readonly #frameWords: number;

  /** @throws {OptionsError} If there is not enough memory. */
  constructor(capacity: number, layout: FrameLayout, slots: SlotTable) {
    const { count, size } = layout;
    this.#layout = layout;
    this.#slots = slots;
    try {
      this.#references = new Int32Array(capacity * 2 * count);
      this.#stack = allocateFrames(layout, count);
    } catch (cause) {
      throw new OptionsError(
        `${capacity} transitions of ${count} frames need more memory than can be allocated; ` +
          "lower the replay buffer's capacity.",
        { cause },
      );
    }
    this.#stackWords = wordsOf(this.#stack, size);
    this.#frameWords = this.#stackWords.length / count;
    this.#pool = new FramePool(layout, 1 + (capacity + 1) * 2 * count);
  }

  /** What observations are made of: for whoever keeps frames elsewhere as well. */
  get parts(): FrameParts {
    return { layout: this.#layout, references: this.#references, pool: this.#pool };
  }

  reserve(): void {
    this.#pool.reserve(2 * this.#layout.count);
  }

  write(slot: number, transition: Transition, before: number): number {
    const { count } = this.#layout;
    const at = 2 * count * slot;
    if (before < 0) {
      this.#put(transition.observation, at, 0, 0);
    } else {
      const known = 2 * count * before + count;
      this.#put(transition.observation, at, known, known + count);
      if (this.#areSame(at, known)) this.#slots.setNext(before, slot);
    }
    // The oldest frame of the observation is not in the next one.
    this.#put(transition.nextObservation, at + count, at + 1, at + count);
    return -1;
  }

  evict(slot: number): void {
    const begin = 2 * this.#layout.count * slot;
    const end = begin + 2 * this.#layout.count;
    // The newest first, so that the oldest is the first to be used again.
    for (let at = end - 1; at >= begin; at--) this.#pool.release(this.#references[at] as number);
  }

  gather({ batch, last, observations, nextObservations }: BatchColumns): void {
    const { count, size } = this.#layout;
    const { indices } = batch;
    const references = this.#references;
    // No space with frames has observations that are single numbers.
    const to = observations.data as Frames;
    const toNext = nextObservations.data as Frames;
    for (let row = 0; row < indices.length; row++) {
      const at = 2 * count * (indices[row] as number);
      const start = row * count * size;
      this.#pool.copy(references, at, at + count, to, start);
      // Most of these frames have just been read, and are in the cache.
      const atLast = 2 * count * (last[row] as number);
      this.#pool.copy(references, atLast + count, atLast + 2 * count, toNext, start);
    }
  }

  viewState(size: number): State {
    const references = this.#references.subarray(0, 2 * this.#layout.count * size);
    return {
      next: this.#slots.toTensors(size).next,
      ...writeFrames(this.#layout, references, this.#pool),
    };
  }

  prepare(state: State, next: Int32Array): () => void {
    const reader = new StateReader('replay buffer', state);
    rejectOtherFrames(reader, state, this.#layout.count);
    const { references, rows, frames } = readFrames(reader, this.#layout, next);
    // More memory than is needed later on does no harm if the rest fails.
    this.#pool.reserveTotal(rows);
    return () => {
      this.#references.set(references);
      this.#pool.reset(rows);
      forEachPart(frames.parts(), (part, start) => {
        this.#pool.setElements(part, start);
      });
      for (const frame of references) this.#pool.retain(frame);
    };
  }

  clear(): void {
    this.#pool.reset(1);
  }

  checkValid(size: number): void {
    this.#pool.checkValid(this.#references.subarray(0, 2 * this.#layout.count * size));
  }

  /**
   * Stores a stack of frames.
   *
   * @param at - Where its references go.
   * @param known - Where there are references to frames that it may share, the
   *   likeliest for the first frame first, up to `knownEnd`.
   */
  #put(observation: Observation, at: number, known: number, knownEnd: number): void {
    this.#stack.set(observation as Frames);
    const { count, size } = this.#layout;
    for (let index = 0; index < count; index++) {
      let frame = this.#find(index, known + index, knownEnd);
      if (frame < 0 && index > 0) frame = this.#ifSame(this.#references[at + index - 1], index);
      if (frame < 0) frame = this.#pool.add(this.#stack, index * size);
      this.#references[at + index] = frame;
      this.#pool.retain(frame);
    }
  }

  /**
   * The frame that is the same as one in the stack, or −1.
   *
   * @param known - Where to look for references to it first, and from there on:
   *   if the caller left steps out, stacks have moved by more than one frame.
   */
  #find(index: number, known: number, knownEnd: number): number {
    if (this.#isZero(index)) return ZERO_FRAME;
    let found = -1;
    for (let at = known; at < knownEnd && found < 0; at++) {
      found = this.#ifSame(this.#references[at], index);
    }
    return found;
  }

  #ifSame(frame: number | undefined, index: number): number {
    const start = index * this.#frameWords;
    return frame !== undefined && this.#pool.equals(frame, this.#stackWords, start) ? frame : -1;
  }

  #isZero(index: number): boolean {
    const end = (index + 1) * this.#frameWords;
    for (let word = index * this.#frameWords; word < end; word++) {
      if (this.#stackWords[word] !== 0) return false;
    }
    return true;
  }

  /** Whether two observations are the same; equal frames of both are shared by now. */
  #areSame(at: number, other: number): boolean {
    for (let index = 0; index < this.#layout.count; index++) {
      if (this.#references[at + index] !== this.#references[other + index]) return false;
    }
    return true;
  }
}
