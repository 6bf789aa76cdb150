import type { ActionMask } from './actionMask.ts';
import { show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';

/** What is wrong with a mask: the end of a sentence that begins with its name. */
export interface MaskProblem {
  readonly isShape: boolean;
  readonly text: string;
}

/**
 * Finds out why a mask cannot be used, or null if it can: it needs an element
 * for each action, non-zero for at least one of them.
 *
 * Called at every step, so it allocates nothing unless something is wrong.
 *
 * @param isEnd - Whether the episode terminated: then nothing may be allowed.
 */
export function findMaskProblem(
  mask: unknown,
  actions: number,
  isEnd: boolean,
): MaskProblem | null {
  if (!isList(mask)) {
    return {
      isShape: false,
      text:
        `must be an array with an element for each of ${actions} actions, such as ` +
        `new Uint8Array(${actions}).fill(1); received ${show(mask)}.`,
    };
  }
  if (mask.length !== actions) {
    return {
      isShape: true,
      text: `must have one element for each of ${actions} actions; received ${mask.length}.`,
    };
  }
  const odd = findOdd(mask);
  if (odd !== -1) {
    return {
      isShape: false,
      text: `must hold numbers, 0 where an action is not allowed; received ${show(mask[odd])} for action ${odd}.`,
    };
  }
  if (isEnd || hasAllowed(mask)) return null;
  return {
    isShape: false,
    text:
      `allows none of ${actions} actions; at least one element must be non-zero. ` +
      'An environment that is left without a move should have terminated.',
  };
}

/** The index of an element that is no flag: the text '0' would be taken for a yes, NaN for either. */
export function findOdd(mask: ArrayLike<unknown>): number {
  // Bytes are numbers: masks of many actions are not gone through for nothing.
  if (isUint8Array(mask)) return -1;
  for (let action = 0; action < mask.length; action++) {
    const element = mask[action];
    const isNumber = typeof element === 'number' && !Number.isNaN(element);
    if (!isNumber && typeof element !== 'boolean') return action;
  }
  return -1;
}

/** Whether it allows an action. */
export function hasAllowed(mask: ActionMask): boolean {
  for (let action = 0; action < mask.length; action++) {
    if (mask[action]) return true;
  }
  return false;
}

function isList(mask: unknown): mask is ActionMask {
  return Array.isArray(mask) || (ArrayBuffer.isView(mask) && 'length' in mask);
}
