import { OptionsError } from '../errors.ts';
import { allocateFrames, type FrameLayout, type Frames } from './frameLayout.ts';
import { wordsOf } from './observationColumn.ts';

/** The frame of zeros, which is always there. */
export const ZERO_FRAME = 0;

/** Memory comes in blocks of about so many bytes. */
const BLOCK_BYTES = 2 ** 22;

/** What is known of a block of frames. */
interface Block {
  readonly data: Frames;
  /** The same memory, for comparisons. */
  readonly words: Int32Array | Uint8Array;
}

/**
 * Single frames, each with a count of the references to it; a frame without
 * any is free. Memory grows in blocks, on demand: no frame is copied to grow,
 * and no memory is taken long before there is something to keep.
 *
 * A frame is named by a whole number. What was freed last is used first, so
 * that in a full ring frames go on lying in the order in which they came.
 */
export class FramePool {
  readonly #layout: FrameLayout;
  /** Frames in a block: 2 to this power. */
  readonly #shift: number;
  readonly #frameWords: number;
  readonly #blocks: Block[] = [];
  /** References to each frame. */
  #counts = new Int32Array(0);
  /** By frame, which of all writes filled it last. */
  #versions = new Int32Array(0);
  #writes = 0;
  /** Frames that are free, as a stack; the first `#freeCount` count. */
  #free = new Int32Array(0);
  #freeCount = 0;

  /**
   * @param limit - The most frames that there will ever be, to choose blocks by.
   * @throws {OptionsError} If there is no memory for the first block.
   */
  constructor(layout: FrameLayout, limit: number) {
    this.#layout = layout;
    const bytes = layout.size * (layout.dtype === 'uint8' ? 1 : 4);
    const most = Math.max(1, Math.min(BLOCK_BYTES / bytes, 2 * limit));
    this.#shift = Math.floor(Math.log2(most));
    this.#frameWords = bytes % 4 === 0 ? bytes / 4 : bytes;
    this.reset(1);
  }

  /** Frames that there is memory for. */
  get size(): number {
    return this.#blocks.length * 2 ** this.#shift;
  }

  /** By frame, a number that changes when it is written; 0 before the first time. */
  get versions(): Int32Array {
    return this.#versions;
  }

  /** Frames in use. */
  get used(): number {
    return this.size - this.#freeCount;
  }

  /**
   * Sees to it that so many frames are free.
   *
   * @throws {OptionsError} If there is not enough memory; nothing is lost.
   */
  reserve(count: number): void {
    while (this.#freeCount < count) {
      const from = this.size;
      this.#grow();
      for (let frame = this.size - 1; frame >= from; frame--) this.#markFree(frame);
    }
  }

  /** Sees to it that there is memory for so many frames, free or not. */
  reserveTotal(count: number): void {
    this.reserve(count - this.used);
  }

  /** Forgets all references; frames from `used` on become free, the caller refers to the others. */
  reset(used: number): void {
    this.reserveTotal(used);
    this.#counts.fill(0);
    this.#counts[ZERO_FRAME] = 1;
    this.#freeCount = 0;
    for (let frame = this.size - 1; frame >= used; frame--) this.#markFree(frame);
  }

  /** Takes a free frame, of which `reserve` made sure, and fills it. */
  add(source: Frames, start: number): number {
    this.#freeCount -= 1;
    const frame = this.#free[this.#freeCount] as number;
    this.write(frame, source, start);
    return frame;
  }

