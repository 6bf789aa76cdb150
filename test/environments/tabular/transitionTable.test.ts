import { expect, test } from 'vitest';
import type { Transition } from '../../../src/environments/tabular/tabularEnvironment.ts';
import { pickOutcome, TransitionTable } from '../../../src/environments/tabular/transitionTable.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { streamOf } from '../../support/streamOf.ts';

const outcome = (probability: number, nextState: number): Transition => ({
  probability,
  nextState,
  reward: 0,
  terminated: false,
});

test('picks the first outcome up to which the probabilities exceed the draw', () => {
  const outcomes = [outcome(0.25, 0), outcome(0, 1), outcome(0.5, 2), outcome(0.25, 3)];
  const picked = [0, 0.2499, 0.25, 0.7499, 0.75, 0.9999].map(
    (uniform) => pickOutcome(outcomes, uniform).nextState,
  );
  expect(picked).toEqual([0, 0, 2, 2, 3, 3]);
});

test('picks the last outcome where rounding leaves the sum below the draw', () => {
  const outcomes = Array.from({ length: 10 }, (_, index) => outcome(0.1, index));
  const largest = 1 - 2 ** -53;
  expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBe(largest);
  expect(pickOutcome(outcomes, largest).nextState).toBe(9);
});

test('asks the rule once for each state and action, and freezes what it says', () => {
  const asked: string[] = [];
  const table = new TransitionTable(3, 2, (state, action) => {
    asked.push(`${state} ${action}`);
    return [outcome(1, state)];
  });
  expect(asked).toEqual([]);

  const outcomes = table.outcomes(2, 1);
  expect(outcomes).toEqual([outcome(1, 2)]);
  expect(table.outcomes(2, 1)).toBe(outcomes);
  expect(table.outcomes(1, 0)).toEqual([outcome(1, 1)]);
  expect(asked).toEqual(['2 1', '1 0']);
  expect([outcomes, outcomes[0]].every(Object.isFrozen)).toBe(true);
});

test('draws from the stream only where there is a choice', () => {
  const table = new TransitionTable(2, 1, (state) =>
    state === 0 ? [outcome(1, 1)] : [outcome(0.5, 0), outcome(0.5, 1)],
  );
  const random = createRandom(1);
  const before = random.getState();
  expect(table.sample(0, 0, random).nextState).toBe(1);
  expect(random.getState()).toEqual(before);
  table.sample(1, 0, random);
  expect(random.getState()).not.toEqual(before);
});

test('a stream made for a draw draws it', () => {
  const random = createRandom(0);
  for (const uniform of [0, 2 ** -53, 0.2697867137638703, 0.5, 1 - 2 ** -53]) {
    random.setState(streamOf(uniform) as unknown as ReturnType<typeof random.getState>);
    expect(random.uniform()).toBe(uniform);
  }
});
