import type { State } from '../state/state.ts';

/** The methods that an environment or a group may have. */
interface MaybeSaved {
  getState?(): State;
  setState?(state: State): void;
}

/** Whether an environment or a group has a state that can be put back. */
export function canBeSaved(environment: object): environment is Required<MaybeSaved> {
  const given = environment as MaybeSaved;
  return typeof given.getState === 'function' && typeof given.setState === 'function';
}

/** The state of an environment or a group; null where it has none that can be put back. */
export function saveState(environment: object): State | null {
  return canBeSaved(environment) ? environment.getState() : null;
}

/**
 * Puts a state into an environment that has them.
 *
 * @returns What puts the state before it back.
 */
export function replaceState(environment: object, state: State): () => void {
  const given = environment as Required<MaybeSaved>;
  const before = given.getState();
  given.setState(state);
  return () => {
    given.setState(before);
  };
}
