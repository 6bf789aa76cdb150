import { describe, expect, test } from 'vitest';
import { boltzmann } from '../../src/policies/boltzmann.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { exponential } from '../../src/schedules/exponential.ts';
import { linear } from '../../src/schedules/linear.ts';
import { expectNear } from '../heads/headLaws.ts';
import { contextOf, countSelections } from '../policies/laws.ts';

/**
 * What other libraries' own tests of exploration and its schedules expect: DQN Zoo (parts_test.py),
 * PFRL 0.4 (test_epsilon_greedy.py, test_boltzmann.py), TorchRL (test_exploration.py), rlax
 * (distributions_test.py).
 */

describe('DQN Zoo: a straight line from step 5 to step 12', () => {
  test.each([
    [1, 0.3],
    [-0.4, 0.4],
    [0.5, 0.5],
  ])('from %d to %d', (from, to) => {
    const schedule = linear({ from, to, start: 5, over: 7 });
    for (let step = 0; step < 20; step++) {
      const progress = Math.min(1, Math.max(0, (step - 5) / 7));
      expect(schedule(step)).toBeCloseTo(from + progress * (to - from), 12);
    }
    expect(schedule(5)).toBe(from);
    expect(schedule(12)).toBe(to);
  });
});

describe('PFRL: ε that falls by a factor', () => {
  const cases = [1, 0.5].flatMap((from) =>
    [0.5, 0.1].flatMap((to) =>
      [0.99, 0.1].flatMap((factor) => [1, 100].map((steps) => ({ from, to, factor, steps }))),
    ),
  );
  test.each(cases)('%o', ({ from, to, factor, steps }) => {
    const epsilon = exponential({ from, to, factor });
    expect(epsilon(0)).toBe(from);
    expect(epsilon(steps - 1)).toBeCloseTo(Math.max(from * factor ** (steps - 1), to), 12);
  });
});

test('PFRL: ε from 1 to 0.1 in 50 steps', () => {
  const epsilon = linear({ from: 1, to: 0.1, over: 50 });
  expect(epsilon(0)).toBe(1);
  expect(epsilon(100)).toBe(0.1);
});

test('PFRL: Boltzmann prefers the larger value, and more so where it is cold', () => {
  const values = Float32Array.of(-1, 1, 0);
  const count = (temperature: number): number[] =>
    countSelections(boltzmann({ temperature }), values, contextOf(3), 10_000);
  const warm = count(1);
  const cold = count(0.5);
  for (const [lowest, highest, middle] of [warm, cold]) {
    expect(highest).toBeGreaterThan(middle!);
    expect(middle).toBeGreaterThan(lowest!);
  }
  expect(cold[1]).toBeGreaterThan(warm[1]!);
});

test.each([0, 0.5, 1])('TorchRL: ε-greedy with ε = %d takes what the mask allows', (epsilon) => {
  const policy = epsilonGreedy({ epsilon });
  const values = Float32Array.of(9, 2, 8, 1);
  const counts = countSelections(policy, values, contextOf(4, { mask: [0, 1, 0, 1] }), 1_000);
  expect([counts[0], counts[2]]).toEqual([0, 0]);
  // The best of those that are allowed, and where it explores both alike.
  const expected = 1_000 * (1 - epsilon / 2);
  expect(Math.abs(counts[1]! - expected)).toBeLessThan(60);
});

describe('rlax: probabilities', () => {
  test('softmax', () => {
    const warm = boltzmann({ temperature: 10 });
    const context = contextOf(3);
    const first = warm.probabilities(Float32Array.of(1, 1, 0), context);
    expectNear(first, [0.34425336, 0.34425336, 0.31149334]);
    const second = warm.probabilities(Float32Array.of(1, 2, 0), context);
    expectNear(second, [0.332225, 0.3671654, 0.3006096]);
    const one = boltzmann({ temperature: 1 });
    const third = one.probabilities(Float32Array.of(1, 1, 0), context);
    expectNear(third, [0.42231882, 0.42231882, 0.15536241]);
    const fourth = one.probabilities(Float32Array.of(1, 2, 0), context);
    expectNear(fourth, [0.24472848, 0.66524094, 0.09003057]);
  });

  test('ε-greedy shares the greedy part among equals', () => {
    const policy = epsilonGreedy({ epsilon: 0.2 });
    const context = contextOf(4);
    const tied = policy.probabilities(Float32Array.of(1, 1, 0, 0), context);
    expectNear(tied, [0.45, 0.45, 0.05, 0.05]);
    const clear = policy.probabilities(Float32Array.of(1, 2, 0, 0), context);
    expectNear(clear, [0.05, 0.85, 0.05, 0.05]);
  });
});
