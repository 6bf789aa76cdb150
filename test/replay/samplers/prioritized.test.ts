import { describe, expect, test } from 'vitest';
import { CheckpointError, OptionsError, ValueError } from '../../../src/errors.ts';
import { copyBatch } from '../../../src/replay/batch.ts';
import { prioritized } from '../../../src/replay/samplers/prioritized.ts';
import { linear } from '../../../src/schedules/linear.ts';
import type { State, StateTensor } from '../../../src/state/state.ts';
import { chiSquare, chiSquareLimit } from '../../support/chiSquare.ts';
import { countDraws, learn, normalized, replayWith, step, withErrors } from './drive.ts';

/** `p^α` of all slots. */
function prioritiesOf(replay: { getState(): State }): number[] {
  const sampler = replay.getState()['sampler'] as State;
  return [...((sampler['priorities'] as StateTensor).data as Float64Array)];
}

describe('probabilities', () => {
  const errors = [0.5, -2, 0, 4, -0.25, 1, 8, 0.125, 3, -1];

  test.each([
    { alpha: 1, batchSize: 1 },
    { alpha: 0.6, batchSize: 1 },
    { alpha: 0.6, batchSize: 4 },
    { alpha: 0, batchSize: 3 },
  ])('grow with the size of the TD error: %o', ({ alpha, batchSize }) => {
    const replay = withErrors(prioritized({ alpha, epsilon: 0.125 }), errors);
    const counts = countDraws(replay, batchSize, 20_000);
    const expected = normalized(errors.map((error) => (Math.abs(error) + 0.125) ** alpha));
    // Strata make draws more even than chance would: the limit is one from above.
    expect(chiSquare(counts, expected)).toBeLessThan(chiSquareLimit(9));
  });

  test('a batch takes one from each of as many equal parts', () => {
    const replay = withErrors(
      prioritized({ alpha: 1, epsilon: 1e-9 }),
      new Array<number>(64).fill(1),
    );
    for (let draw = 0; draw < 100; draw++) {
      const parts = [...replay.sample(16).indices].map((slot) => Math.floor(slot / 4));
      expect(parts).toEqual(Array.from({ length: 16 }, (_, part) => part));
    }
  });

  test('a transition with nothing to learn is drawn at last, thanks to ε', () => {
    const replay = withErrors(prioritized({ alpha: 1, epsilon: 0.01 }), [1, 0]);
    const counts = countDraws(replay, 1, 20_000);
    expect(chiSquare(counts, normalized([1.01, 0.01]))).toBeLessThan(chiSquareLimit(1));
  });
});

describe('weights', () => {
  test('are (1 / (N · P))^β, divided by the largest of the batch', () => {
    const errors = [1, 2, 4, 8];
    const replay = withErrors(prioritized({ alpha: 0.5, beta: 0.7, epsilon: 1e-12 }), errors);
    for (let draw = 0; draw < 50; draw++) {
      const { indices, weights } = replay.sample(3);
      const probabilities = normalized(errors.map(Math.sqrt));
      const raw = [...indices].map((slot) => (1 / (4 * probabilities[slot]!)) ** 0.7);
      raw.forEach((weight, row) => {
        expect(weights[row]).toBeCloseTo(weight / Math.max(...raw), 6);
      });
    }
  });

  test('are all 1 where β is 0; β counts the batches drawn', () => {
    const beta = linear({ from: 0, to: 1, over: 2 });
    const replay = withErrors(prioritized({ alpha: 1, beta, epsilon: 1e-12 }), [1, 4]);
    // One batch was drawn to set the errors.
    replay.setState({
      ...replay.getState(),
      sampler: { ...(replay.getState()['sampler'] as State), batches: 0 },
    });
    const smallest = [0, 1, 2, 3].map(() => {
      for (;;) {
        const state = replay.getState();
        const { indices, weights } = replay.sample(2);
        if (indices.includes(0) && indices.includes(1)) return Math.min(...weights);
        // Drawn once more, by other numbers.
        const { sampler } = state as { sampler: State };
        const { random } = replay.getState()['sampler'] as { random: State };
        replay.setState({ ...state, sampler: { ...sampler, random } });
      }
    });
    expect(smallest).toEqual([1, 0.5, 0.25, 0.25]);
  });

  test('a β out of range is refused, and nothing is drawn', () => {
    const replay = replayWith(prioritized({ beta: () => 2 }), 2);
    replay.add(step());
    const before = replay.getState();
    expect(() => replay.sample(1)).toThrow(ValueError);
    expect(replay.getState()).toEqual(before);
  });
});

