import { EnvironmentError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import type { Box } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { receivedInstead } from '../protocol/receivedInstead.ts';
import { show } from '../validation/options.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';

/**
 * Throws if `environment` lacks a member that every environment has. Spaces
 * are judged by their shape, not their class: two copies of deepq in one
 * program understand each other.
 */
export function checkMembers(environment: unknown): void {
  const isPromise = abandonPromise(environment);
  if (isPromise || typeof environment !== 'object' || environment === null) {
    throw new EnvironmentError(
      'checkEnvironment(environment) needs an object with observationSpace, actionSpace, reset and ' +
        'step; ' +
        receivedInstead(environment),
    );
  }
  const { observationSpace, actionSpace, reset, step } = environment as Record<string, unknown>;
  if (!isDiscrete(actionSpace)) {
    throw new EnvironmentError(
      `environment.actionSpace must be a Discrete; received ${show(actionSpace)}. ` +
        'Declare how many actions there are: actionSpace = new Discrete(2).',
    );
  }
  if (!isDiscrete(observationSpace) && !isBox(observationSpace)) {
    throw new EnvironmentError(
      `environment.observationSpace must be a Box or a Discrete; received ${show(observationSpace)}. ` +
        'Declare what is observed: observationSpace = new Box({ low: [-1, -1], high: [1, 1] }).',
    );
  }
  if (typeof reset !== 'function') {
    throw new EnvironmentError(
      `environment.reset must be a function; received ${show(reset)}. ` +
        'Add reset(options), which starts an episode and returns { observation, info: {} }.',
    );
  }
  if (typeof step !== 'function') {
    throw new EnvironmentError(
      `environment.step must be a function; received ${show(step)}. ` +
        'Add step(action), which returns { observation, reward, terminated, truncated, info: {} }.',
    );
  }
}

function isDiscrete(space: unknown): space is Discrete {
  if (!isSpace(space, 'discrete')) return false;
  const n = space['n'];
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 1;
}

function isBox(space: unknown): space is Box {
  if (!isSpace(space, 'box')) return false;
  const { shape, dtype, size, low, high } = space;
  if (!Array.isArray(shape) || (dtype !== 'float32' && dtype !== 'uint8')) return false;
  const expected = (shape as number[]).reduce((product, length) => product * length, 1);
  const isBound = (bound: unknown): boolean => isFloat32Array(bound) && bound.length === expected;
  return size === expected && isBound(low) && isBound(high);
}

function isSpace(space: unknown, kind: string): space is Record<string, unknown> {
  if (typeof space !== 'object' || space === null) return false;
  const fields = space as Record<string, unknown>;
  const works = typeof fields['contains'] === 'function' && typeof fields['sample'] === 'function';
  return works && fields['kind'] === kind;
}
