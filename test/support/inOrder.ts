import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';

/** A random stream whose whole numbers come in turn: 0, 1, 2, …, below each bound. */
export function inOrder(): Random {
  const inner = createRandom(0);
  let next = 0;
  return {
    uniform: () => inner.uniform(),
    integer: (bound) => next++ % bound,
    normal: () => inner.normal(),
    fork: (label) => inner.fork(label),
    getState: () => inner.getState(),
    setState: (state) => {
      inner.setState(state);
    },
    prepareState: (state) => inner.prepareState(state),
  };
}
