import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { Random, RandomState } from './random.ts';

/**
 * Creates a seeded generator (xoshiro128**, seeded through SplitMix32).
 *
 * @param seed - A whole number from 0 to 2³² − 1.
 * @throws {ValueError} If `seed` is anything else.
 * @example
 * ```ts
 * import { createRandom } from 'deepq';
 *
 * const random = createRandom(42);
 * const environments = random.fork('environments');
 * const die = 1 + environments.integer(6); // 1 to 6, the same at every run
 * ```
 * @see https://prng.di.unimi.it/xoshiro128starstar.c
 * @category Random
 */
export function createRandom(seed: number): Random {
  if (!isUint32(seed)) {
    throw new ValueError(
      `A seed must be a whole number from 0 to 4294967295; received ${show(seed)}.`,
    );
  }
  return new Xoshiro128(seed);
}

class Xoshiro128 implements Random {
  #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    const next = splitMix32(seed);
    this.#seed = seed;
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** The next 32 bits, signed: as such a number needs no place on the heap. */
  #next(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return scrambled;
  }

  uniform(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 4_294_967_296) {
      throw new ValueError(
        `random.integer(bound) needs a whole number from 1 to 4294967296; received ${show(bound)}.`,
      );
    }
    let drawn = this.#next() >>> 0;
    // Draws below the remainder of 2³² / bound would favour small results. The
    // remainder is smaller than the bound, so it is seldom needed.
    if (drawn < bound) {
      const remainder = 4_294_967_296 % bound;
      while (drawn < remainder) drawn = this.#next() >>> 0;
    }
    return drawn % bound;
  }

  normal(): number {
    // Box-Muller; 1 − u keeps the logarithm finite. The second value is not
    // kept, so that the state is the four words and nothing else.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  fork(label: string): Random {
    // Any other value would give the same stream as some label.
    if (typeof label !== 'string') {
      throw new ValueError(
        `random.fork(label) needs a string, such as 'replay'; received ${show(label)}.`,
      );
    }
    return new Xoshiro128(hash(label, this.#seed));
  }

  getState(): RandomState {
    return {
      seed: this.#seed,
      words: [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0],
    };
  }

  setState(state: RandomState): void {
    this.prepareState(state)();
  }

  prepareState(state: RandomState): () => void {
    // The state may come from a file, so its type proves nothing.
    const given = state as Partial<Record<keyof RandomState, unknown>> | null | undefined;
    const { seed, words } = given ?? {};
    const valid =
      isUint32(seed) &&
      Array.isArray(words) &&
      words.length === 4 &&
      // Array.from, because every() skips holes.
      Array.from(words).every(isUint32) &&
      words.some((word) => word !== 0);
    if (!valid) {
      throw new ValueError(
        'random.setState(state) needs { seed, words } as random.getState() returned it: ' +
          `unsigned 32-bit numbers, not all words zero; received ${describe(state)}.`,
      );
    }
    const [a, b, c, d] = state.words;
    return () => {
      this.#seed = seed;
      [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
    };
  }
}

/** As JSON, where there is such a thing: a BigInt or a cycle has none. */
function describe(state: unknown): string {
  try {
    return JSON.stringify(state);
  } catch {
    return show(state);
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Of all that was tried, the first for which no seed hashes to itself. */
const EMPTY = 0x7f4a_7c15;

function isUint32(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff;
}

/** SplitMix32: turns one number, even 0, into a well-mixed sequence. */
function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/**
 * MurmurHash3 (32 bits) over the UTF-16 units of `text`; but of an empty text
 * it is never `seed` itself, as it would be for 0.
 */
function hash(text: string, seed: number): number {
  let state = seed | 0;
  for (let index = 0; index < text.length; index++) {
    let block = Math.imul(text.charCodeAt(index), 0xcc9e_2d51);
    block = Math.imul(rotateLeft(block, 15), 0x1b87_3593);
    state = (Math.imul(rotateLeft(state ^ block, 13), 5) + 0xe654_6b64) | 0;
  }
  state ^= text.length === 0 ? EMPTY : text.length;
  state = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
