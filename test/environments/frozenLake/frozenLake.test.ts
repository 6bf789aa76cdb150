import { describe, expect, test } from 'vitest';
import {
  FrozenLake,
  type FrozenLakeOptions,
} from '../../../src/environments/frozenLake/frozenLake.ts';
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

interface Recording {
  readonly desc: readonly string[];
  readonly initial_state_distrib: readonly number[];
  readonly deterministic: Part;
  readonly slippery: Part;
}

describe.each(['4x4', '8x8'] as const)('%s, against the recordings of Gymnasium', (mapName) => {
  const recording = readFixture(`frozenlake_${mapName}`) as Recording;

  test('the map and the distribution of first states are the same', () => {
    const environment = new FrozenLake({ mapName });
    expect(environment.desc).toEqual(recording.desc);
    expect([...environment.initialStateDistribution()]).toEqual(recording.initial_state_distrib);
  });

  test.each(['deterministic', 'slippery'] as const)('%s: the whole table is the same', (kind) => {
    const isSlippery = kind === 'slippery';
    expect(tableOf(new FrozenLake({ mapName, isSlippery }))).toEqual(
      asTransitions(recording[kind].P),
    );
  });

  test.each(['deterministic', 'slippery'] as const)('%s: every episode is the same', (kind) => {
    const { trajectories } = recording[kind];
    expect(trajectories).toHaveLength(24);
    for (const episode of trajectories) {
      expect(episode.u !== undefined).toBe(kind === 'slippery');
      expectEpisode(new FrozenLake({ mapName, isSlippery: kind === 'slippery' }), episode);
    }
  });
});

interface RecordedOptions {
  readonly success_rate?: number;
  readonly reward_schedule?: readonly [number, number, number];
  readonly desc?: readonly string[];
  readonly is_slippery?: boolean;
}

const { lakes } = readFixture('frozenlake_options') as {
  readonly lakes: readonly {
    readonly options: RecordedOptions;
    readonly initial_state_distrib: readonly number[];
    readonly P: RecordedTable;
  }[];
};

const asOptions = (recorded: RecordedOptions): FrozenLakeOptions => {
  const { success_rate, reward_schedule, desc, is_slippery } = recorded;
  const [goal, hole, frozen] = reward_schedule ?? [1, 0, 0];
  return {
    rewardSchedule: { goal, hole, frozen },
    ...(success_rate !== undefined && { successRate: success_rate }),
    ...(is_slippery !== undefined && { isSlippery: is_slippery }),
    ...(desc && { desc }),
  };
};

test.each(lakes)('with $options the whole table is that of Gymnasium', (lake) => {
  const environment = new FrozenLake(asOptions(lake.options));
  expect(tableOf(environment)).toEqual(asTransitions(lake.P));
  expect([...environment.initialStateDistribution()]).toEqual(lake.initial_state_distrib);
});

describe('chances', () => {
  test.each([undefined, 0.75])(
    'with successRate %s, steps slip as often as they should',
    (rate) => {
      const environment = new FrozenLake({
        mapName: '8x8',
        seed: 4,
        ...(rate !== undefined && { successRate: rate }),
      });
      const outcomes = environment.transitions(9, 2);
      const counts = [0, 0, 0];
      environment.reset();
      for (let step = 0; step < 6000; step++) {
        moveTo(environment, 9);
        const { observation, info } = environment.step(2);
        const index = outcomes.findIndex(({ nextState }) => nextState === observation);
        expect(info).toEqual({ prob: outcomes[index]!.probability });
        counts[index]! += 1;
      }
      const straight = rate ?? 1 / 3;
      const aside = (1 - straight) / 2;
      expect(chiSquare(counts, [aside, straight, aside])).toBeLessThan(chiSquareLimit(2));
    },
  );

  test('all starts are equally likely', () => {
    const environment = new FrozenLake({ desc: ['SFS', 'HGF', 'FFS'], seed: 1 });
    const counts = new Array<number>(9).fill(0);
    for (let episode = 0; episode < 3000; episode++) counts[environment.reset().observation]! += 1;

    expect([...environment.initialStateDistribution()]).toEqual(
      [1, 0, 1, 0, 0, 0, 0, 0, 1].map((start) => start / 3),
    );
    expect(chiSquare(counts, environment.initialStateDistribution())).toBeLessThan(
      chiSquareLimit(2),
    );
  });
});

test('the map cannot be changed from outside', () => {
  const desc = ['SF', 'HG'];
  const environment = new FrozenLake({ desc, isSlippery: false });
  desc[0] = 'SH';

  expect(environment.desc).toEqual(['SF', 'HG']);
  expect(Object.isFrozen(environment.desc)).toBe(true);
  environment.reset();
  expect(environment.step(2).terminated).toBe(false);
});

test('the goal and the holes end an episode; the reward is that of the tile', () => {
  const environment = new FrozenLake({
    desc: ['SG', 'HF'],
    isSlippery: false,
    rewardSchedule: { hole: -2, frozen: -0.5 },
  });
  const first = (action: number) => {
    environment.reset();
    return environment.step(action);
  };
  expect(first(2)).toMatchObject({ observation: 1, reward: 1, terminated: true });
  expect(first(1)).toMatchObject({ observation: 2, reward: -2, terminated: true });
  expect(first(0)).toMatchObject({ observation: 0, reward: -0.5, terminated: false });
});

test.each([
  [{ desc: [] }, 'received an array of 0.'],
  [{ desc: 'SFFG' }, "received 'SFFG'."],
  [{ desc: ['SF', 'FFG'] }, "received 'FFG' as row 1."],
  [{ desc: ['SX'] }, "received 'SX' as row 0."],
  [{ desc: ['SF', 7] }, 'received 7 as row 1.'],
  [{ desc: ['SF', , 'FG'] }, 'received undefined as row 1.'],
  [{ desc: ['FF', 'FG'] }, 'received no S.'],
  [{ desc: [''] }, "received '' as row 0."],
  [{ desc: ['SG'], mapName: '4x4' }, "received both. Leave mapName '4x4' out."],
  [{ mapName: '5x5' }, "FrozenLake mapName must be '4x4' or '8x8'; received '5x5'."],
  [{ isSlippery: 'no' }, "FrozenLake isSlippery must be true or false; received 'no'."],
  [
    { successRate: 1.1 },
    'FrozenLake successRate must be a finite number from 0 to 1; received 1.1',
  ],
  [{ isSlippery: false, successRate: 0.5 }, 'FrozenLake successRate needs isSlippery: true'],
  [
    { rewardSchedule: [1, 0, 0] },
    'FrozenLake rewardSchedule needs an object of options (goal, hole, frozen)',
  ],
  [{ rewardSchedule: { goal: Infinity } }, 'rewardSchedule.goal must be a finite number'],
  [{ rewardSchedule: { goals: 1 } }, "(did you mean 'goal'?)"],
  [{ isSlipery: true }, "FrozenLake has no option 'isSlipery' (did you mean 'isSlippery'?)"],
  [{ seed: -1 }, 'FrozenLake seed must be a whole number from 0 to 4294967295; received -1.'],
])('the options %j are refused', (options, message) => {
  expect(() => new FrozenLake(options as object)).toThrow(OptionsError);
  expect(() => new FrozenLake(options as object)).toThrow(message);
});
