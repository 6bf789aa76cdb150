import { ShapeError, ValueError } from '../errors.ts';
import { textOf } from './textOf.ts';

/**
 * The allowed action of the largest value; of several, the first.
 *
 * @throws {ShapeError | ValueError} If the mask has the wrong length, is no list, or allows
 *   nothing.
 */
export function chooseAction(
  values: Float32Array,
  actionMask: ArrayLike<number | boolean> | undefined,
): number {
  if (actionMask !== undefined) checkMask(actionMask, values.length);
  let best = -1;
  for (let action = 0; action < values.length; action++) {
    if (actionMask && !actionMask[action]) continue;
    if (best < 0 || (values[action] as number) > (values[best] as number)) best = action;
  }
  if (best >= 0) return best;
  throw new ValueError(
    `actionMask must allow one of ${values.length} actions; received 0 for each. ` +
      'An environment that is left without a move should have terminated.',
  );
}

function checkMask(mask: unknown, actions: number): void {
  const isList = Array.isArray(mask) || (ArrayBuffer.isView(mask) && 'length' in mask);
  const elements = mask as ArrayLike<unknown>;
  // Of others their type alone: an object's own way to text may throw.
  const received = isList ? elements.length : typeof mask;
  if (received !== actions) {
    throw new (isList ? ShapeError : ValueError)(
      `actionMask must be an array with an element for each of ${actions} actions; received ${received}.`,
    );
  }
  for (let action = 0; action < actions; action++) {
    const element = elements[action];
    // The text '0' would be taken for a yes, and NaN for a no.
    const isNumber = typeof element === 'number' && !Number.isNaN(element);
    if (isNumber || typeof element === 'boolean') continue;
    throw new ValueError(
      'actionMask must hold numbers, 0 where an action is not allowed; received ' +
        `${textOf(element)} for action ${action}.`,
    );
  }
}
