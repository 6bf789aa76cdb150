import type { State } from '../state/state.ts';
import type { BatchColumns } from './batchCache.ts';
import type { Transition } from '../protocol/transition.ts';

/**
 * Keeps the two observations of each slot of a ring. How, is its own affair;
 * what comes out is what went in, bit by bit.
 *
 * It has the word `next` of each slot in the `SlotTable` to itself, but for
 * one rule: `next ≥ 0` says that the transition in slot `next` starts from
 * the very next observation of this one, in the same stream.
 */
export interface ObservationStore {
  /**
   * Makes room for one more transition; all that can fail in here.
   *
   * @throws {OptionsError} If there is not enough memory; nothing is lost.
   */
  reserve(): void;

  /**
   * Stores copies of a transition's observations, for which `reserve` has made
   * room, and refers from `before` to `slot` if the stream goes on.
   *
   * @param slot - A slot that was never used, or is evicted.
   * @param before - The slot that the transition may follow on, or −1.
   * @returns What `next` of `slot` is to be.
   */
  write(slot: number, transition: Transition, before: number): number;

  /** Gives up what `slot` holds. */
  evict(slot: number): void;

  /** Fills the observations of a batch, whose `indices`, `last` and `next` are there. */
  gather(columns: BatchColumns): void;

  /**
   * What the first `size` slots hold, their `next` included. Tensors read this
   * very memory when they are asked.
   */
  viewState(size: number): State;

  /**
   * Checks what `viewState` returned and makes ready to take it over.
   *
   * @param next - Shape `[slots]`, as it was saved. References to other slots
   *   are known to be sound, nothing else.
   * @returns A function that takes it over; the slot table is set by then. It
   *   fails only where tensors cannot be read a second time; `clear` then.
   * @throws {CheckpointError} If it does not fit, or contradicts itself.
   */
  prepare(state: State, next: Int32Array): () => void;

  /** Makes everything free again, after `prepare`'s function failed. */
  clear(): void;

  /** Throws if the structure contradicts itself, given that `size` slots are used. */
  checkValid(size: number): void;
}
