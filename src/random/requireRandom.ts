import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';

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

/** By fixed names, which are read faster: this is asked at every choice of an action. */
function hasAll(random: unknown, draws: readonly (typeof ALL)[number][]): boolean {
  if (typeof random !== 'object' || random === null) return false;
  const { uniform, integer, normal } = random as Partial<Record<string, unknown>>;
  for (const draw of draws) {
    const method = draw === 'integer' ? integer : draw === 'uniform' ? uniform : normal;
    if (typeof method !== 'function') return false;
  }
  return true;
}
