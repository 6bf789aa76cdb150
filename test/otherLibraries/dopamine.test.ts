import { describe, expect, test } from 'vitest';
import { addProjected } from '../../src/heads/categorical.ts';
import { huberLoss, squaredLoss } from '../../src/heads/losses.ts';
import { piecewise } from '../../src/schedules/piecewise.ts';
import { expectNear } from '../heads/headLaws.ts';

/**
 * The numbers that Dopamine's own unit tests expect (tests/dopamine/jax: rainbow_agent_test.py,
 * losses_test.py, dqn_agent_test.py; https://github.com/google/dopamine). Those of its
 * replay buffers are in the files of this folder that are named after what they are about.
 */

describe('projections of distributions', () => {
  const three = [3, 4, 5, 6, 7];
  const a = [0.1, 0.2, 0.1, 0.3, 0.3];
  const b = [0.1, 0.2, 0.3, 0.2, 0.2];

  test.each<[string, number[], number[], number[], number[]]>([
    ['the same atoms', [0, 1, 2, 3, 4], a, [0, 1, 2, 3, 4], a],
    ['higher atoms', [0, 1, 2, 3, 4], a, three, [0.7, 0.3, 0, 0, 0]],
    ['falling atoms', [4, 3, 2, 1, 0], a, three, [0.9, 0.1, 0, 0, 0]],
    ['wider', [0, 2, 4, 6, 8], [0.1, 0.6, 0.1, 0.1, 0.1], [4, 5, 6, 7, 8], [0.8, 0, 0.1, 0, 0.1]],
    ['uneven', [1, 3, 4, 5, 6], [0.1, 0.2, 0.5, 0.1, 0.1], [4, 5, 6, 7, 8], [0.8, 0.1, 0.1, 0, 0]],
    ['both ends', [0, 2, 4, 6, 8], b, three, [0.3, 0.3, 0, 0.2, 0.2]],
    ['as it is', three, b, three, b],
    [
      'Δz = 4',
      [0, 2, 4, 6, 8],
      [0.1, 0.2, 0.2, 0.2, 0.3],
      [0, 4, 8, 12, 16],
      [0.2, 0.4, 0.4, 0, 0],
    ],
    [
      'Δz = 4, high',
      [8, 9, 10, 12, 14],
      [0.1, 0.2, 0.4, 0.1, 0.2],
      [0, 4, 8, 12, 16],
      [0, 0, 0.45, 0.45, 0.1],
    ],
  ])('%s', (_, from, weights, to, expected) => {
    const into = new Float32Array(5);
    const support = { atoms: 5, min: to[0]!, max: to[4]! };
    from.forEach((atom, index) => addProjected(support, atom, weights[index]!, into, 0));
    expectNear(into, expected);
  });
});

test.each([
  [1, [0.5, 0, 0.5, 1.5, 2.5]],
  [2, [0.5, 0, 0.5, 2, 4]],
])('Huber loss, δ = %d', (delta, expected) => {
  const loss = huberLoss(delta);
  expect([0, 1, 2, 3, 4].map((prediction) => loss.value(prediction - 1))).toEqual(expected);
});

test('squared loss', () => {
  expect([0, 1, 2, 3, 4].map((prediction) => squaredLoss.value(prediction - 1))).toEqual([
    1, 0, 1, 4, 9,
  ]);
});

test('ε that falls only after a time of random actions', () => {
  // linearly_decaying_epsilon(decay_period=100, step, warmup_steps=6, epsilon=0.1)
  const epsilon = piecewise({
    points: [
      [6, 1],
      [106, 0.1],
    ],
  });
  expect(epsilon(0)).toBe(1);
  expect(epsilon(6)).toBe(1);
  expect(epsilon(16)).toBeCloseTo(0.91, 12);
  expect(epsilon(107)).toBeCloseTo(0.1, 12);
});
