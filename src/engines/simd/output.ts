import { takenAlready } from '../takenOnce.ts';
import type { Readback } from '../engine.ts';
import type { Arena, Pointer } from './arena.ts';

/** Views of more lengths than this are not kept. */
const MAX_LENGTHS = 8;

/**
 * Hands out the numbers at one place of the memory, pass after pass. Numbers
 * that nobody has taken when the next pass comes are saved for their reader.
 */
export class Output {
  readonly #arena: Arena;
  /** By length, as acting and learning take turns. */
  readonly #views = new Map<number, Float32Array>();
  #pointer: Pointer = 0;
  #last: Float32Array | null = null;
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
    const reading = new Reading(this, pointer, length);
    this.#unread = reading;
    return reading;
  }

  /** A view, made anew only when place or memory have changed. */
  read(pointer: Pointer, length: number): Float32Array {
    // When the memory grows, views of it are cut off: their length is 0.
    if (this.#pointer === pointer && this.#last?.length === length && length > 0) return this.#last;
    if (this.#pointer !== pointer || this.#views.size > MAX_LENGTHS) this.#views.clear();
    this.#pointer = pointer;
    const present = this.#views.get(length);
    const view = present?.length === length ? present : this.#arena.view(pointer, length);
    this.#views.set(length, view);
    this.#last = view;
    return view;
  }
}

/** Numbers to be taken once. */
class Reading implements Readback {
  readonly #output: Output;
  readonly #pointer: Pointer;
  readonly #length: number;
  #saved: Float32Array | null = null;
  #taken = false;

  constructor(output: Output, pointer: Pointer, length: number) {
    this.#output = output;
    this.#pointer = pointer;
    this.#length = length;
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
      throw takenAlready();
    }
    this.#taken = true;
  }

  #read(): Float32Array {
    return this.#output.read(this.#pointer, this.#length);
  }
}
