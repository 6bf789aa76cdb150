import { ValueError } from '../../errors.ts';
import type { RgbaImage } from '../../protocol/environment.ts';
import { isIterableOfParts } from '../../validation/iterable.ts';
import { show } from '../../validation/options.ts';
import { checkImage } from './checkImage.ts';
import { changedRuns, forEachRun, scratchLength } from './pixelRuns.ts';
import type { VideoFrames } from './videoFormat.ts';

/** A frame, and what is new in it. */
export interface FrameChange {
  /** The index of the frame. */
  readonly frame: number;
  /** Every pixel of it. Valid until the next frame is asked for. */
  readonly canvas: Uint32Array<ArrayBuffer>;
  /** Where it differs from the frame before, as `changedRuns` has it. */
  readonly runs: Uint32Array<ArrayBuffer>;
}

/**
 * Frames of one size, of which only the pixels that change are kept: in most
 * games a small part, so that a long episode fits into memory. Inside, a pixel
 * is one number of four bytes.
 */
export class FrameStore implements VideoFrames {
  readonly #runs: Uint32Array<ArrayBuffer>[] = [];
  #width = 0;
  #height = 0;
  /** The frame that came last. */
  #last: Uint32Array | null = null;
  #scratch = new Uint32Array();

  /** @throws {ValueError} As {@link FrameStore.add}. */
  constructor(frames: Iterable<RgbaImage> = []) {
    if (!isIterableOfParts(frames)) {
      throw new ValueError(
        `Frames must be an array of pictures, or a generator of them; received ${show(frames)}. ` +
          'For a single picture write [picture], or encodePng(picture).',
      );
    }
    for (const frame of frames) this.add(frame);
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  get length(): number {
    return this.#runs.length;
  }

  /**
   * Takes a frame. Its array may be used for something else afterwards.
   *
   * @throws {ValueError} If it is no picture, or of another size than those
   *   before.
   */
  add(frame: RgbaImage): void {
    checkImage('A frame', frame, this.#last ? this : undefined);
    const { width, height } = frame;
    if (!this.#last) {
      this.#width = width;
      this.#height = height;
      this.#scratch = new Uint32Array(scratchLength(width, height));
    }
    const pixels = toPixels(frame);
    this.#runs.push(changedRuns(this.#last, pixels, width, this.#scratch));
    this.#last = pixels;
  }

  /** The frames that differ from the one before, as what is new in each. */
  *changes(): Generator<FrameChange, void, undefined> {
    const canvas = new Uint32Array(this.#width * this.#height);
    for (const [frame, runs] of this.#runs.entries()) {
      if (runs.length === 0) continue;
      forEachRun(runs, (start, pixels) => canvas.set(pixels, start));
      yield { frame, canvas, runs };
    }
  }

  /** The indices of the frames that differ from the one before, and the number of frames. */
  changeTimes(): readonly number[] {
    const changed = [...this.#runs.keys()].filter((frame) => this.#runs[frame]!.length > 0);
    return [...changed, this.length];
  }

  *[Symbol.iterator](): Generator<RgbaImage, void, undefined> {
    const canvas = new Uint32Array(this.#width * this.#height);
    for (const runs of this.#runs) {
      forEachRun(runs, (start, pixels) => canvas.set(pixels, start));
      const data = new Uint8ClampedArray(canvas.slice().buffer);
      yield { width: this.#width, height: this.#height, data };
    }
  }
}

/** A copy of a picture, with the four bytes of a pixel as one number. */
export function toPixels({ data }: RgbaImage): Uint32Array<ArrayBuffer> {
  // The copy begins at a multiple of four bytes, whatever `data` does.
  return new Uint32Array(data.slice().buffer);
}