describe('new transitions', () => {
  const exact = prioritized({ alpha: 1, epsilon: 2 ** -20 });

  test('have the largest priority so far, at first 1', () => {
    const replay = replayWith(exact, 4);
    replay.add(step());
    expect(prioritiesOf(replay)).toEqual([1]);
    learn(replay, new Map([[0, -5]]));
    replay.add(step());
    learn(replay, new Map([[0, 0.5]]));
    replay.add(step());
    const most = 5 + 2 ** -20;
    expect(prioritiesOf(replay)).toEqual([0.5 + 2 ** -20, most, most]);
  });

  test('or their own, which counts as the largest too', () => {
    const replay = replayWith(prioritized({ alpha: 1, epsilon: 0.5, initial: 2 }), 4);
    replay.add(step(0));
    replay.add(step());
    replay.add(step(9));
    replay.add(step());
    expect(prioritiesOf(replay)).toEqual([0.5, 2, 9.5, 9.5]);
  });

  test('however large: sums stay finite', () => {
    const replay = replayWith(exact, 3);
    for (let add = 0; add < 3; add++) replay.add(step(Number.MAX_VALUE));
    replay.checkValid();
    expect(replay.sample(2).weights).toEqual(Float32Array.of(1, 1));
  });

  test('that took the place of a drawn one do not get its error', () => {
    const replay = replayWith(exact, 3);
    for (let add = 0; add < 3; add++) replay.add(step(1));
    const batch = copyBatch(replay.sample(3));
    replay.add(step(7));
    const indices = Int32Array.of(2, 0, 1);
    replay.learned({ ...batch, indices }, Float32Array.of(4, 5, 6));
    const epsilon = 2 ** -20;
    expect(prioritiesOf(replay)).toEqual([7 + epsilon, 6 + epsilon, 4 + epsilon]);
    replay.checkValid();
  });
});

test.each([
  [{ alpha: 1.5 }, /alpha must be a finite number from 0 to 1/],
  [{ beta: -1 }, /beta must be a number from 0 to 1/],
  [{ epsilon: 0 }, /epsilon must be a finite number above 0/],
  [{ initial: 0 }, /initial must be a finite number above 0/],
  [{ eps: 1e-6 }, /no option 'eps' \(write epsilon\)/],
  [{ aplha: 1 }, /did you mean 'alpha'/],
])('refuses %o', (options, message) => {
  expect(() => prioritized(options as never)).toThrow(OptionsError);
  expect(() => prioritized(options as never)).toThrow(message);
});

test.each<[string, State]>([
  ['of another alpha', { alpha: 0.5 }],
  ['without priorities', { priorities: null }],
  ['with too few', { priorities: { shape: [1], data: new Float64Array(1).fill(1) } }],
  ['with a priority of 0', { priorities: { shape: [2], data: new Float64Array(2) } }],
  ['with NaN', { priorities: { shape: [2], data: new Float64Array(2).fill(NaN) } }],
  ['with no largest priority', { largest: 0 }],
  ['with half a batch drawn', { batches: 0.5 }],
])('a state %s is refused, and nothing changes', (_, damage) => {
  const replay = withErrors(prioritized(), [1, 2]);
  const before = replay.getState();
  const sampler = { ...(before['sampler'] as State), ...damage };
  expect(() => replay.setState({ ...before, sampler })).toThrow(CheckpointError);
  expect(replay.getState()).toEqual(before);
});
