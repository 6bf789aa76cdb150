import { describe, expect, test } from 'vitest';
import { seenStatistics } from '../support/seenStatistics.ts';
import type { State } from '../../src/state/state.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { CheckpointError, EnvironmentError, OptionsError, ValueError } from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { NormalizeObservation } from '../../src/wrappers/normalizeObservation.ts';
import { RunningStatistics } from '../../src/statistics/runningStatistics.ts';
import { Rover } from '../support/rover.ts';

/** Shows the rows of a table, one after the other. */
function showing(rows: readonly (readonly number[])[]): Environment<Float32Array> {
  let row = 0;
  const next = (): Float32Array => Float32Array.from(rows[row++ % rows.length]!);
  return {
    observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [2] }),
    actionSpace: new Discrete(1),
    reset: () => ({ observation: next(), info: {} }),
    step: () => ({ observation: next(), reward: 2, terminated: false, truncated: true, info: {} }),
  };
}

const rows = [
  [1, -2.5],
  [2, 0.25],
  [4, 1000],
  [4, -7.125],
] as const;

/** What Gymnasium begins with: a mean of 0 and a variance of 1 that count as so much of a value. */
function gymnasium(): RunningStatistics {
  const statistics = new RunningStatistics(2);
  statistics.setState({ ...statistics.getState(), count: 1e-4 });
  return statistics;
}

/** By the float64 statistics of Gymnasium 1.3.0, in float32. */
const normalizedByGymnasium = [
  [0.007070714142173529, -0.009284638799726963],
  [0.9998500943183899, 0.999954104423523],
  [1.3362985849380493, 1.4142448902130127],
  [0.9622543454170227, -0.5865389704704285],
];

test('from where Gymnasium begins: the numbers of Gymnasium, from reset on', () => {
  const environment = new NormalizeObservation(showing(rows), { statistics: gymnasium() });
  const seen = [environment.reset().observation];
  for (let step = 0; step < 3; step++) seen.push(environment.step(0).observation);
  expect(seen.map((observation) => [...observation])).toEqual(normalizedByGymnasium);
});

/**
 * The first is its own mean. Of two, one is as far above the mean as the other
 * is below it. The third: (4 − 7/3) / √(14/9), (1000 − 332.58…) / √222,723.76…
 */
const normalized = [
  [0, 0],
  [1, 1],
  [1.3363062, 1.4142096],
];

test('begins with the first observation', () => {
  const environment = new NormalizeObservation(showing(rows));
  const seen = [environment.reset().observation];
  for (let step = 0; step < 2; step++) seen.push(environment.step(0).observation);
  for (const [index, expected] of normalized.entries()) {
    expect(seen[index]![0]).toBeCloseTo(expected[0]!, 6);
    expect(seen[index]![1]).toBeCloseTo(expected[1]!, 6);
  }
});

test('mean 0 and variance 1, also of values far from 0', () => {
  const far = Array.from({ length: 3000 }, (_, index) => [4e6 + 5 * Math.sin(index), 1e-3 * index]);
  const environment = new NormalizeObservation(showing(far));
  environment.reset();
  const seen: number[] = [];
  for (let step = 1; step < 3000; step++) seen.push(environment.step(0).observation[0]!);
  const last = seen.slice(1000);
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  const variance = last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / last.length;
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1)).toBeLessThan(0.01);
});

test('in the long run: a constant element becomes 0, one of ±3 becomes ±1', () => {
  const environment = new NormalizeObservation(
    showing([
      [5, 3],
      [5, -3],
    ]),
  );
  environment.reset();
  for (let step = 0; step < 9998; step++) environment.step(0);
  const [constant, alternating] = environment.step(0).observation;
  expect(constant).toBe(0);
  expect(alternating).toBeCloseTo(-1, 4);
});

test('leaves the rest of the result as it is', () => {
  const environment = new NormalizeObservation(showing(rows));
  environment.reset();
  expect(environment.step(0)).toMatchObject({ reward: 2, terminated: false, truncated: true });
});

