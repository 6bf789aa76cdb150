import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import type { Box, BoxDtype } from '../../spaces/box.ts';
import type { Discrete } from '../../spaces/discrete.ts';
import type { Observation } from '../../spaces/space.ts';
import { show } from '../../validation/options.ts';
import { isFloat32Array } from '../../validation/typedArrays.ts';

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
  if (isKind(space, 'box') && hasBounds(space)) return space;
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
  if (isKind(space, 'discrete') && Number.isSafeInteger(space.n)) return space;
  const remedy = 'Arrays of a Box need no such wrapper.';
  throw refusal(`${wrapper} needs observations of a Discrete`, space, remedy);
}

/** Programs in plain JavaScript may have none, or anything. */
function spaceOf(environment: Environment): unknown {
  return (environment as Partial<Environment>).observationSpace;
}

interface Spaces {
  readonly box: Box<BoxDtype>;
  readonly discrete: Discrete;
}

function isKind<Kind extends keyof Spaces>(space: unknown, kind: Kind): space is Spaces[Kind] {
  return typeof space === 'object' && space !== null && 'kind' in space && space.kind === kind;
}

/** Whether a box has a shape, and two bounds for each element, as wrappers read them. */
function hasBounds({ shape, size, low, high }: Box<BoxDtype>): boolean {
  // The length of the shape first: it may be an array of any number of holes.
  const isList = Array.isArray(shape) && shape.length <= 64;
  const isShape = isList && shape.every((length) => Number.isSafeInteger(length));
  return isShape && [low, high].every((bound) => isFloat32Array(bound) && bound.length === size);
}

function refusal(need: string, space: unknown, remedy: string): EnvironmentError {
  const isWhole = isKind(space, 'discrete') || (isKind(space, 'box') && hasBounds(space));
  const received = isWhole ? space.toString() : show(space);
  return new EnvironmentError(
    `${need}; received an environment with the observationSpace ${received}. ${remedy}`,
  );
}
