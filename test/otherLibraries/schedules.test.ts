import { describe, expect, test } from 'vitest';
import { huberLoss } from '../../src/heads/losses.ts';
import { constant } from '../../src/schedules/constant.ts';
import { exponential } from '../../src/schedules/exponential.ts';
import { linear } from '../../src/schedules/linear.ts';
import { piecewise } from '../../src/schedules/piecewise.ts';
import { polynomial } from '../../src/schedules/polynomial.ts';

/**
 * What other libraries' own tests of schedules and of Huber's loss expect: OpenAI Baselines
 * (test_schedules.py), RLlib (test_schedules.py), keras-rl (test_util.py). Beyond the last point
 * those of Baselines and RLlib give a value of their own, and the one here the last one.
 */

test.each([
  [0, 150],
  [5, 200],
  [9, 80],
  [50, 50],
  [80, 50],
  [150, 0],
  [175, -25],
])('Baselines: five points, at %d', (at, expected) => {
  const points: [number, number][] = [
    [-5, 100],
    [5, 200],
    [10, 50],
    [100, 50],
    [200, -50],
  ];
  expect(piecewise({ points })(at)).toBeCloseTo(expected, 10);
});

describe.each([0, 50, 10, 100, 90, 2, 1, 99, 23, 1000])('RLlib, at %d', (at) => {
  const progress = Math.min(at, 100) / 100;
  test('constant', () => {
    expect(constant(2.3)(at)).toBe(2.3);
  });
  test('a line', () => {
    const schedule = linear({ from: 2.1, to: 0.6, over: 100 });
    expect(schedule(at)).toBeCloseTo(2.1 - progress * 1.5, 10);
  });
  test('a square', () => {
    const schedule = polynomial({ from: 2, to: 0.5, over: 100, power: 2 });
    expect(schedule(at)).toBeCloseTo(0.5 + 1.5 * (1 - progress) ** 2, 10);
  });
  test('a factor', () => {
    const schedule = exponential({ from: 2, to: 0.01, factor: 0.99 ** 0.01 });
    expect(schedule(at)).toBeCloseTo(2 * 0.99 ** (at / 100), 10);
  });
});

test.each([
  [0, 50],
  [5, 60],
  [10, 70],
  [2, 54],
  [1, 52],
  [27, 140],
])('RLlib: three points, at %d', (at, expected) => {
  const points: [number, number][] = [
    [0, 50],
    [25, 100],
    [30, 200],
  ];
  expect(piecewise({ points })(at)).toBeCloseTo(expected, 10);
});

test.each([
  [1, [0.125, 0.125, 1.5, 1.5]],
  [3, [0.125, 0.125, 2, 2]],
])('keras-rl: Huber loss, clipped at %d', (delta, expected) => {
  const found = [1, 1.5, 2, 4].map((one, index) =>
    huberLoss(delta).value(one - [1.5, 1, 4, 2][index]!),
  );
  expect(found).toEqual(expected);
});
