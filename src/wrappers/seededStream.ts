import type { ResetOptions } from '../protocol/environment.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';

/**
 * The stream that a wrapper draws from after a `reset`: a new one where there
 * is a seed, its own for each kind of wrapper, and otherwise the old one.
 *
 * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
 */
export function streamAfter(
  wrapper: string,
  options: ResetOptions | undefined,
  current: Random,
): Random {
  return options?.seed === undefined ? current : firstStream(wrapper, options.seed);
}

/** Lets a step draw; should it be refused, the stream is as it was before. */
export function drawingFrom<R>(random: Random, step: () => R): R {
  const before = random.getState();
  try {
    return step();
  } catch (error) {
    random.setState(before);
    throw error;
  }
}

/** The stream of a wrapper for a seed; before the first one, that of 0. */
export function firstStream(wrapper: string, seed = 0): Random {
  return createRandom(seed).fork(wrapper);
}
