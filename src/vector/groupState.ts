import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import type { Environment } from '../protocol/environment.ts';

/** A copy whose state can be taken out and put back. */
export type Saved = Required<Pick<Environment, 'getState' | 'setState'>>;

/** Whether a copy has both methods. */
export function canBeSaved(copy: Partial<Saved>): copy is Saved {
  return Boolean(copy.getState && copy.setState);
}

/** The states of all copies, and whether every one of them is in an episode. */
export function saveCopies(copies: readonly Saved[], running: boolean): State {
  const states = copies.map((copy, index) => [String(index), copy.getState()] as const);
  return { count: copies.length, running, copies: Object.fromEntries(states) };
}

/**
 * Puts back what `saveCopies` took.
 *
 * @returns Whether every copy is in an episode.
 * @throws {CheckpointError} If it does not fit; all copies stay as they were.
 */
export function restoreCopies(copies: readonly Saved[], state: State): boolean {
  const reader = new StateReader('VectorEnvironment', state);
  const { length } = copies;
  const count = reader.count('count');
  if (count !== length) {
    throw reader.error(`it is of a group of ${count}, and this one has ${length}`);
  }
  const running = reader.boolean('running');
  const states = new StateReader('VectorEnvironment', reader.record('copies'));
  const wanted = copies.map((_, index) => states.record(String(index)));
  const before = copies.map((copy) => copy.getState());
  try {
    copies.forEach((copy, index) => {
      copy.setState(wanted[index] as State);
    });
  } catch (error) {
    // The one that refused has not changed; those before it have.
    copies.forEach((copy, index) => {
      copy.setState(before[index] as State);
    });
    throw error;
  }
  return running;
}
