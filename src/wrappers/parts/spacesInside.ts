import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import type { Box, BoxDtype } from '../../spaces/box.ts';
import type { Discrete } from '../../spaces/discrete.ts';
import type { Observation } from '../../spaces/space.ts';
import { requireInteger, show } from '../../validation/options.ts';

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
  if (actionSpace?.kind === 'discrete') {
    return requireInteger(name, action, { min: 0, max: actionSpace.n - 1 });
  }
  throw new EnvironmentError(
    `${name} needs an environment that says which actions it has; received one with the actionSpace ` +
      `${show(actionSpace)}. Set its actionSpace, such as new Discrete(2).`,
  );
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
