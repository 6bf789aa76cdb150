import type { ActionMask } from '../protocol/actionMask.ts';
import { ShapeError, ValueError } from '../errors.ts';
import {
  checkActions,
  checkMask,
  isAllowed,
  nothingAllowed,
  type Choices,
} from '../protocol/allowedActions.ts';
import type { Random } from '../random/random.ts';
import type { ActionValues } from './policy.ts';
import { show } from '../validation/options.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';

/**
 * Computes the values if they are not there yet, and checks their shape and
 * the mask's.
 *
 * @throws {ShapeError} If the values or the mask are not `[actions]`.
 */
export function evaluate(values: ActionValues, { actions, actionMask }: Choices): Float32Array {
  checkActions(actions);
  if (actionMask !== undefined) checkMask(actionMask, actions);
  const evaluated = typeof values === 'function' ? values() : values;
  if (!isFloat32Array(evaluated)) throw noValues(evaluated);
  if (evaluated.length !== actions) throw otherCount(actions, evaluated.length);
  return evaluated;
}

function noValues(given: unknown): ValueError {
  return new ValueError(
    `A policy needs action values in a Float32Array, or a function that returns them; received ${show(given)}.`,
  );
}

function otherCount(actions: number, received: number): ShapeError {
  return new ShapeError(
    `A policy needs one value for each of ${actions} actions; received ${received}.`,
  );
}

/**
 * The largest value among the allowed actions. The values of the others are
 * not looked at: they may be anything.
 *
 * @throws {ValueError} If a value is NaN or infinite, or nothing is allowed.
 */
export function largestAllowed(values: Float32Array, mask: ActionMask | undefined): number {
  let largest = -Infinity;
  for (let action = 0; action < values.length; action++) {
    if (!isAllowed(mask, action)) continue;
    const value = values[action]!;
    if (!Number.isFinite(value)) throw notFinite(value, action);
    if (value > largest) largest = value;
  }
  if (largest === -Infinity) throw nothingAllowed(values.length);
  return largest;
}

/** How many allowed actions have exactly this value. */
export function countEqual(
  value: number,
  values: Float32Array,
  mask: ActionMask | undefined,
): number {
  let equal = 0;
  for (let action = 0; action < values.length; action++) {
    if (values[action] === value && isAllowed(mask, action)) equal++;
  }
  return equal;
}

/**
 * The allowed action of the largest value, drawn among those that share it.
 *
 * @throws {ValueError} If a value is NaN or infinite, or nothing is allowed.
 */
export function pickLargest(
  values: Float32Array,
  mask: ActionMask | undefined,
  random: Pick<Random, 'integer'>,
): number {
  let largest = -Infinity;
  let best = 0;
  let ties = 0;
  for (let action = 0; action < values.length; action++) {
    if (!isAllowed(mask, action)) continue;
    const value = values[action]!;
    if (value > largest) {
      largest = value;
      best = action;
      ties = 1;
    } else if (value === largest) ties++;
    if (!Number.isFinite(value)) throw notFinite(value, action);
  }
  if (ties === 0) throw nothingAllowed(values.length);
  if (ties === 1) return best;
  let before = random.integer(ties);
  for (; ; best++) {
    if (values[best] === largest && isAllowed(mask, best) && before-- === 0) return best;
  }
}

function notFinite(value: number, action: number): ValueError {
  return new ValueError(
    `The value of action ${action} is ${value}; a policy needs finite values. ` +
      'Training has probably diverged: a lower learning rate, clipped rewards or a gradient norm ' +
      'limit helps.',
  );
}
