import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { RunningStatistics } from '../../src/statistics/runningStatistics.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { NormalizeObservation } from '../../src/wrappers/normalizeObservation.ts';
import { NormalizeReward } from '../../src/wrappers/normalizeReward.ts';
import { expectNear } from '../heads/headLaws.ts';
import { scriptedEnvironment } from '../support/scripted.ts';

/**
 * What other libraries' own tests of normalised observations and rewards expect:
 * Stable-Baselines3 2.8 (test_vec_normalize.py), Gymnasium 1.3 (test_normalize_observation.py and
 * test_normalize_reward.py, also of groups), PFRL 0.4 (test_empirical_normalization.py).
 */

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number =>
  mean(values.map((value) => (value - mean(values)) ** 2));

/** Shows and pays 0, 1, 3 and 4 in turn, four steps an episode, from one of them on. */
function turning(first: number): Environment<Float32Array> {
  const numbers = [0, 1, 3, 4];
  let steps = 0;
  const show = (at: number): Float32Array => Float32Array.of(numbers[at % 4]!);
  return {
    observationSpace: new Box({ low: -9, high: 9, shape: [1] }),
    actionSpace: new Discrete(2),
    reset: () => {
      steps = 0;
      return { observation: show(first), info: {} };
    },
    step: () => {
      steps += 1;
      const observation = show(steps + first);
      const truncated = steps === 4;
      return { observation, reward: observation[0]!, terminated: false, truncated, info: {} };
    },
  };
}

describe('Stable-Baselines3: two environments with statistics in common', () => {
  const sums = new RunningStatistics(1);
  const seen = new RunningStatistics(1);
  const group = new VectorEnvironment(2, (first) => {
    const inside = new NormalizeReward(turning(first), { statistics: sums, discount: 0.99 });
    return new NormalizeObservation(inside, { statistics: seen });
  });

  test('means at the start, after a step, and after 3,000', () => {
    group.reset();
    expect(seen.mean[0]).toBeCloseTo(0.5, 10);
    expect(sums.mean[0]).toBe(0);
    group.step([0, 1]);
    expect(seen.mean[0]).toBeCloseTo(1.25, 10);
    expect(sums.mean[0]).toBeCloseTo(2, 10);
    for (let step = 0; step < 3_000; step++) group.step([0, 1]);
    expect(Math.abs(sums.mean[0]! - 5.688)).toBeLessThan(2e-3);
    // There it is 2: the last observation of an episode is not counted, which is (0 + 1) / 2 here.
    expect(Math.abs(seen.mean[0]! - (4 * 2 + 0.5) / 5)).toBeLessThan(1e-3);
  });
});

test('Stable-Baselines3: running statistics are those of all numbers together', () => {
  const random = createRandom(4);
  const statistics = [1, 2, 3].map(() => new RunningStatistics(3));
  const rows: number[][] = [];
  for (let row = 0; row < 34; row++) {
    const shift = row < 15 ? 0 : 1;
    rows.push([0, 1, 2].map(() => random.normal() + shift));
    for (const each of statistics) each.update(rows[row]!);
  }
  for (const element of [0, 1, 2]) {
    const column = rows.map((row) => row[element]!);
    expect(statistics[0]!.mean[element]).toBeCloseTo(mean(column), 12);
    expect(statistics[0]!.variance[element]).toBeCloseTo(variance(column), 12);
  }
});

/** Observations drawn evenly from a box, rewards of 1. */
function drawing(seed: number): Environment<Float32Array> {
  const random = createRandom(seed);
  const [low, high] = [
    [0, -10, -5],
    [10, -5, 10],
  ] as const;
  const draw = (): Float32Array =>
    Float32Array.from(low, (from, index) => from + random.uniform() * (high[index]! - from));
  return {
    observationSpace: new Box({ low, high }),
    actionSpace: new Discrete(1),
    reset: () => ({ observation: draw(), info: {} }),
    step: () => {
      const flags = { terminated: false, truncated: false };
      return { observation: draw(), reward: 1, ...flags, info: {} };
    },
  };
}

describe('Gymnasium', () => {
  test('observations come to a mean of 0 and a variance of 1', () => {
    const environment = new NormalizeObservation(drawing(123));
    environment.reset();
    for (let step = 0; step < 1_000; step++) environment.step(0);
    // More than there, where it is a hundred: of so few the variance is off by chance.
    const rows = Array.from({ length: 2_000 }, () => [...environment.step(0).observation]);
    for (const element of [0, 1, 2]) {
      const column = rows.map((row) => row[element]!);
      expect(Math.abs(mean(column))).toBeLessThan(0.15);
      expect(Math.abs(variance(column) - 1)).toBeLessThan(0.15);
    }
    const { observationSpace } = environment;
    expect(observationSpace.dtype).toBe('float32');
    expect([...observationSpace.low]).toEqual([-Infinity, -Infinity, -Infinity]);
  });

  test('statistics stand still, and go on', () => {
    const environment = new NormalizeObservation(drawing(1));
    environment.reset();
    environment.step(0);
    const before = [...environment.statistics.mean];
    environment.update = false;
    environment.step(0);
    expect([...environment.statistics.mean]).toEqual(before);
    environment.update = true;
    environment.step(0);
    expect([...environment.statistics.mean]).not.toEqual(before);
  });

  test('sums of rewards: their mean after one step and after two', () => {
    const inside = scriptedEnvironment([{ rewards: [1, 2, 3, 4], end: 'terminated' }]);
    const environment = new NormalizeReward(inside);
    environment.reset();
    environment.step(0);
    expectNear(environment.statistics.mean, [1]);
    environment.step(0);
    expectNear(environment.statistics.mean, [mean([1, 2 + 0.99])]);
  });

  test('of a group that begins anew in the same step each step counts, and sums begin anew', () => {
    const statistics = new RunningStatistics(1);
    const group = new VectorEnvironment(2, () => {
      const inside = scriptedEnvironment([{ rewards: [1, 1, 1, 1], end: 'terminated' }]);
      return new NormalizeReward(inside, { statistics });
    });
    group.reset();
    for (let step = 0; step < 12; step++) group.step([0, 0]);
    expect(statistics.count).toBe(24);
    const sums = [1, 1.99, 1 + 0.99 * 1.99, 1 + 0.99 * (1 + 0.99 * 1.99)];
    expectNear(statistics.mean, [mean(sums)]);
    expectNear(statistics.variance, [variance(sums)]);
  });

  test.each([-1, -0.01, 1.01, 2, 99])('a discount of %d is refused', (discount) => {
    expect(() => new NormalizeReward(drawing(1), { discount })).toThrow(/from 0 to 1/);
  });

  test.each([0, 0.5, 0.99, 1])('a discount of %d is taken', (discount) => {
    expect(() => new NormalizeReward(drawing(1), { discount })).not.toThrow();
  });

  test.each([0, -1e-8, -1])('an epsilon of %d is refused', (epsilon) => {
    expect(() => new NormalizeReward(drawing(1), { epsilon })).toThrow(/above 0/);
    expect(() => new NormalizeObservation(drawing(1), { epsilon })).toThrow(/above 0/);
  });
});
