import { expect, test } from 'vitest';
import { createRandom } from '../../src/random/createRandom.ts';
import type { State } from '../../src/state/state.ts';
import { setStateOf, takeOverAll, type Stateful } from '../../src/state/stateful.ts';

class Counter implements Stateful {
  count = 0;

  getState(): State {
    return { count: this.count };
  }

  prepareState({ count }: State): () => void {
    if (typeof count !== 'number') throw new TypeError('count must be a number');
    return () => {
      this.count = count;
    };
  }

  setState(state: State): void {
    setStateOf(this, state);
  }
}

test('setState takes over what prepareState has checked', () => {
  const counter = new Counter();
  counter.setState({ count: 3 });
  expect(counter.getState()).toEqual({ count: 3 });
  expect(() => counter.setState({ count: 'x' })).toThrow(TypeError);
  expect(counter.count).toBe(3);
});

test('several parts change together or not at all', () => {
  const [one, two] = [new Counter(), new Counter()];
  const load = (states: readonly State[]): void =>
    takeOverAll([one, two].map((part, index) => part.prepareState(states[index] ?? {})))();
  expect(() => load([{ count: 5 }, { count: null }])).toThrow(TypeError);
  expect([one.count, two.count]).toEqual([0, 0]);
  load([{ count: 5 }, { count: 6 }]);
  expect([one.count, two.count]).toEqual([5, 6]);
});

test('a random stream is a part, and its state a State', () => {
  const random: Stateful<ReturnType<ReturnType<typeof createRandom>['getState']>> = createRandom(1);
  const state: State = random.getState();
  expect(state).toEqual(createRandom(1).getState());
  const other = createRandom(2);
  const before = other.getState();
  const words: [number, number, number, number] = [1, 2, 3, 4];
  const takeOver = other.prepareState({ seed: 7, words });
  // Prepared is not taken over, and what was prepared does not change any more.
  words.fill(9);
  expect(other.getState()).toEqual(before);
  takeOver();
  expect(other.getState()).toEqual({ seed: 7, words: [1, 2, 3, 4] });
  expect(() => other.prepareState({ seed: 7, words: [0, 0, 0, 0] })).toThrow(/not all words zero/);
});
