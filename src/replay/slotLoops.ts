/*
 * What a checkpoint does with each slot of a table, as loops of their own and not in the
 * closures that call them: a checkpoint is written seldom, and what the compiler has made of a
 * function is kept where that of a closure is lost. Where a turn of the loop does next to
 * nothing, it takes four slots.
 */

/** Words of a slot: action, reward, next, and flags with the stream above them. */
export const WORDS = 4;
/** Which word says what the next observation is. */
export const NEXT = 2;
/** Which word has the flags. */
export const FLAGS = 3;

/** Fills a part from each `WORDS`th number of a table. */
export function gatherWords(part: Int32Array, rows: number, from: Int32Array, first: number): void {
  let row = 0;
  let at = first;
  for (; row + 3 < rows; row += 4, at += 4 * WORDS) {
    part[row] = from[at] as number;
    part[row + 1] = from[at + WORDS] as number;
    part[row + 2] = from[at + 2 * WORDS] as number;
    part[row + 3] = from[at + 3 * WORDS] as number;
  }
  for (; row < rows; row++, at += WORDS) part[row] = from[at] as number;
}

/**
 * Fills a part with one bit of each `WORDS`th number of a table, as 0 or 1.
 *
 * @param part - Begins where a 32-bit word may.
 */
export function gatherFlags(
  part: Uint8Array,
  rows: number,
  from: Int32Array,
  first: number,
  bit: number,
): void {
  const quads = new Int32Array(part.buffer, part.byteOffset, rows >> 2);
  const mask = 1 << bit;
  let at = first;
  for (let quad = 0; quad < quads.length; quad++, at += 4 * WORDS) {
    const a = from[at] as number;
    const b = from[at + WORDS] as number;
    const c = from[at + 2 * WORDS] as number;
    const d = from[at + 3 * WORDS] as number;
    // Few transitions end an episode.
    quads[quad] =
      ((a | b | c | d) & mask) === 0
        ? 0
        : ((a >>> bit) & 1) |
          (((b >>> bit) & 1) << 8) |
          (((c >>> bit) & 1) << 16) |
          (((d >>> bit) & 1) << 24);
  }
  for (let row = 4 * quads.length; row < rows; row++, at += WORDS) {
    part[row] = ((from[at] as number) >>> bit) & 1;
  }
}

/** Which slot is the first with a negative number; there must be one. */
export function findNegative(from: Int32Array, first: number): number {
  let at = first;
  for (; at + 3 * WORDS < from.length; at += 4 * WORDS) {
    const all =
      (from[at] as number) |
      (from[at + WORDS] as number) |
      (from[at + 2 * WORDS] as number) |
      (from[at + 3 * WORDS] as number);
    if (all < 0) break;
  }
  while ((from[at] as number) >= 0) at += WORDS;
  return Math.floor(at / WORDS);
}

/** As {@link gatherWords}, but negative numbers become −1, −2, and so on from `rank` on. */
export function rankNegative(
  part: Int32Array,
  rows: number,
  from: Int32Array,
  first: number,
  rank: number,
): number {
  let row = 0;
  let at = first;
  for (; row + 3 < rows; row += 4, at += 4 * WORDS) {
    const a = from[at] as number;
    const b = from[at + WORDS] as number;
    const c = from[at + 2 * WORDS] as number;
    const d = from[at + 3 * WORDS] as number;
    part[row] = a >= 0 ? a : ~rank++;
    part[row + 1] = b >= 0 ? b : ~rank++;
    part[row + 2] = c >= 0 ? c : ~rank++;
    part[row + 3] = d >= 0 ? d : ~rank++;
  }
  for (; row < rows; row++, at += WORDS) {
    const word = from[at] as number;
    part[row] = word >= 0 ? word : ~rank++;
  }
  return rank;
}

/** The reverse of {@link gatherWords}. */
export function scatterWords(part: Int32Array, into: Int32Array, first: number): void {
  let row = 0;
  let at = first;
  for (; row + 3 < part.length; row += 4, at += 4 * WORDS) {
    into[at] = part[row] as number;
    into[at + WORDS] = part[row + 1] as number;
    into[at + 2 * WORDS] = part[row + 2] as number;
    into[at + 3 * WORDS] = part[row + 3] as number;
  }
  for (; row < part.length; row++, at += WORDS) into[at] = part[row] as number;
}

/** Writes all words of slots but the reward, from the slot `begin` on; all streams become 0. */
export function scatterSlots(
  actions: Int32Array,
  into: Int32Array,
  begin: number,
  next: Int32Array,
  flags: Uint8Array,
): void {
  let row = 0;
  let slot = begin;
  let at = begin * WORDS;
  for (; row + 3 < actions.length; row += 4, slot += 4, at += 4 * WORDS) {
    into[at] = actions[row] as number;
    into[at + NEXT] = next[slot] as number;
    into[at + FLAGS] = flags[slot] as number;
    into[at + WORDS] = actions[row + 1] as number;
    into[at + WORDS + NEXT] = next[slot + 1] as number;
    into[at + WORDS + FLAGS] = flags[slot + 1] as number;
    into[at + 2 * WORDS] = actions[row + 2] as number;
    into[at + 2 * WORDS + NEXT] = next[slot + 2] as number;
    into[at + 2 * WORDS + FLAGS] = flags[slot + 2] as number;
    into[at + 3 * WORDS] = actions[row + 3] as number;
    into[at + 3 * WORDS + NEXT] = next[slot + 3] as number;
    into[at + 3 * WORDS + FLAGS] = flags[slot + 3] as number;
  }
  for (; row < actions.length; row++, slot++, at += WORDS) {
    into[at] = actions[row] as number;
    into[at + NEXT] = next[slot] as number;
    into[at + FLAGS] = flags[slot] as number;
  }
}

/**
 * Sets one bit of each of some bytes where another array has a 1: four at a time, as far as both
 * lie in whole words.
 *
 * @param flags - Zeros and ones.
 */
export function addFlags(into: Uint8Array, begin: number, flags: Uint8Array, bit: number): void {
  const areWords = (into.byteOffset + begin) % 4 === 0 && flags.byteOffset % 4 === 0;
  const words = areWords ? flags.length >> 2 : 0;
  if (words > 0) {
    const from = new Int32Array(flags.buffer, flags.byteOffset, words);
    const to = new Int32Array(into.buffer, into.byteOffset + begin, words);
    for (let word = 0; word < words; word++) {
      to[word] = (to[word] as number) | ((from[word] as number) << bit);
    }
  }
  for (let row = 4 * words; row < flags.length; row++) {
    into[begin + row] = (into[begin + row] as number) | ((flags[row] as number) << bit);
  }
}

/**
 * Goes on from a slot to the first one whose number is negative.
 *
 * @returns Its index; `numbers.length` if there is none.
 */
export function nextNegative(numbers: Int32Array, from: number): number {
  let at = from;
  for (; at + 3 < numbers.length; at += 4) {
    const all =
      (numbers[at] as number) |
      (numbers[at + 1] as number) |
      (numbers[at + 2] as number) |
      (numbers[at + 3] as number);
    if (all < 0) break;
  }
  while (at < numbers.length && (numbers[at] as number) >= 0) at++;
  return at;
}
