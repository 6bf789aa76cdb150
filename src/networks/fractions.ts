import type { Random } from '../random/random.ts';

/** Steps between 0 and 1 that single precision can tell apart. */
const STEPS = 2 ** 23;

/**
 * Draws quantile fractions τ, uniform in (0, 1): neither end comes up, which have no
 * quantile.
 *
 * @param count - How many in all.
 * @see Dabney et al. 2018, https://arxiv.org/abs/1806.06923
 */
export function drawFractions(count: number, random: Pick<Random, 'uniform'>): Float32Array {
  const fractions = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    fractions[index] = (Math.floor(random.uniform() * STEPS) + 0.5) / STEPS;
  }
  return fractions;
}

/**
 * The midpoints `(i + ½) / fractions`, for each of so many observations.
 *
 * @returns Shape `[batch, fractions]`.
 */
export function midpoints(batch: number, fractions: number): Float32Array {
  const all = new Float32Array(batch * fractions);
  for (let index = 0; index < all.length; index++) {
    all[index] = ((index % fractions) + 0.5) / fractions;
  }
  return all;
}
