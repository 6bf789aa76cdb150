import { requireInteger } from '../../validation/options.ts';

/**
 * The ε of an actor in Ape-X: `0.4^(1 + 7i / (N − 1))`, from 0.4 for the first actor to 0.0007 for
 * the last one, so that some explore and some play well.
 *
 * @param actor - Which of them it is: i, from 0 to N − 1.
 * @param actors - How many there are: N, at least 1; for 1 it is 0.4.
 * @throws {OptionsError} If one is out of range.
 * @example
 * ```ts
 * import { apexEpsilon } from 'deepq/distributed';
 *
 * apexEpsilon(0, 8); // 0.4
 * ```
 * @see Horgan et al. 2018, section 4.1, https://arxiv.org/abs/1803.00933
 * @category Distributed
 */
export function apexEpsilon(actor: number, actors: number): number {
  requireInteger('actors', actors, { min: 1 });
  requireInteger('actor', actor, { min: 0, max: actors - 1 });
  return 0.4 ** (1 + (actors === 1 ? 0 : (7 * actor) / (actors - 1)));
}
