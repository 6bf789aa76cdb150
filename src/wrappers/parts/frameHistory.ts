import type { State } from '../../state/state.ts';
import type { BoxDtype } from '../../spaces/box.ts';
import { StateReader } from '../../state/stateReader.ts';

/** Flat frames, in the array type of their space. */
export type Frame = Float32Array | Uint8Array;

/** How many frames a buffer holds, where that is enough for two stacks. */
const BUFFER_FRAMES = 64;

/**
 * The last frames of an episode, as views that share memory: frames are
 * written one behind the other, and a stack is a stretch of them. So a frame
 * is stored once, though it is in several stacks, and is never written again
 * once a stack with it was handed out: where the buffer is full, a new one is
 * begun.
 */
export class FrameHistory {
  readonly frames: number;
  readonly frameSize: number;
  readonly #dtype: BoxDtype;
  readonly #bufferFrames: number;
  #buffer: Frame;
  /** The frames in the buffer. Never less than a stack, the first of them zeros. */
  #written: number;

  constructor(frames: number, frameSize: number, dtype: BoxDtype) {
    this.frames = frames;
    this.frameSize = frameSize;
    this.#dtype = dtype;
    this.#bufferFrames = Math.max(BUFFER_FRAMES, 2 * frames);
    this.#buffer = this.#allocate();
    this.#written = frames;
  }

  /** The last frames, oldest first. Shape `[frames, frameSize]`. */
  get stack(): Frame {
    const end = this.#written * this.frameSize;
    return this.#buffer.subarray(end - this.frames * this.frameSize, end);
  }

  getState(): State {
    return { frames: { shape: [this.frames, this.frameSize], data: this.stack.slice() } };
  }

  /** Begins anew with the whole stack of a state. */
  prepareState(state: State): () => void {
    const reader = new StateReader('FrameStack', state);
    const shape = [this.frames, this.frameSize];
    const stack =
      this.#dtype === 'uint8'
        ? reader.tensor('frames', Uint8Array, shape)
        : reader.tensor('frames', Float32Array, shape);
    return () => {
      this.#advance(this.frames, 0);
      this.stack.set(stack);
    };
  }

  /**
   * Begins anew with a first frame.
   *
   * @param repeat - Whether it fills the whole stack; else the others are zeros.
   */
  begin(frame: Frame, repeat: boolean): void {
    this.#advance(this.frames, 0);
    const { stack } = this;
    // Nothing was ever written there: the rest is zeros.
    for (let index = repeat ? 0 : this.frames - 1; index < this.frames; index++) {
      stack.set(frame, index * this.frameSize);
    }
  }

  /** Adds a frame, which is copied; the oldest one leaves the stack. */
  push(frame: Frame): void {
    this.#advance(1, this.frames - 1);
    this.#buffer.set(frame, (this.#written - 1) * this.frameSize);
  }

  /** Makes room for frames, behind so many of the last ones. */
  #advance(count: number, kept: number): void {
    if (this.#written + count <= this.#bufferFrames) {
      this.#written += count;
      return;
    }
    const end = this.#written * this.frameSize;
    const last = this.#buffer.subarray(end - kept * this.frameSize, end);
    this.#buffer = this.#allocate();
    this.#buffer.set(last);
    this.#written = kept + count;
  }

  #allocate(): Frame {
    const length = this.#bufferFrames * this.frameSize;
    return this.#dtype === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
  }
}
