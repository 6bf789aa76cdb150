import type { EnvironmentSpaces } from '../environments/spaces.ts';
import { OptionsError } from '../errors.ts';
import { show } from './options.ts';

/**
 * Returns the two spaces of what was given as `environment`.
 *
 * @throws {OptionsError} If it has none.
 */
export function requireSpaces(where: string, environment: EnvironmentSpaces): EnvironmentSpaces {
  // A program in plain JavaScript may hand in anything.
  const given = environment as Partial<EnvironmentSpaces> | null | undefined;
  const { observationSpace, actionSpace } = given ?? {};
  const [seen, acts] = [observationSpace, actionSpace].map(kindOf);
  if (
    observationSpace &&
    (seen === 'box' || seen === 'discrete') &&
    actionSpace &&
    acts === 'discrete'
  ) {
    return { observationSpace, actionSpace };
  }
  throw new OptionsError(
    `${where} needs an environment, or an object with its observationSpace (a Box or a Discrete) ` +
      `and actionSpace (a Discrete); received ${show(environment)} with the observationSpace ` +
      `${describe(observationSpace)} and the actionSpace ${describe(actionSpace)}.`,
  );
}

function kindOf(space: unknown): unknown {
  return typeof space === 'object' && space !== null && 'kind' in space ? space.kind : undefined;
}

function describe(space: unknown): string {
  const kind = kindOf(space);
  return typeof kind === 'string' ? `of kind '${kind}'` : show(space);
}
