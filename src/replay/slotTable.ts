import {
  forEachPart,
  tensorOfRows,
  type StateArrayType,
  type TensorInParts,
} from '../state/tensorInParts.ts';
import { OptionsError } from '../errors.ts';
import type { Transition } from '../protocol/transition.ts';
import { createSlotColumns, type SlotColumns, type SlotTensors } from './columns.ts';
import {
  findNegative,
  FLAGS,
  gatherFlags,
  gatherWords,
  NEXT,
  rankNegative,
  scatterSlots,
  scatterWords,
  WORDS,
} from './slotLoops.ts';

/** Bits of the flags, below the stream. */
const TERMINATED_BIT = 0;
export const TRUNCATED_BIT = 1;
const STREAM_SHIFT = 2;
export const TERMINATED = 1;
export const TRUNCATED = 2;

/** What is read of slots from a checkpoint, once it is checked. */
export interface ReadSlots {
  readonly actions: TensorInParts<Int32Array>;
  readonly rewards: TensorInParts<Float32Array>;
  /** Shape `[slots]`; not in parts, since slots refer to one another. */
  readonly next: Int32Array;
  /** Shape `[slots]`: {@link TERMINATED}, {@link TRUNCATED}, or both. */
  readonly flags: Uint8Array;
}

/**
 * What a ring keeps of each transition beside its observation, slot by slot.
 *
 * Slots are drawn at random from more memory than the cache holds, so a draw
 * costs what it fetches: one line of the cache here, where a column for each
 * number would be five.
 */
export class SlotTable {
  readonly #words: Int32Array;
  /** The same memory: rewards are float32. */
  readonly #floats: Float32Array;

  /** @throws {OptionsError} If there is not enough memory. */
  constructor(slots: number) {
    try {
      this.#words = new Int32Array(slots * WORDS);
    } catch (cause) {
      throw new OptionsError(
        `${slots} transitions need more memory than can be allocated; ` +
          "lower the replay buffer's capacity.",
        { cause },
      );
    }
    this.#floats = new Float32Array(this.#words.buffer);
  }

  /** Stores a transition, whose next observation lies at `next`. */
  write(slot: number, transition: Transition, next: number, stream: number): void {
    const { action, reward, terminated, truncated } = transition;
    const at = slot * WORDS;
    this.#words[at] = action;
    this.#floats[at + 1] = reward;
    this.#words[at + 2] = next;
    this.#words[at + 3] =
      (terminated ? TERMINATED : 0) | (truncated ? TRUNCATED : 0) | (stream << STREAM_SHIFT);
  }

  next(slot: number): number {
    return this.#words[slot * WORDS + NEXT] as number;
  }

  setNext(slot: number, next: number): void {
    this.#words[slot * WORDS + NEXT] = next;
  }

  reward(slot: number): number {
    return this.#floats[slot * WORDS + 1] as number;
  }

  isTerminated(slot: number): boolean {
    return ((this.#words[slot * WORDS + 3] as number) & TERMINATED) !== 0;
  }

  isTruncated(slot: number): boolean {
    return ((this.#words[slot * WORDS + 3] as number) & TRUNCATED) !== 0;
  }

  stream(slot: number): number {
    return (this.#words[slot * WORDS + 3] as number) >>> STREAM_SHIFT;
  }

  setStream(slot: number, stream: number): void {
    const at = slot * WORDS + 3;
    const flags = (this.#words[at] as number) & (TERMINATED | TRUNCATED);
    this.#words[at] = flags | (stream << STREAM_SHIFT);
  }

  /** Fills columns from the slots that `indices` name. */
  gather(indices: Int32Array, columns: SlotColumns): void {
    const { actions, rewards, terminated, truncated, next } = columns;
    const words = this.#words;
    const floats = this.#floats;
    for (let row = 0; row < indices.length; row++) {
      const at = (indices[row] as number) * WORDS;
      const flags = words[at + 3] as number;
      actions[row] = words[at] as number;
      rewards[row] = floats[at + 1] as number;
      next[row] = words[at + 2] as number;
      terminated[row] = flags & TERMINATED ? 1 : 0;
      truncated[row] = flags & TRUNCATED ? 1 : 0;
    }
  }

  /** A copy of the first `slots` slots. */
  toColumns(slots: number): SlotColumns {
    const columns = createSlotColumns(slots);
    this.gather(
      Int32Array.from({ length: slots }, (_, slot) => slot),
      columns,
    );
    return columns;
  }

  /** The first slot from `slot` on that refers to the pool; there must be one. */
  findPooled(slot: number): number {
    return findNegative(this.#words, slot * WORDS + NEXT);
  }

  /**
   * Fills a part with what the slots from `begin` to `end` refer to, rows of the pool numbered
   * as they come.
   *
   * @param rank - The number of the first of them.
   * @returns That of the one after the last.
   */
  rankNext(part: Int32Array, begin: number, end: number, rank: number): number {
    return rankNegative(part, end - begin, this.#words, begin * WORDS + NEXT, rank);
  }

  /** The first `slots` slots as tensors, which read this very memory when they are asked. */
  toTensors(slots: number): SlotTensors {
    const words = this.#words;
    // Rewards as bits, too: the loop is quicker for arrays of one class.
    const column = <T extends Int32Array | Float32Array>(Type: StateArrayType<T>, word: number) =>
      tensorOfRows(Type, [slots], () => (part, begin, end) => {
        gatherWords(bitsOf(part), end - begin, words, begin * WORDS + word);
      });
    const flag = (bit: number): TensorInParts<Uint8Array> =>
      tensorOfRows(Uint8Array, [slots], () => (part, begin, end) => {
        gatherFlags(part, end - begin, words, begin * WORDS + FLAGS, bit);
      });
    return {
      actions: column(Int32Array, 0),
      rewards: column(Float32Array, 1),
      next: column(Int32Array, NEXT),
      terminated: flag(TERMINATED_BIT),
      truncated: flag(TRUNCATED_BIT),
    };
  }

  /** Takes over the first slots; all streams become 0. */
  setSlots({ actions, rewards, next, flags }: ReadSlots): void {
    forEachPart(actions.parts(), (part, begin) => {
      scatterSlots(part, this.#words, begin, next, flags);
    });
    forEachPart(rewards.parts(), (part, begin) => {
      scatterWords(bitsOf(part), this.#words, begin * WORDS + 1);
    });
  }
}

/** The same memory as 32-bit words. */
function bitsOf(part: Int32Array | Float32Array): Int32Array {
  return new Int32Array(part.buffer, part.byteOffset, part.length);
}
