import { ShapeError, ValueError } from '../errors.ts';
import type { Box, BoxDtype } from './box.ts';
import type { Discrete } from './discrete.ts';
import type { ObservationSpace } from './space.ts';
import { show } from '../validation/options.ts';
import { isFloat32Array, isUint8Array } from '../validation/typedArrays.ts';

/**
 * Throws unless `observation` can be stored and learned from: the type and
 * length that `space` asks for, every element finite. The bounds of a `Box`
 * are not checked: many environments step a little over theirs.
 *
 * Called at every step, so it allocates nothing unless it throws.
 *
 * @param name - What to call the value in a message.
 * @throws {ValueError} If the type is wrong, or an element is NaN, infinite
 *   or outside a `Discrete` space.
 * @throws {ShapeError} If the length is wrong.
 */
export function checkObservation(
  space: ObservationSpace,
  observation: unknown,
  name: string,
): void {
  if (space.kind === 'discrete') {
    if (space.contains(observation)) return;
    throw noState(space, observation, name);
  }
  if (space.dtype === 'uint8') {
    if (isUint8Array(observation)) checkLength(space, observation, name);
    else throw wrongType(space, 'Uint8Array', observation, name);
  } else if (isFloat32Array(observation)) {
    checkLength(space, observation, name);
    checkFinite(observation, name);
  } else {
    throw wrongType(space, 'Float32Array', observation, name);
  }
}

function checkLength(
  space: Box<BoxDtype>,
  observation: Float32Array | Uint8Array,
  name: string,
): void {
  if (observation.length !== space.size) throw otherLength(space, observation.length, name);
}

// Errors are made by functions of their own: what is called at every step stays short
// enough for the compiler to put in place.

function noState(space: Discrete, observation: unknown, name: string): ValueError {
  return new ValueError(
    `${name} must be a whole number from 0 to ${space.n - 1}, as ${space.toString()} has it; ` +
      `received ${show(observation)}. Return such a number, or correct observationSpace.`,
  );
}

function otherLength(space: Box<BoxDtype>, received: number, name: string): ShapeError {
  return new ShapeError(
    `${name} must have ${space.size} ${space.size === 1 ? 'element' : 'elements'}, as ${space.toString()} has; ` +
      `received ${received}. Return all of them, or correct observationSpace.`,
  );
}

function checkFinite(observation: Float32Array, name: string): void {
  for (let index = 0; index < observation.length; index++) {
    const element = observation[index] as number;
    if (!Number.isFinite(element)) throw notFinite(`${name}[${index}]`, element);
  }
}

function notFinite(name: string, element: number): ValueError {
  return new ValueError(
    `${name} must be a finite number; received ${element}. ` +
      'Look in the environment for a division by zero or a value that grows without bound.',
  );
}

function wrongType(
  space: Box<BoxDtype>,
  type: string,
  observation: unknown,
  name: string,
): ValueError {
  return new ValueError(
    `${name} must be a ${type} of ${space.size} elements, as ${space.toString()} has it; ` +
      `received ${show(observation)}. ${remedy(observation, type)}`,
  );
}

function remedy(observation: unknown, type: string): string {
  if (observation === undefined) return 'It is missing: look at what is passed here.';
  if (Array.isArray(observation) || ArrayBuffer.isView(observation)) {
    return `Convert it with ${type}.from(…), or correct observationSpace.`;
  }
  if (typeof observation === 'object' && observation !== null && 'observation' in observation) {
    return 'That looks like the result of reset or step: pass its .observation.';
  }
  return 'Return such an array, or correct observationSpace.';
}
