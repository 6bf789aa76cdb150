import { describe, expect, test } from 'vitest';
import { expectNear } from '../heads/headLaws.ts';
import { everySlot, slotBySlot, write, type WrittenStep } from './written.ts';

/**
 * Tables of n-step transitions from other libraries' own tests: Acme (test_cases.py of its Reverb
 * adders), DQN Zoo (replay_test.py), RLlib (test_postprocessing.py). Each row is
 * [state, sum of rewards, discount, state after].
 */
type Row = readonly [from: number, reward: number, discount: number, to: number];

function rowsOf(
  steps: readonly WrittenStep[],
  returns: { readonly steps: number; readonly discount: number },
): { readonly rows: number[][]; readonly terminated: Uint8Array } {
  const replay = slotBySlot({ capacity: 100, returns });
  write(replay, steps);
  const { size, observations, rewards, discounts, nextObservations, terminated } =
    everySlot(replay);
  const rows = Array.from({ length: size }, (_, row) => [
    observations[row]!,
    rewards[row]!,
    discounts[row]!,
    nextObservations[row]!,
  ]);
  return { rows, terminated };
}

/** An episode that begins in a state, with these rewards, and terminates with the last. */
const episode = (from: number, rewards: readonly number[], ends = true): WrittenStep[] =>
  rewards.map((reward, step) => ({
    from: from + step,
    reward,
    terminated: ends && step === rewards.length - 1,
  }));

describe('Acme', () => {
  // Acme has a row for each number of steps while an episode begins; here each state has the longest.
  test.each<[string, number, number, number[], Row[]]>([
    [
      'one step',
      1,
      1,
      [0, 0, 1],
      [
        [1, 0, 1, 2],
        [2, 0, 1, 3],
        [3, 1, 0, 4],
      ],
    ],
    [
      'two steps',
      2,
      0.5,
      [1, 1, 1],
      [
        [1, 1.5, 0.25, 3],
        [2, 1.5, 0, 4],
        [3, 1, 0, 4],
      ],
    ],
    [
      'three steps',
      3,
      0.2,
      [1, 1, 1],
      [
        [1, 1.24, 0, 4],
        [2, 1.2, 0, 4],
        [3, 1, 0, 4],
      ],
    ],
    [
      'other rewards',
      3,
      0.5,
      [2, 3, 5, 7],
      [
        [1, 2 + 0.5 * 3 + 0.25 * 5, 0.125, 4],
        [2, 3 + 0.5 * 5 + 0.25 * 7, 0, 5],
        [3, 8.5, 0, 5],
        [4, 7, 0, 5],
      ],
    ],
    ['an episode of one step', 4, 1, [1], [[1, 1, 0, 2]]],
    [
      'an episode shorter than n',
      4,
      1,
      [1, 1],
      [
        [1, 2, 0, 3],
        [2, 1, 0, 3],
      ],
    ],
  ])('%s', (_, steps, discount, rewards, expected) => {
    const { rows } = rowsOf(episode(1, rewards), { steps, discount });
    rows.forEach((row, index) => {
      expectNear(row, expected[index]!);
    });
    expect(rows).toHaveLength(expected.length);
  });
});

describe('RLlib', () => {
  test('three steps', () => {
    const rewards = [10, 0, 100, 100, 100, 100, 100];
    const { rows, terminated } = rowsOf(episode(1, rewards), { steps: 3, discount: 0.9 });
    expect(rows.map(([from]) => from)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(rows.map(([, , , to]) => to)).toEqual([4, 5, 6, 7, 8, 8, 8]);
    expect([...terminated]).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expectNear(
      rows.map(([, sum]) => sum!),
      [91, 171, 271, 271, 271, 190, 100],
      4,
    );
  });

  test('four steps', () => {
    const rewards = [10, 0, 100, 50, 60, 10, 100];
    const { rows, terminated } = rowsOf(episode(0, rewards), { steps: 4, discount: 0.99 });
    expect(rows.map(([, , , to]) => to)).toEqual([4, 5, 6, 7, 7, 7, 7]);
    expect([...terminated]).toEqual([0, 0, 0, 1, 1, 1, 1]);
    const sums = rewards.map((_, at) =>
      rewards.slice(at, at + 4).reduce((sum, reward, k) => sum + 0.99 ** k * reward, 0),
    );
    expectNear(
      rows.map(([, sum]) => sum!),
      sums,
      4,
    );
  });

  test('a trajectory that is shorter, and goes on', () => {
    const { rows, terminated } = rowsOf(episode(0, [10, 100], false), { steps: 3, discount: 1 });
    expect(rows).toEqual([
      [0, 110, 1, 2],
      [1, 100, 1, 2],
    ]);
    expect([...terminated]).toEqual([0, 0]);
  });
});

describe('DQN Zoo', () => {
  test('all that is left of an episode ends with its last state', () => {
    // f m m m m m l f m m m m f m: the first episode ends, the second one is left.
    const replay = slotBySlot({ capacity: 100, returns: { steps: 3, discount: 1 } });
    write(replay, episode(0, [1, 1, 1, 1, 1, 1]));
    write(replay, episode(7, [1, 1, 1, 1], false));
    replay.beginEpisode();
    write(replay, episode(12, [1], false));
    const { observations, nextObservations, rewards, terminated } = everySlot(replay);
    expect([...observations]).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12]);
    expect([...nextObservations]).toEqual([3, 4, 5, 6, 6, 6, 10, 11, 11, 11, 13]);
    expect([...rewards]).toEqual([3, 3, 3, 3, 2, 1, 3, 3, 2, 1, 1]);
    expect([...terminated]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  test('an episode of two steps where four are summed', () => {
    const { rows } = rowsOf(episode(0, [1, 1]), { steps: 4, discount: 1 });
    expect(rows.map(([from, , , to]) => [from, to])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });
});
