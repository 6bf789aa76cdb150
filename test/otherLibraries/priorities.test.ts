import { describe, expect, test } from 'vitest';
import type { SampledBatch } from '../../src/replay/batch.ts';
import { prioritized, type PrioritizedOptions } from '../../src/replay/samplers/prioritized.ts';
import type { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { State } from '../../src/state/state.ts';
import { countDraws, learn, replayWith, step } from '../replay/samplers/drive.ts';
import { expectNear } from '../heads/headLaws.ts';

/**
 * What other libraries' own tests of prioritized replay expect: Dopamine
 * (prioritized_replay_buffer_test.py, samplers_test.py), RLlib
 * (test_prioritized_replay_buffer.py), Tianshou 2 (test_buffer.py),
 * TorchRL (test_prioritized.py), PFRL 0.4 (test_replay_buffer.py).
 */

/** The priorities that slots have. */
const prioritiesOf = (replay: ReplayBuffer): number[] => [...replay.priorities(1000)!];

const filled = (count: number, options: PrioritizedOptions, capacity = count): ReplayBuffer => {
  const replay = replayWith(prioritized(options), capacity);
  for (let added = 0; added < count; added++) replay.add(step());
  return replay;
};

describe('RLlib', () => {
  const options = { alpha: 1, beta: 1 };
  const rounds = 5;

  test('equal priorities: weights of 1', () => {
    const { weights } = filled(5, options, 10).sample(3);
    expect([...weights]).toEqual([1, 1, 1]);
  });

  test.each([
    // Errors by slot; the bounds are RLlib's, of the sum of 1,000 drawn slots.
    [{ 0: 0.01, 2: 0.01, 3: 0.01, 4: 0.01 }, 970, 1100],
    [{ 0: 0.7, 1: 0.7, 2: 0.01, 3: 0.01, 4: 0.01 }, 400, 800],
    [{ 0: 0.7, 1: 1.4, 2: 0.01, 3: 0.01, 4: 0.01 }, 600, 850],
    [{ 0: 0.7, 1: 2.8, 2: 0.01, 3: 0.01, 4: 0.01 }, 750, 950],
    [{ 0: 0.7, 1: 6.3, 2: 0.01, 3: 0.01, 4: 0.01 }, 850, 1100],
  ])('TD errors %j', (errors, low, high) => {
    const replay = filled(5, options, 10);
    learn(replay, new Map(Object.entries(errors).map(([slot, error]) => [Number(slot), error])));
    const copy = filled(5, options, 10);
    copy.setState(replay.getState());
    for (const each of [replay, copy]) {
      for (let round = 0; round < rounds; round++) {
        let sum = 0;
        // A batch holds no more than there are transitions.
        for (let batch = 0; batch < 200; batch++) {
          for (const slot of each.sample(5).indices) sum += slot;
        }
        expect(sum).toBeGreaterThan(low);
        expect(sum).toBeLessThan(high);
      }
    }
  });

  test('higher priorities are drawn more often, over six powers of ten', () => {
    const errors = [0.001, 0.1, 2, 8, 16, 32, 64, 128, 256, 512];
    const replay = filled(10, options);
    learn(replay, new Map(errors.entries()));
    const counts = countDraws(replay, 10, 400);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });
});

describe('TorchRL', () => {
  test.each([0.4, 0.7])('a new transition has the largest priority, α = %d once', (alpha) => {
    const replay = filled(1, { alpha }, 10);
    learn(replay, new Map([[0, 100]]));
    replay.add(step());
    const state = replay.getState()['sampler'] as State;
    const { data } = state['priorities'] as { data: Float64Array };
    expectNear(data, [100 ** alpha, 100 ** alpha], 5);
  });

  test('with α = 0 the largest priority is kept, though all are drawn alike', () => {
    const replay = filled(2, { alpha: 0 }, 5);
    learn(
      replay,
      new Map([
        [0, 100],
        [1, 10],
      ]),
    );
    learn(replay, new Map([[0, 50]]));
    const { largest } = replay.getState()['sampler'] as { largest: number };
    expect(largest).toBeCloseTo(100, 5);
    expect(prioritiesOf(replay)).toEqual([1, 1]);
  });

  test.each([0.7, 1])('an error of 1e8 fills the batch, α = %d', (alpha) => {
    const replay = filled(5, { alpha, beta: 0.9 });
    learn(replay, new Map([0, 1, 2, 3, 4].map((slot) => [slot, slot === 2 ? 1e8 : 0.05])));
    expect([...replay.sample(5).indices]).toContain(2);
    const counts = countDraws(replay, 5, 200);
    expect(counts[2]).toBeGreaterThan(995);
  });
});

describe('Dopamine', () => {
  test('as many strata as leaves draw each leaf once', () => {
    const { indices } = filled(32, {}).sample(32);
    expect([...indices]).toEqual(Array.from({ length: 32 }, (_, slot) => slot));
  });

  test('a new transition has priority 1, then the largest so far, which counts by 1', () => {
    const replay = filled(1, { alpha: 1, epsilon: 1e-12 }, 40);
    expect(prioritiesOf(replay)).toEqual([1]);
    for (let error = 1; error < 32; error++) {
      learn(replay, new Map([[0, error]]));
      replay.add(step());
      expect(prioritiesOf(replay).at(-1)).toBeCloseTo(error, 9);
    }
  });

  test('where all priorities are 0, all are drawn alike', () => {
    const replay = replayWith(prioritized(), 3);
    for (let added = 0; added < 3; added++) replay.add(step(0));
    expect([...replay.sample(3).indices]).toEqual([0, 1, 2]);
    expect([...replay.sample(3).weights]).toEqual([1, 1, 1]);
  });

  test('priority 0 among others is not drawn in a hundred batches of two', () => {
    const replay = replayWith(prioritized({ alpha: 1 }), 10);
    replay.add(step(0));
    for (let added = 0; added < 3; added++) replay.add(step());
    expect(countDraws(replay, 2, 100)[0]).toBe(0);
  });
});

describe('Tianshou', () => {
  test('the priority is that of the size of the error', () => {
    const replay = filled(15, { alpha: 0.5, beta: 0.5, epsilon: 1e-12 });
    const batch = replay.sample(7);
    replay.learned(
      batch,
      batch.weights.map((weight) => -weight / 2),
    );
    for (const slot of batch.indices) expect(prioritiesOf(replay)[slot]).toBeCloseTo(0.5, 6);
  });

  test('what had errors of 0 is drawn seldom, with the larger weight where it is', () => {
    const replay = filled(15, { alpha: 0.5, beta: 0.5 });
    learn(replay, new Map([3, 4, 5].map((slot) => [slot, 0])));
    const counts = countDraws(replay, 15, 2_000);
    // (1e-6)^½ beside twelve times 1, in 30,000 draws: 2.5 for each of them.
    expect(Math.max(counts[3]!, counts[4]!, counts[5]!)).toBeLessThan(15);
    for (;;) {
      const { indices, weights } = replay.sample(15);
      const row = indices.findIndex((slot) => slot >= 3 && slot <= 5);
      if (row < 0) continue;
      expect(weights[row]).toBe(1);
      expect(Math.min(...weights)).toBeCloseTo(1e-3 ** 0.5, 4);
      return;
    }
  });
});

test('PFRL: weights differ with the errors, and not where errors are alike', () => {
  const replay = filled(2, { alpha: 0.6, beta: 0.4 });
  const weightsOf = (errors: readonly number[]): number[] => {
    learn(replay, new Map(errors.entries()));
    for (;;) {
      const batch: SampledBatch = replay.sample(2);
      if (new Set(batch.indices).size === 2) return [...batch.weights];
    }
  };
  const [first, second] = weightsOf([3.14, 2.71]);
  expect(first).toBeCloseTo((2.71 / 3.14) ** (0.6 * 0.4), 5);
  expect(second).toBe(1);
  const [third, fourth] = weightsOf([3.14, 3.14]);
  expect(third).toBe(fourth);
});