test('frozen, the statistics stay as they are; thawed, they go on', () => {
  const environment = new NormalizeObservation(showing(rows));
  environment.reset();
  const before = environment.statistics.getState();
  environment.update = false;
  // (2 − 1) / √(0 + 1e-8) with the mean and variance of the first row.
  expect(environment.step(0).observation[0]).toBeCloseTo(1e4, 2);
  expect(environment.statistics.getState()).toEqual(before);
  environment.update = true;
  environment.step(0);
  expect(environment.statistics.getState()).not.toEqual(before);
});

test('elements are kept within ± clip, also those of statistics that stand still', () => {
  const unbounded = new NormalizeObservation(showing(rows));
  const clipped = new NormalizeObservation(showing(rows), { clip: 1.25 });
  expect([...clipped.observationSpace.low]).toEqual([-1.25, -1.25]);
  expect([...clipped.observationSpace.high]).toEqual([1.25, 1.25]);
  unbounded.reset();
  clipped.reset();
  const within = (value: number): number => Math.min(1.25, Math.max(-1.25, value));
  for (let step = 0; step < 3; step++) {
    const { observation } = unbounded.step(0);
    expect([...clipped.step(0).observation]).toEqual([...observation].map(within));
  }
  // The statistics are those of what was seen, and not of what was kept.
  expect(clipped.statistics.getState()).toEqual(unbounded.statistics.getState());

  const changed = new NormalizeObservation(
    showing([
      [5, 5],
      [5.1, 4.9],
    ]),
    { clip: 0.1 },
  );
  changed.reset();
  changed.update = false;
  // Unbounded it would be ±1,000.
  const { observation } = changed.step(0);
  expect([...observation]).toEqual([Math.fround(0.1), -Math.fround(0.1)]);
  expect(changed.observationSpace.contains(observation)).toBe(true);
});

test('a clip beyond what float32 has is the nearest bound above 0, or none', () => {
  const [least] = new NormalizeObservation(showing(rows), { clip: 1e-50 }).observationSpace.high;
  expect(least).toBe(2 ** -149);
  const [most] = new NormalizeObservation(showing(rows), { clip: 1e300 }).observationSpace.high;
  expect(most).toBe(Infinity);
});

test('epsilon is added to the variance', () => {
  const environment = new NormalizeObservation(showing([[3, 4]]), {
    epsilon: 24,
    update: false,
    statistics: seenStatistics(2),
  });
  // Mean 0, variance 1.
  expect([...environment.reset().observation]).toEqual([Math.fround(3 / 5), Math.fround(4 / 5)]);
});

test('bytes become floats of the same shape', () => {
  const environment = new NormalizeObservation(
    {
      observationSpace: new Box({ low: 0, high: 255, shape: [1, 2], dtype: 'uint8' }),
      actionSpace: new Discrete(1),
      reset: () => ({ observation: Uint8Array.of(255, 0), info: {} }),
      step: () => ({
        observation: Uint8Array.of(0, 0),
        ...{ reward: 0, terminated: true, truncated: false, info: {} },
      }),
    },
    { update: false, statistics: seenStatistics(2) },
  );
  expect(environment.observationSpace).toEqual(
    new Box({ low: -Infinity, high: Infinity, shape: [1, 2] }),
  );
  expect([...environment.reset().observation]).toEqual([255, 0]);
});

test('evaluation can use the statistics of training, as they are at the time', () => {
  const training = new NormalizeObservation(showing(rows));
  const { statistics } = training;
  const evaluation = new NormalizeObservation(showing(rows), { statistics, update: false });
  training.reset();
  expect([...evaluation.reset().observation]).toEqual([0, 0]);
  training.step(0);
  const { observation } = evaluation.step(0);
  expect(observation[0]).toBeCloseTo(1, 6);
  expect(observation[1]).toBeCloseTo(1, 6);
});