  write(frame: number, source: Frames, start: number): void {
    const { size } = this.#layout;
    this.#blockOf(frame).data.set(
      source.subarray(start, start + size),
      this.#indexInBlock(frame) * size,
    );
    this.#versions[frame] = ++this.#writes;
  }

  /** Fills frames side by side, from the element `start` of all frames on. */
  setElements(elements: Frames, start: number): void {
    const blockLength = this.#layout.size * 2 ** this.#shift;
    for (let done = 0; done < elements.length;) {
      const block = Math.floor((start + done) / blockLength);
      const offset = start + done - block * blockLength;
      const piece = elements.subarray(done, done + blockLength - offset);
      (this.#blocks[block] as Block).data.set(piece, offset);
      done += piece.length;
    }
    const { size } = this.#layout;
    this.#versions.fill(++this.#writes, start / size, Math.ceil((start + elements.length) / size));
  }

  /** One more reference to a frame. */
  retain(frame: number): void {
    this.#counts[frame] = (this.#counts[frame] as number) + 1;
  }

  /** One reference to a frame less; without any it is free. */
  release(frame: number): void {
    const count = (this.#counts[frame] as number) - 1;
    this.#counts[frame] = count;
    if (count === 0) this.#markFree(frame);
  }

  /** Whether a frame has the very bits of other words (−0 is not 0). */
  equals(frame: number, others: Int32Array | Uint8Array, start: number): boolean {
    const { words } = this.#blockOf(frame);
    const length = this.#frameWords;
    const at = this.#indexInBlock(frame) * length;
    for (let word = 0; word < length; word++) {
      if (words[at + word] !== others[start + word]) return false;
    }
    return true;
  }

  /**
   * Copies frames side by side.
   *
   * @param frames - Names of frames; those from `begin` to `end` are copied.
   * @param start - Where in `to`, counted in elements.
   */
  copy(frames: Int32Array, begin: number, end: number, to: Frames, start: number): void {
    const { size } = this.#layout;
    let done = begin;
    while (done < end) {
      const first = frames[done] as number;
      // Frames mostly lie in the order in which they came: one copy for all.
      const run = this.#runFrom(frames, done, end);
      const from = this.#indexInBlock(first) * size;
      // The view is garbage at once, but of no weight beside a frame.
      to.set(
        this.#blockOf(first).data.subarray(from, from + run * size),
        start + (done - begin) * size,
      );
      done += run;
    }
  }

  /**
   * Frames one after the other, in parts: views of this memory where many lie side by side,
   * copies where they are scattered. A part is good until the next one is asked for.
   *
   * @param frames - Names of frames.
   * @param most - A part holds no more than so many.
   */
  *parts(frames: Int32Array, most: number): Generator<Frames, void, undefined> {
    const { size } = this.#layout;
    // Each part has a cost of its own, beside which a copy of a few frames is cheap.
    const many = Math.ceil(most / 4);
    const runAt = (at: number): number =>
      this.#runFrom(frames, at, Math.min(frames.length, at + most));
    let copy: Frames | null = null;
    for (let done = 0; done < frames.length;) {
      let run = runAt(done);
      if (run >= many) {
        const first = frames[done] as number;
        const from = this.#indexInBlock(first) * size;
        yield this.#blockOf(first).data.subarray(from, from + run * size);
        done += run;
        continue;
      }
      let end = done;
      while (end < frames.length && run < many && end + run - done <= most) {
        end += run;
        run = runAt(end);
      }
      copy ??= allocateFrames(this.#layout, most);
      this.copy(frames, done, end, copy, 0);
      yield copy.subarray(0, (end - done) * size);
      done = end;
    }
  }

  /**
   * Throws unless counts and free frames are as they should be.
   *
   * @param references - All references that there are, {@link ZERO_FRAME}'s own
   *   left out.
   */
  checkValid(references: Int32Array): void {
    const expected = new Int32Array(this.size);
    expected[ZERO_FRAME] = 1;
    for (const frame of references) expected[frame] = (expected[frame] ?? NaN) + 1;
    const wrong = expected.findIndex((count, frame) => count !== this.#counts[frame]);
    if (wrong !== -1) {
      throw new Error(
        `Frame pool: ${expected[wrong]} references to frame ${wrong}, but ` +
          `${this.#counts[wrong]} are counted.`,
      );
    }
    const free = this.#free.slice(0, this.#freeCount).sort();
    const unused = Int32Array.from(expected.keys()).filter((frame) => expected[frame] === 0);
    if (free.join() !== unused.join()) {
      throw new Error(`Frame pool: free [${free.join(', ')}], unused [${unused.join(', ')}].`);
    }
    if (!this.equals(ZERO_FRAME, new Int32Array(this.#frameWords), 0)) {
      throw new Error('Frame pool: the frame of zeros has been overwritten.');
    }
  }

  /** How many frames from `begin` on lie side by side, in the order in which they are named. */
  #runFrom(frames: Int32Array, begin: number, end: number): number {
    const first = frames[begin] as number;
    const mask = (1 << this.#shift) - 1;
    let run = 1;
    while (
      begin + run < end &&
      frames[begin + run] === first + run &&
      ((first + run) & mask) !== 0
    ) {
      run += 1;
    }
    return run;
  }

  #markFree(frame: number): void {
    this.#free[this.#freeCount] = frame;
    this.#freeCount += 1;
  }

  /** Adds a block, whose frames nobody counts as free yet. */
  #grow(): void {
    const frames = this.size + 2 ** this.#shift;
    const { size, shape } = this.#layout;
    let block: Block;
    let counts: Int32Array<ArrayBuffer>;
    let free: Int32Array<ArrayBuffer>;
    let versions: Int32Array<ArrayBuffer>;
    try {
      const data = allocateFrames(this.#layout, 2 ** this.#shift);
      block = { data, words: wordsOf(data, size) };
      counts = new Int32Array(frames);
      free = new Int32Array(frames);
      versions = new Int32Array(frames);
    } catch (cause) {
      throw new OptionsError(
        `The replay buffer holds ${this.used} frames of shape [${shape.join(', ')}], and there is ` +
          "no memory for more; lower the replay buffer's capacity, or make frames smaller.",
        { cause },
      );
    }
    counts.set(this.#counts);
    versions.set(this.#versions);
    free.set(this.#free.subarray(0, this.#freeCount));
    this.#blocks.push(block);
    this.#counts = counts;
    this.#versions = versions;
    this.#free = free;
  }

  #blockOf(frame: number): Block {
    return this.#blocks[frame >> this.#shift] as Block;
  }

  #indexInBlock(frame: number): number {
    return frame & ((1 << this.#shift) - 1);
  }
}
