import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import type { Box, BoxDtype } from '../../spaces/box.ts';
import type { Discrete } from '../../spaces/discrete.ts';
import type { Observation } from '../../spaces/space.ts';
import { requireInteger, show } from '../../validation/options.ts';
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

/** What the pictures of an environment are like. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** Bytes a pixel: 1 for gray, 3 for RGB. */
  readonly channels: number;
  /** `[height, width]` or `[height, width, channels]`. */
  readonly shape: readonly number[];
}

/**
 * The shape of the pictures inside a wrapper.
 *
 * @throws {EnvironmentError} If observations are no `uint8` pictures.
 */
export function requireImageInside<O extends Observation>(
  wrapper: string,
  environment: Environment<O>,
): ImageShape {
  const space = requireBoxInside(wrapper, environment);
  const { shape, dtype } = space;
  const [height, width, channels = 1] = shape;
  const isImage = (shape.length === 2 || shape.length === 3) && dtype === 'uint8';
  if (isImage) return { height: height!, width: width!, channels, shape };
  const need =
    `${wrapper} needs pictures of bytes, a Box of dtype uint8 and shape [height, width] or ` +
    '[height, width, channels]';
  throw refusal(need, space, 'Wrap it before frames are stacked, flattened or scaled.');
}

/**
 * Returns an action that a wrapper is to take by itself.
 *
 * @throws {OptionsError} If the environment has no such action.
 * @throws {EnvironmentError} If it does not say which it has.
 */
export function requireAction(name: string, action: unknown, environment: Environment): number {
  // Programs in plain JavaScript may have none.
  const { actionSpace } = environment as Partial<Environment>;
  if (isKind(actionSpace, 'discrete') && Number.isSafeInteger(actionSpace.n)) {
    return requireInteger(name, action, { min: 0, max: actionSpace.n - 1 });
  }
  throw new EnvironmentError(
    `${name} needs an environment that says which actions it has; received one with the actionSpace ` +
      `${show(actionSpace)}. Set its actionSpace, such as new Discrete(2).`,
  );
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
  const received = isWhole ? describe(space) : show(space);
  return new EnvironmentError(
    `${need}; received an environment with the observationSpace ${received}. ${remedy}`,
  );
}

/** In the words of the space itself, where it has any. */
function describe(space: Spaces[keyof Spaces]): string {
  return typeof (space.toString as unknown) === 'function' ? space.toString() : show(space);
}
