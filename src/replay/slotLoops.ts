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
export function gatherWords<T extends Int32Array | Float32Array>(
  part: T,
  rows: number,
  from: T,
  first: number,
): void {
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
  let at = first;
  for (let quad = 0; quad < quads.length; quad++, at += 4 * WORDS) {
    quads[quad] =
      (((from[at] as number) >>> bit) & 1) |
      ((((from[at + WORDS] as number) >>> bit) & 1) << 8) |
      ((((from[at + 2 * WORDS] as number) >>> bit) & 1) << 16) |
      ((((from[at + 3 * WORDS] as number) >>> bit) & 1) << 24);
  }
  for (let row = 4 * quads.length; row < rows; row++, at += WORDS) {
    part[row] = ((from[at] as number) >>> bit) & 1;
  }
}

/** Which slot is the first with a negative number; there must be one. */
export function findNegative(from: Int32Array, first: number): number {
  let at = first;
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
  for (let row = 0, at = first; row < rows; row++, at += WORDS) {
    const word = from[at] as number;
    part[row] = word >= 0 ? word : ~rank++;
  }
  return rank;
}

/** The reverse of {@link gatherWords}. */
export function scatterWords<T extends Int32Array | Float32Array>(
  part: T,
  into: T,
  first: number,
): void {
  for (let row = 0, at = first; row < part.length; row++, at += WORDS) {
    into[at] = part[row] as number;
  }
}

/** Writes all words of slots but the reward, from the slot `begin` on; all streams become 0. */
export function scatterSlots(
  actions: Int32Array,
  into: Int32Array,
  begin: number,
  next: Int32Array,
  flags: Uint8Array,
): void {
  for (let row = 0, at = begin * WORDS; row < actions.length; row++, at += WORDS) {
    into[at] = actions[row] as number;
    into[at + NEXT] = next[begin + row] as number;
    into[at + FLAGS] = flags[begin + row] as number;
  }
}
