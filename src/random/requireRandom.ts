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
  draws: readonly ('uniform' | 'integer' | 'normal')[] = ['uniform', 'integer', 'normal'],
): void {
  const given = Object(random) as Partial<Random>;
  if (draws.every((draw) => typeof given[draw] === 'function')) return;
  throw new ValueError(
    `${where} needs a random stream, such as createRandom(1); received ${show(random)}.`,
  );
}
