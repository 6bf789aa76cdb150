import { describe, expect, test } from 'vitest';
import { addProjected } from '../../src/heads/categorical.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { HeadResult } from '../../src/heads/head.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { huberLoss } from '../../src/heads/losses.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { quantileLoss } from '../../src/heads/quantileLoss.ts';
import { evaluateHead } from '../heads/evaluateHead.ts';
import { batchOf, expectNear } from '../heads/headLaws.ts';

/**
 * The numbers that rlax's own unit tests expect (value_learning_test.py, clipping_test.py;
 * rlax 0.1.9, https://github.com/google-deepmind/rlax).
 */

describe('one value for each action', () => {
  const batch = batchOf({ actions: [0, 1], rewards: [1, 1], discounts: [0, 1] });
  const online = Float32Array.of(1, 1, 0, 1, 2, 0);

  test('Q-learning', () => {
    const nextTarget = Float32Array.of(0, 1, 0, 1, 2, 0);
    const head = qHead({ double: false });
    expectNear(evaluateHead(head, { batch, online, nextTarget }).tdErrors, [0, 1]);
  });

  test('double Q-learning', () => {
    const nextTarget = Float32Array.of(99, 1, 98, 91, 2, 66);
    const nextOnline = Float32Array.of(2, 10, 1, 11, 20, 1);
    const head = qHead({ double: true });
    expectNear(evaluateHead(head, { batch, online, nextTarget, nextOnline }).tdErrors, [0, 1]);
  });

  test('Huber loss', () => {
    const { value, derivative } = huberLoss(1);
    const errors = [-2, -1, -0.5, 0, 0.5, 1, 2];
    expect(errors.map(value)).toEqual([1.5, 0.5, 0.125, 0, 0.125, 0.5, 1.5]);
    expect(errors.map(derivative)).toEqual([-1, -1, -0.5, 0, 0.5, 1, 1]);
  });
});

test('a distribution is projected on fewer atoms', () => {
  const project = (from: number): number[] => {
    // Atoms −1, −¾, … ¾, or 0 … 1¾; every other one weighs as much as it is worth.
    const atoms = Array.from({ length: 8 }, (_, index) => from + index / 4);
    const into = new Float32Array(4);
    const support = { atoms: 4, min: from, max: from + 1.5 };
    for (const [index, atom] of atoms.entries()) {
      const weight = index % 2 === (from < 0 ? 1 : 0) ? atom : 0;
      addProjected(support, atom, weight, into, 0);
    }
    return [...into];
  };
  expectNear(project(-1), [-0.375, -0.5, 0, 0.875]);
  expectNear(project(0), [0, 0.5, 1, 1.5]);
});

describe('C51, atoms ½, 1 and 1½', () => {
  const batch = batchOf({
    actions: [2, 1, 3, 0, 1],
    rewards: [0.5, 0, 0.5, 0.8, -0.1],
    discounts: [0.8, 1, 0.8, 0, 1],
  });
  const row = (...logits: number[]): number[] => logits;
  const sure = row(9, 9, 0, 9, 0, 9, 0, 0, 0, 9, -9, 0);
  const online = Float32Array.of(
    ...row(1, 1, 1, 0, 9, 9, 0, 9, 0, 0, 0, 0),
    ...sure,
    ...row(1, 1, 1, 0, 9, 9, 0, 0, 0, 0, 9, 0),
    ...sure,
    ...sure,
  );
  const nextTarget = Float32Array.of(
    ...row(1, 1, 1, 9, 0, 9, 1, 0, 0, 0, 0, 9),
    ...row(9, 9, 0, 9, 0, 0, 1, 1, 1, 9, -9, 0),
    ...row(1, 1, 1, 9, 0, 9, 0, 0, 9, 1, 0, 0),
    ...row(9, 9, 0, 9, 0, 0, 1, 1, 1, 9, -9, 0),
    ...row(9, 9, 0, 9, 0, 0, 0, 9, 9, 9, -9, 0),
  );
  const losses = (nextOnline: Float32Array | null): Float32Array => {
    const head = c51Head({ atoms: 3, min: 0.5, max: 1.5, double: nextOnline !== null });
    return evaluateHead(head, { batch, online, nextTarget, nextOnline }).tdErrors;
  };

  test('Q-learning', () => {
    expectNear(losses(null), [8.998915, 3.6932087, 8.998915, 0.69320893, 5.1929307], 5);
  });

  test('double Q-learning', () => {
    // Actions 3, 0, 1, 3 and 3 are worth most by the online network.
    const best = [3, 0, 1, 3, 3];
    const nextOnline = Float32Array.from(
      best.flatMap((action) =>
        [0, 1, 2, 3].flatMap((other) => (other === action ? [0, 0, 9] : [9, 0, 0])),
      ),
    );
    expectNear(losses(nextOnline), [8.998915, 5.192931, 5.400247, 0.693209, 0.693431], 5);
  });

  test('double Q-learning by the target network itself is Q-learning', () => {
    expect(losses(nextTarget)).toEqual(losses(null));
  });
});

