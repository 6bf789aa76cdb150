import { tensorOfRows, type TensorInParts } from '../state/tensorInParts.ts';
import { OptionsError } from '../errors.ts';
import type { Transition } from '../protocol/transition.ts';
import { createSlotColumns, type SlotColumns, type SlotTensors } from './columns.ts';

/** Words of a slot: action, reward, next, and flags with the stream above them. */
const WORDS = 4;
const TERMINATED = 1;
const TRUNCATED = 2;
const STREAM_SHIFT = 2;

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
    return this.#words[slot * WORDS + 2] as number;
  }

  setNext(slot: number, next: number): void {
    this.#words[slot * WORDS + 2] = next;
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

  /** The first `slots` slots as tensors, which read this very memory when they are asked. */
  toTensors(slots: number): SlotTensors {
    const words = this.#words;
    const floats = this.#floats;
    const flag = (bit: number): TensorInParts<Uint8Array> =>
      tensorOfRows(Uint8Array, [slots], () => (part, begin, end) => {
        for (let slot = begin; slot < end; slot++) {
          part[slot - begin] = (words[slot * WORDS + 3] as number) & bit ? 1 : 0;
        }
      });
    const word = (offset: number): TensorInParts<Int32Array> =>
      tensorOfRows(Int32Array, [slots], () => (part, begin, end) => {
        for (let slot = begin; slot < end; slot++) {
          part[slot - begin] = words[slot * WORDS + offset] as number;
        }
      });
    return {
      actions: word(0),
      rewards: tensorOfRows(Float32Array, [slots], () => (part, begin, end) => {
        for (let slot = begin; slot < end; slot++) {
          part[slot - begin] = floats[slot * WORDS + 1] as number;
        }
      }),
      next: word(2),
      terminated: flag(TERMINATED),
      truncated: flag(TRUNCATED),
    };
  }

  /** Takes over what `toTensors` returned; all streams become 0. */
  setTensors({ actions, rewards, next, terminated, truncated }: SlotTensors): void {
    const words = this.#words;
    this.#setWords(actions, 0, words);
    this.#setWords(rewards, 1, this.#floats);
    this.#setWords(next, 2, words);
    let slot = 0;
    for (const part of terminated.parts()) {
      for (let index = 0; index < part.length; index++) {
        words[slot++ * WORDS + 3] = part[index] === 0 ? 0 : TERMINATED;
      }
    }
    slot = 0;
    for (const part of truncated.parts()) {
      for (let index = 0; index < part.length; index++) {
        if (part[index] !== 0) words[slot * WORDS + 3]! |= TRUNCATED;
        slot += 1;
      }
    }
  }

  /** Writes one of the words of each slot. */
  #setWords<T extends Int32Array | Float32Array>(
    column: TensorInParts<T>,
    offset: number,
    into: T,
  ): void {
    let at = offset;
    for (const part of column.parts()) {
      for (let index = 0; index < part.length; index++) {
        into[at] = part[index] as number;
        at += WORDS;
      }
    }
  }
}
