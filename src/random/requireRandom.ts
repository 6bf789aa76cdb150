import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { Random } from './random.ts';

/**
 * Throws unless `random` can be drawn from.
 *
 * @param draws - What is drawn.
 * @throws {ValueError}
 */
export function requireRandom(
  where: string,
  random: unknown,
  draws: readonly ('uniform' | 'integer' | 'normal')[] = ALL,
): void {
  if (hasAll(random, draws)) return;
  throw new ValueError(
    `${where} needs a random stream, such as createRandom(1); received ${show(random)}.`,
  );
}

const ALL = ['uniform', 'integer', 'normal'] as const;

/** A loop, as this is asked at every choice of an action. */
function hasAll(random: unknown, draws: readonly (keyof Random)[]): boolean {
  if (typeof random !== 'object' || random === null) return false;
  for (const draw of draws) {
    if (typeof (random as Partial<Random>)[draw] !== 'function') return false;
  }
  return true;
}
