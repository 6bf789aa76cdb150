import type { State } from './state.ts';
import { takeOverAll, type Stateful } from './stateful.ts';

/** A part whose state can be taken out and, once it is checked, taken over. */
type Part = Pick<Stateful, 'getState' | 'prepareState'>;

/**
 * Several parts as one, whose fields stand side by side in one state: no two
 * of them have a field of the same name. They are checked, and taken over, in
 * their order.
 */
export function joinStates(...parts: readonly Part[]): Part {
  return {
    getState: () => {
      let joined: State = {};
      for (const part of parts) joined = { ...joined, ...part.getState() };
      return joined;
    },
    prepareState: (state) => takeOverAll(parts.map((part) => part.prepareState(state))),
  };
}

/** A part that remembers nothing, but has to do something when a state is taken over. */
export function whenTakenOver(react: () => void): Part {
  return { getState: () => ({}), prepareState: () => react };
}
