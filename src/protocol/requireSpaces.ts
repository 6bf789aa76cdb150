import type { EnvironmentSpaces } from './environmentSpaces.ts';
import { OptionsError } from '../errors.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { receivedInstead } from './receivedInstead.ts';
import { show } from '../validation/options.ts';

/**
 * Returns the two spaces of what was given as `environment`.
 *
 * @throws {OptionsError} If it has none.
 */
export function requireSpaces(where: string, environment: EnvironmentSpaces): EnvironmentSpaces {
  // A program in plain JavaScript may hand in anything.
  const given = environment as Partial<EnvironmentSpaces> | null | undefined;
  const { observationSpace, actionSpace } = given ?? {};
  const seen = observationSpace && isSpace(observationSpace);
  if (seen && actionSpace && isSpace(actionSpace) && kindOf(actionSpace) === 'discrete') {
    return { observationSpace, actionSpace };
  }
  throw new OptionsError(
    `${where} needs an environment, or an object with its observationSpace (a Box or a Discrete) ` +
      'and actionSpace (a Discrete); ' +
      (seen === undefined && actionSpace === undefined
        ? receivedInstead(environment)
        : `received ${show(environment)} with the observationSpace ${describe(observationSpace)} ` +
          `and the actionSpace ${describe(actionSpace)}.` +
          continuousHint(actionSpace)),
  );
}

/**
 * Returns `space` if it is one that observations can come from.
 *
 * @throws {OptionsError} If it is none.
 */
export function requireSpace(name: string, space: ObservationSpace): ObservationSpace {
  // A program in plain JavaScript may hand in anything.
  const given: unknown = space;
  if (typeof given === 'object' && given !== null && isSpace(given)) return space;
  throw new OptionsError(`${name} must be a Box or a Discrete; received ${describe(given)}.`);
}

/** What to do about a space of actions that is a Box, as a sentence; '' of any other. */
export function continuousHint(actionSpace: unknown): string {
  if (kindOf(actionSpace) !== 'box') return '';
  return (
    ' Continuous actions are for other methods: choose a few, such as [-1, 0, 1], and let the ' +
    'environment have new Discrete(3).'
  );
}

/** Whether a space has what networks and buffers read of it. */
function isSpace(space: object): boolean {
  const { n, size, shape, contains } = space as Partial<Record<string, unknown>>;
  if (kindOf(space) === 'discrete') {
    return Number.isSafeInteger(n) && Number(n) >= 1 && typeof contains === 'function';
  }
  return (
    kindOf(space) === 'box' &&
    Array.isArray(shape) &&
    Number.isSafeInteger(size) &&
    Number(size) >= 1
  );
}

function kindOf(space: unknown): unknown {
  return typeof space === 'object' && space !== null && 'kind' in space ? space.kind : undefined;
}

function describe(space: unknown): string {
  const kind = kindOf(space);
  return typeof kind === 'string' ? `of kind '${kind}'` : show(space);
}
