import { ValueError } from '../errors.ts';
import { requireRandom } from '../random/requireRandom.ts';
import { show } from '../validation/options.ts';

/** What a policy looks at beside the actions. */
export interface ContextUses {
  /** What it draws. */
  readonly random?: readonly ('uniform' | 'integer')[];
  /** Whether it follows a schedule. */
  readonly steps?: boolean;
}

/**
 * Throws unless `context` has what a policy needs to choose. The agent's always
 * has; a loop of one's own may have forgotten something.
 *
 * @throws {ValueError}
 */
export function requireContext(context: unknown, uses: ContextUses): void {
  if (typeof context !== 'object' || context === null) throw noContext(context);
  const { random, environmentSteps } = context as Partial<Record<string, unknown>>;
  if (uses.random) requireRandom("A policy's context.random", random, uses.random);
  if (uses.steps && typeof environmentSteps !== 'number') throw noSteps(environmentSteps);
}

function noContext(context: unknown): ValueError {
  return new ValueError(
    'A policy needs a context { random, environmentSteps, actions } to choose in; ' +
      `received ${show(context)}.`,
  );
}

function noSteps(environmentSteps: unknown): ValueError {
  return new ValueError(
    "A policy's context.environmentSteps must be a number, that of the steps so far; " +
      `received ${show(environmentSteps)}.`,
  );
}
