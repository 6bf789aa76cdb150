import { expect } from 'vitest';
import type { Pointer } from '../../../src/engines/simd/kernels.ts';
import type { Random } from '../../../src/random/random.ts';

/** A length rounded up to a multiple of 4. */
export function fours(length: number): number {
  return Math.ceil(length / 4) * 4;
}

/** Numbers between places: more than any kernel steps over. */
const GUARD = 256;

type Places = Pointer[] & [Pointer, Pointer, Pointer];

/**
 * A memory of NaN with places for numbers in between, in which a kernel that
 * writes beyond its places, or computes with what is not its own, is noticed.
 */
export class Room {
  readonly #floats: Float32Array;
  readonly #integers: Int32Array;
  readonly #random: Random;
  /** Which numbers a kernel may change, and which it must not make NaN. */
  readonly #writable: Uint8Array;
  readonly #results: Uint8Array;
  readonly #before: Int32Array;
  #end = GUARD;

  constructor({ buffer }: WebAssembly.Memory, random: Random) {
    this.#floats = new Float32Array(buffer);
    this.#integers = new Int32Array(buffer);
    // Signalling NaN, each another: to compute with one, or to copy it, shows.
    for (let index = 0; index < this.#integers.length; index++) {
      this.#integers[index] = 0x7f80_0001 + index;
    }
    this.#random = random;
    this.#writable = new Uint8Array(this.#floats.length);
    this.#results = new Uint8Array(this.#floats.length);
    this.#before = this.#integers.slice();
  }

  /** Places of numbers from 0 to 1 that are to stay as they are. */
  read(...lengths: readonly number[]): Places {
    const places = lengths.map((length) => {
      const start = this.#end;
      this.#end += fours(length) + GUARD;
      for (let index = start; index < start + length; index++) {
        this.#floats[index] = this.#random.uniform();
      }
      this.#remember(start, length);
      return start * 4;
    });
    return places as Places;
  }

  /** Turns some numbers of a place into 0. */
  zero(place: Pointer, length: number, isZero: (index: number) => boolean): void {
    for (let index = 0; index < length; index++) {
      if (isZero(index)) this.#floats[place / 4 + index] = 0;
    }
    this.#remember(place / 4, length);
  }

  /** Places that may change, but not to NaN. */
  write(...lengths: readonly number[]): Places {
    return lengths.map((length) => {
      const place = this.scratch(length);
      this.#results.fill(1, place / 4, place / 4 + length);
      return place;
    }) as Places;
  }

  /** A place that may change to anything. */
  scratch(length: number): Pointer {
    const [place] = this.read(length);
    this.#writable.fill(1, place / 4, place / 4 + length);
    return place;
  }

  /** A place of whole numbers below `bound` that are to stay as they are. */
  indices(length: number, bound: number): Pointer {
    const [place] = this.read(length);
    for (let index = place / 4; index < place / 4 + length; index++) {
      this.#integers[index] = this.#random.integer(bound);
    }
    this.#remember(place / 4, length);
    return place;
  }

  /** A place of these whole numbers, that are to stay as they are. */
  integers(...numbers: readonly number[]): Pointer {
    const [place] = this.read(numbers.length);
    this.#integers.set(numbers, place / 4);
    this.#remember(place / 4, numbers.length);
    return place;
  }

  /** After a call of a kernel. */
  check(): void {
    // Plain loops, as there are millions of numbers in a memory.
    let [trespassed, spoiled] = [-1, -1];
    const [before, after, floats] = [this.#before, this.#integers, this.#floats];
    const [writable, results] = [this.#writable, this.#results];
    for (let index = before.length - 1; index >= 0; index--) {
      if (writable[index] === 0 && after[index] !== before[index]) trespassed = index;
      if (results[index] === 1 && Number.isNaN(floats[index])) spoiled = index;
    }
    expect(trespassed).toBe(-1);
    expect(spoiled).toBe(-1);
  }

  /** What lies there now is to stay. */
  #remember(start: number, length: number): void {
    this.#before.set(this.#integers.subarray(start, start + length), start);
  }
}
