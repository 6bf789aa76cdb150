import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { State } from './state.ts';

/**
 * A part whose state can be taken out and put back: an agent, a replay buffer,
 * a random stream.
 *
 * Loading is all or nothing: `prepareState` does whatever can fail, and returns
 * what cannot. So several parts are loaded together by preparing all of them
 * first.
 *
 * @example
 * ```ts
 * import { setStateOf, type State, type Stateful } from 'deepq';
 *
 * class Counter implements Stateful {
 *   count = 0;
 *
 *   getState(): State {
 *     return { count: this.count };
 *   }
 *
 *   prepareState(state: State): () => void {
 *     const { count } = state;
 *     if (typeof count !== 'number') throw new Error('count must be a number');
 *     return () => {
 *       this.count = count;
 *     };
 *   }
 *
 *   setState(state: State): void {
 *     setStateOf(this, state);
 *   }
 * }
 * ```
 * @category Checkpoints
 */
export interface Stateful<S extends State = State> {
  /** A copy of the state, as plain data. */
  getState(): S;
  /**
   * Takes over a state that `getState` returned.
   *
   * @throws {CheckpointError} If it does not fit; nothing changes then.
   */
  setState(state: S): void;
  /**
   * The first half of `setState`: checks a state, and changes nothing.
   *
   * @returns The second half, which takes the state over and cannot fail. To be
   *   called before anything else is done with this part.
   * @throws {CheckpointError} If the state does not fit.
   */
  prepareState(state: S): () => void;
}

/**
 * `setState`, for a part that has `prepareState`.
 *
 * @throws {CheckpointError} If the state does not fit; nothing changes then.
 * @throws {ValueError} If the part has no `prepareState`, or that returns no function.
 * @category Checkpoints
 */
export function setStateOf<S extends State>(
  part: Pick<Stateful<S>, 'prepareState'>,
  state: S,
): void {
  const given = Object(part) as Partial<Stateful<S>>;
  if (typeof given.prepareState !== 'function') {
    throw new ValueError(
      'setStateOf(part, state) needs a part with the method prepareState(state); ' +
        `received ${show(part)}.`,
    );
  }
  takeOverAll([part.prepareState(state)])();
}

/**
 * Joins the second halves of several parts into one.
 *
 * @throws {ValueError} If one is no function; none is called then.
 * @example
 * ```ts
 * import { createRandom, takeOverAll } from 'deepq';
 *
 * const [left, right] = [createRandom(1), createRandom(2)];
 * const states = [createRandom(3).getState(), createRandom(4).getState()] as const;
 * // Both or neither.
 * takeOverAll([left.prepareState(states[0]), right.prepareState(states[1])])();
 * ```
 * @category Checkpoints
 */
export function takeOverAll(takeOvers: readonly (() => void)[]): () => void {
  const given: unknown = takeOvers;
  const wrong = Array.isArray(given)
    ? given.findIndex((takeOver) => typeof takeOver !== 'function')
    : null;
  if (wrong !== -1) {
    throw new ValueError(
      'takeOverAll(takeOvers) needs an array of functions, such as prepareState returns; received ' +
        (wrong === null ? `${show(given)}.` : `${show(takeOvers[wrong])} at index ${wrong}.`),
    );
  }
  return () => {
    for (const takeOver of takeOvers) takeOver();
  };
}