test('takes statistics of another kind', () => {
  const own = Object.assign(new RunningStatistics(2), { update: () => undefined });
  const environment = new NormalizeObservation(showing([[3, 4]]), { statistics: own });
  expect([...environment.reset().observation]).toEqual([3, 4]);
});

describe('the state', () => {
  test('holds the statistics', () => {
    const environment = new NormalizeObservation(new CartPole());
    environment.reset({ seed: 1 });
    environment.step(1);
    const state = environment.getState!();
    const expected = [environment.step(0), environment.step(1)];
    const other = new NormalizeObservation(new CartPole());
    other.setState!(state);
    expect([other.step(0), other.step(1)]).toEqual(expected);
  });

  test('of the statistics alone is there where the environment has none', () => {
    const environment = new NormalizeObservation(showing(rows));
    environment.reset();
    expect(environment.getState).toBeUndefined();
    const other = new NormalizeObservation(showing(rows.slice(1)));
    other.statistics.setState(environment.statistics.getState());
    const { observation } = other.reset();
    expect(observation[0]).toBeCloseTo(1, 6);
    expect(observation[1]).toBeCloseTo(1, 6);
  });

  test('leaves whether to update alone', () => {
    const state = new NormalizeObservation(new CartPole()).getState!();
    const frozen = new NormalizeObservation(new CartPole(), {
      update: false,
      statistics: seenStatistics(4),
    });
    frozen.setState!(state);
    expect(frozen.update).toBe(false);
  });

  test.each<[string, (state: State) => State]>([
    [
      'other statistics',
      (state) => ({ ...state, statistics: new RunningStatistics(3).getState() }),
    ],
    ['another environment', (state) => ({ ...state, environment: {} })],
  ])('of %s is refused and changes nothing', (_, spoil) => {
    const environment = new NormalizeObservation(new CartPole());
    environment.reset({ seed: 1 });
    const earlier = environment.getState!();
    environment.step(1);
    const before = environment.getState!();
    expect(() => {
      environment.setState!(spoil(earlier));
    }).toThrow(CheckpointError);
    expect(environment.getState!()).toEqual(before);
  });
});

test('an observation with NaN is refused, and the statistics stay as they are', () => {
  const environment = new NormalizeObservation(showing([[1, Number.NaN]]));
  const before = environment.statistics.getState();
  expect(() => environment.reset()).toThrow(ValueError);
  expect(environment.statistics.getState()).toEqual(before);
});

test('with update, two runs from one seed differ, as documented', () => {
  expect(() => {
    checkEnvironment(new NormalizeObservation(new CartPole()));
  }).toThrow('two runs with the same seed and actions must be the same, but were not');
});

test('refuses numbers of a Discrete', () => {
  const make = (): unknown => new NormalizeObservation(new Rover() as never);
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow('needs observations of a Box');
});

test.each<[unknown, string]>([
  [{ epsilon: 0 }, 'epsilon must be a finite number above 0; received 0'],
  [{ update: 1 }, 'update must be true or false; received 1'],
  [{ statistics: {} }, 'statistics must be those of another such wrapper'],
  [{ statistics: new RunningStatistics(3) }, 'must have 2 elements'],
  [{ clip: 0 }, 'clip must be a finite number above 0; received 0'],
  [{ clip: -1 }, 'clip must be a finite number above 0; received -1'],
  [{ clip: NaN }, 'clip must be a finite number above 0; received NaN'],
  [{ clipObs: 10 }, "has no option 'clipObs' (write clip)"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new NormalizeObservation(showing(rows), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('frozen statistics that have seen nothing are an error that says where they are', () => {
  const frozen = new NormalizeObservation(new CartPole(), { update: false });
  const play = (): void => {
    frozen.reset();
    frozen.step(0);
  };
  expect(play).toThrow(/needs statistics that have seen something.*training\.getState\(\)/);
  frozen.statistics.setState(seenStatistics(4).getState());
  expect(play).not.toThrow();
});