describe('quantiles', () => {
  // rlax does not divide by κ; a tiny κ gives its loss without Huber.
  const huberless = 1e-7;

  test.each([
    [[0.2, 0.7], huberless, 2],
    [[0, 0.4], huberless, 2.2],
    [[0.2, 0.7], 2, 2.5 / 2],
    [[0, 0.4], 2, 8.5 / 3 / 2],
  ])('regression at the fractions %j, κ = %d', (fractions, kappa, expected) => {
    const outputs = Float32Array.of(-1, 3);
    const predicted = { outputs, first: 0, fractions, firstFraction: 0, count: 2 };
    const targets = Float64Array.of(-3, 4, 2);
    const loss = quantileLoss(predicted, targets, 3, kappa, new Float32Array(2), 1);
    expect(loss).toBeCloseTo(expected, 5);
  });

  // Shapes are [batch][fractions][actions] there, and [batch][actions][fractions] here.
  const turned = (rows: readonly (readonly (readonly number[])[])[]): Float32Array =>
    Float32Array.from(rows.flatMap(([a, b]) => a!.flatMap((value, index) => [value, b![index]!])));

  test.each([
    // The mean over the batch is not rlax's; these are its losses row by row.
    [huberless, [1.6, 1.4, 4.55]],
    [1, [1.275, 1.1, 3.95]],
  ])('double Q-learning, κ = %d', (kappa, expected) => {
    const counts = { acting: 2, online: 2, target: 2 };
    const head = iqnHead({ fractions: counts, kappa, double: true });
    const batch = batchOf({ actions: [1, 2, 0], rewards: [0.5, -1, 0], discounts: [0.5, 0, 1] });
    const result: HeadResult = evaluateHead(head, {
      batch,
      actions: 4,
      fractions: Float32Array.of(0.2, 0.7, 0.1, 0.5, 0.3, 0.4),
      online: turned([
        [
          [0, 1, -5, 6],
          [-1, 3, 0, -2],
        ],
        [
          [-5, 9, -5, 6],
          [2, 3, 1, -4],
        ],
        [
          [5, 1, -5, 7],
          [-1, 3, 0, -2],
        ],
      ]),
      nextTarget: turned([
        [
          [0, 5, 2, 2],
          [0, -3, 2, 2],
        ],
        [
          [-3, -1, 4, -3],
          [1, 3, 1, -4],
        ],
        [
          [-2, 2, -5, -7],
          [1, 3, 2, -2],
        ],
      ]),
      nextOnline: turned([
        [
          [0, 7, 2, -2],
          [0, 4, 2, 2],
        ],
        [
          [-3, -1, 4, 3],
          [1, 3, 1, 4],
        ],
        [
          [-1, -2, -5, -6],
          [-1, -5, 2, -2],
        ],
      ]),
    });
    expectNear(result.tdErrors, expected, 5);
  });
});

test('Stable-Baselines3 contrib (test_utils.py): ten quantiles at 0 that should be at 1', () => {
  const head = quantileHead({ quantiles: 10, double: false });
  const batch = batchOf({ actions: [0], rewards: [1], discounts: [0] });
  const zeros = new Float32Array(10);
  expect(evaluateHead(head, { batch, online: zeros, nextTarget: zeros }).loss).toBeCloseTo(2.5, 6);
});
