import { UsageError } from '../errors.ts';
import { isGroup } from '../protocol/environmentGroup.ts';
import { innermost } from '../protocol/lookInside.ts';

/**
 * Which agents and environments a loop is at work with. This is kept outside of all
 * objects, so that two loops find out about each other. Entries go with the objects.
 */
const users = new WeakMap<object, string>();

/**
 * Takes an agent and environments for one loop. Wrappers do not count: what is
 * taken is the environment inside them all.
 *
 * @param loop - Such as `'train'`, for messages.
 * @returns What gives them back.
 * @throws {UsageError} If another loop has one of them; none is taken then.
 */
export function occupy(loop: string, parts: OccupiedParts): () => void {
  const taken = new Set<object>();
  const release = (): void => {
    for (const one of taken) users.delete(one);
  };
  try {
    if (parts.agent) take(parts.agent, 'agent', loop, taken);
    for (const environment of parts.environment ? innermostOf(parts.environment) : []) {
      take(environment, 'environment', loop, taken);
    }
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** What a loop is at work with. */
export interface OccupiedParts {
  /** Missing where the loop only lets it act. */
  readonly agent?: object;
  /** One environment, or a group; missing where the loop has none, as offline. */
  readonly environment?: object;
}

/** Whether two environments, or copies of a group, are one and the same inside all wrappers. */
export function shareEnvironment(one: object, other: object): boolean {
  const inside = new Set(innermostOf(one));
  return innermostOf(other).some((environment) => inside.has(environment));
}

function take(one: object, what: 'agent' | 'environment', loop: string, taken: Set<object>): void {
  const user = users.get(one);
  if (user === undefined) {
    users.set(one, loop);
    taken.add(one);
    return;
  }
  if (taken.has(one)) {
    throw new UsageError(
      'Two copies of the group step one and the same environment, inside their wrappers; make one ' +
        'for each copy.',
    );
  }
  throw new UsageError(
    `${loop} was called with an ${what} that ${user} is at work with, running or paused; it would mix ` +
      `up the steps of both. Let that one finish first, end it with break or its return(), or make a ` +
      `second ${what}.`,
  );
}

/** The environments inside all wrappers: one, or that of each copy of a group. */
function innermostOf(environment: object): object[] {
  if (!isGroup(environment)) return [innermost(environment)];
  return environment.environments?.map(innermost) ?? [environment];
}
