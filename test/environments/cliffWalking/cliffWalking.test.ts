import { describe, expect, test } from 'vitest';
import { CliffWalking } from '../../../src/environments/cliffWalking/cliffWalking.ts';
import { OptionsError } from '../../../src/errors.ts';
import { chiSquare, chiSquareLimit } from '../../support/chiSquare.ts';
import {
  asTransitions,
  expectEpisode,
  moveTo,
  readFixture,
  tableOf,
  type RecordedEpisode,
  type RecordedTable,
} from '../../support/tabularRecording.ts';

interface Part {
  readonly P: RecordedTable;
  readonly trajectories: readonly RecordedEpisode[];
}

const recording = readFixture('cliffwalking') as Readonly<
  Record<'deterministic' | 'slippery', Part>
>;

describe.each(['deterministic', 'slippery'] as const)(
  '%s, against the recordings of Gymnasium',
  (kind) => {
    const { P, trajectories } = recording[kind];
    const make = (): CliffWalking => new CliffWalking({ isSlippery: kind === 'slippery' });

    test('the whole table is the same', () => {
      expect(P).toHaveLength(48);
      expect(tableOf(make())).toEqual(asTransitions(P));
    });

    test.each(trajectories.map((episode, index) => ({ index, episode })))(
      'episode $index, step by step',
      ({ episode }) => {
        expect(episode.u !== undefined).toBe(kind === 'slippery');
        expectEpisode(make(), episode);
      },
    );
  },
);

test('every episode starts in the south-west corner', () => {
  const environment = new CliffWalking();
  expect(environment.reset()).toEqual({ observation: 36, info: { prob: 1 } });
  const distribution = environment.initialStateDistribution();
  expect([...distribution.entries()].filter(([, probability]) => probability > 0)).toEqual([
    [36, 1],
  ]);
});

test('is not slippery by default, and slips to either side alike if it is', () => {
  expect(tableOf(new CliffWalking())).toEqual(tableOf(new CliffWalking({ isSlippery: false })));
  const environment = new CliffWalking({ isSlippery: true, seed: 8 });
  environment.reset();
  const counts = new Map<number, number>();
  for (let step = 0; step < 6000; step++) {
    moveTo(environment, 17);
    const { observation } = environment.step(1);
    counts.set(observation, (counts.get(observation) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([5, 18, 29]);
  expect(chiSquare([...counts.values()], [1 / 3, 1 / 3, 1 / 3])).toBeLessThan(chiSquareLimit(2));
});

test.each([
  [{ isSlippery: 1 }, 'CliffWalking isSlippery must be true or false; received 1.'],
  [{ slippery: true }, "CliffWalking has no option 'slippery' (did you mean 'isSlippery'?)"],
  [{ seed: 2 ** 32 }, 'CliffWalking seed must be a whole number from 0 to 4294967295'],
])('the options %j are refused', (options, message) => {
  expect(() => new CliffWalking(options as object)).toThrow(OptionsError);
  expect(() => new CliffWalking(options as object)).toThrow(message);
});
