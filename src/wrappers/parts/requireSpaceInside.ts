import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import type { Box, BoxDtype } from '../../spaces/box.ts';
import type { Discrete } from '../../spaces/discrete.ts';
import type { Observation } from '../../spaces/space.ts';

/**
 * The `Box` that observations inside a wrapper come from.
 *
 * @throws {EnvironmentError} If they come from something else.
 */
export function requireBoxInside<O extends Observation>(
  wrapper: string,
  environment: Environment<O>,
): Box<BoxDtype> {
  const space = spaceOf(environment);
  if (space?.kind === 'box') return space;
  const remedy = 'Where they are numbers of a Discrete, wrap the environment in OneHot first.';
  throw refusal(`${wrapper} needs observations of a Box`, space, remedy);
}

/**
 * The `Discrete` that observations inside a wrapper come from.
 *
 * @throws {EnvironmentError} If they come from something else.
 */
export function requireDiscreteInside<O extends Observation>(
  wrapper: string,
  environment: Environment<O>,
): Discrete {
  const space = spaceOf(environment);
  if (space?.kind === 'discrete') return space;
  const remedy = 'Arrays of a Box need no such wrapper.';
  throw refusal(`${wrapper} needs observations of a Discrete`, space, remedy);
}

/** Programs in plain JavaScript may have none. */
function spaceOf(environment: Environment): Box<BoxDtype> | Discrete | undefined {
  return (environment as Partial<Environment>).observationSpace;
}

function refusal(
  need: string,
  space: Box<BoxDtype> | Discrete | undefined,
  remedy: string,
): EnvironmentError {
  const received = space ? space.toString() : 'undefined';
  return new EnvironmentError(
    `${need}; received an environment with the observationSpace ${received}. ${remedy}`,
  );
}
