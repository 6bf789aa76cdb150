import { ValueError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { show } from '../validation/show.ts';
import { abandonPromise } from './abandonPromise.ts';

// Parts of an agent may be the user's own, in plain JavaScript: what they give as their state, or
// for one, would be missed only when a checkpoint is loaded, or in the middle of that.

/**
 * Returns what a part gave as its state.
 *
 * @param method - Such as `getState(size) of the sampler`.
 * @throws {ValueError} If it is none.
 */
export function requireOwnState(method: string, state: unknown): State {
  const isRecord = typeof state === 'object' && state !== null && !Array.isArray(state);
  if (isRecord && !abandonPromise(state)) return state as State;
  throw new ValueError(
    `${method} must return an object of plain data, {} where it has nothing to keep; received ${show(state)}.`,
  );
}

/**
 * Returns what a part gave to take a state over.
 *
 * @param method - Such as `prepareState(state) of resets`.
 * @throws {ValueError} If it is no function.
 */
export function requireTakeOver(method: string, takeOver: unknown): () => void {
  if (typeof takeOver === 'function') return takeOver as () => void;
  abandonPromise(takeOver);
  throw new ValueError(
    `${method} must return a function that takes the state over; received ${show(takeOver)}.`,
  );
}
