import { UsageError } from '../../errors.ts';
import type { Readback } from '../engine.ts';
import type { Arena } from './arena.ts';
import type { Pointer } from './kernels.ts';

/**
 * Hands out the numbers at one place of the memory, pass after pass. Numbers
 * that nobody has taken when the next pass comes are saved for their reader.
 */
export class Output {
  readonly #arena: Arena;
  #view: Float32Array = new Float32Array(0);
  #pointer: Pointer = 0;
  #unread: Reading | null = null;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** To be called before the numbers change. */
  release(): void {
    this.#unread?.save();
    this.#unread = null;
  }

  /** Offers the numbers that now stand at the place. */
  offer(pointer: Pointer, length: number): Readback {
    const reading = new Reading(() => this.#read(pointer, length));
    this.#unread = reading;
    return reading;
  }

  /** A view, made anew only when place, length or memory have changed. */
  #read(pointer: Pointer, length: number): Float32Array {
    const { buffer } = this.#arena.memory;
    const same = this.#pointer === pointer && this.#view.length === length;
    if (!same || this.#view.buffer !== buffer) {
      this.#view = this.#arena.view(pointer, length);
      this.#pointer = pointer;
    }
    return this.#view;
  }
}

/** Numbers to be taken once. */
class Reading implements Readback {
  readonly #read: () => Float32Array;
  #saved: Float32Array | null = null;
  #taken = false;

  constructor(read: () => Float32Array) {
    this.#read = read;
  }

  save(): void {
    if (!this.#taken) this.#saved = this.#read().slice();
  }

  sync(): Float32Array {
    this.discard();
    return this.#saved ?? this.#read();
  }

  async async(): Promise<Float32Array> {
    // Copied at the call: the next pass may come before the promise is read.
    return this.sync().slice();
  }

  discard(): void {
    if (this.#taken) {
      throw new UsageError('These numbers were taken already; a Readback is read once.');
    }
    this.#taken = true;
  }
}
