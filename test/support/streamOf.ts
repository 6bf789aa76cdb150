import type { State } from '../../src/state/state.ts';

/**
 * The state of a random stream whose next `uniform()` is a given number, so
 * that a recorded draw can be drawn again.
 *
 * @param uniform - In `[0, 1)`, a multiple of 2⁻⁵³.
 */
export function streamOf(uniform: number): State {
  // uniform() joins the upper 27 bits of one output and the upper 26 of the next.
  const high = Math.floor(uniform * 2 ** 27);
  const low = uniform * 2 ** 53 - high * 2 ** 26;
  const first = wordBefore(high << 5);
  const second = wordBefore(low << 6);
  // The word that decides the second output is b ^ c ^ a.
  return { seed: 0, words: [(first ^ second) >>> 0, first, 0, 1] };
}

/** The word b for which xoshiro128** gives this output: rotl(5 b, 7) · 9. */
function wordBefore(output: number): number {
  const rotated = Math.imul(output, 0x38e3_8e39);
  const product = (rotated >>> 7) | (rotated << 25);
  return Math.imul(product, 0xcccc_cccd) >>> 0;
}
