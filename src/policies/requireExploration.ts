import { ValueError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { show } from '../validation/show.ts';
import type { Exploration } from './policy.ts';

/**
 * Returns what `exploration` of a policy gave, which may be the user's own.
 *
 * @throws {ValueError} If it is neither an exploration nor null.
 */
export function requireExploration(found: Exploration | null): Exploration | null {
  if (found === null) return null;
  const { name, value } = Object(found) as Partial<Exploration>;
  if (typeof name === 'string' && Number.isFinite(value)) return found;
  const isObject = typeof found === 'object' && !abandonPromise(found);
  throw new ValueError(
    'exploration(environmentSteps) of the policy must return { name, value }, a text and a finite number, or ' +
      `null; received ${isObject ? `name ${show(name)} and value ${show(value)}` : show(found)}.`,
  );
}
