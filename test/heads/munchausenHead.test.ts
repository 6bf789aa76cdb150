import { describe, expect, test } from 'vitest';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { evaluateHead } from './evaluateHead.ts';
import {
  batchOf,
  expectEndsToStandAlone,
  expectGradientOfLoss,
  expectNear,
  recording,
} from './headLaws.ts';

const options = { alpha: 0.5, temperature: 1, logPolicyMin: -1 };

/** `y` of one transition with three actions, the first of which was taken. */
function targetOf(
  target: readonly number[],
  nextTarget: readonly number[],
  masks: { actionMasks?: readonly number[]; nextActionMasks?: readonly number[] } = {},
): number {
  const { tdErrors } = evaluateHead(munchausenHead(options), {
    batch: batchOf({ actions: [0], rewards: [2], discounts: [0.5] }, masks),
    online: new Float32Array(3),
    target: Float32Array.from(target),
    nextTarget: Float32Array.from(nextTarget),
  });
  return tdErrors[0]!;
}

describe('the target, by hand', () => {
  const [e, two] = [Math.E, Math.log(2)];

  test('adds the log-policy at s and takes the soft value at s’', () => {
    // π(0|s) = ½: log π = −log 2. V(s') = log(e¹ + e² + e⁰).
    const next = Math.log(e + e ** 2 + 1);
    expect(targetOf([two, 0, 0], [1, 2, 0])).toBeCloseTo(2 - 0.5 * two + 0.5 * next, 5);
  });

  test('the log-policy counts no less than l₀', () => {
    // π(0|s) is nearly 0.
    expect(targetOf([0, 50, 0], [0, 0, 0])).toBeCloseTo(2 - 0.5 + 0.5 * Math.log(3), 5);
  });

  test('policies are over the allowed actions', () => {
    const masks = { actionMasks: [1, 0, 1], nextActionMasks: [0, 1, 1] };
    const expected = 2 - 0.5 * two + 0.5 * Math.log(e ** 2 + 1);
    expect(targetOf([0, 50, 0], [70, 2, 0], masks)).toBeCloseTo(expected, 5);
    expect(() => targetOf([0, 0, 0], [0, 0, 0], { nextActionMasks: [0, 0, 0] })).toThrow(
      /allows no action in row 0/,
    );
  });

  test('the only allowed action has no log-policy', () => {
    expect(
      targetOf([0, 9, 9], [3, 9, 9], { actionMasks: [1, 0, 0], nextActionMasks: [1, 0, 0] }),
    ).toBe(3.5);
  });
});

describe('loss and gradient', () => {
  const batch = batchOf(
    { actions: [1, 0], rewards: [1, -3], discounts: [0.5, 0] },
    { weights: [2, 0.5] },
  );
  const input = {
    batch,
    online: Float32Array.of(0, 2.5, 1.5, 0),
    target: Float32Array.of(0, 1, 1, 0),
    nextTarget: Float32Array.of(2, 4, 6, 2),
  };

  test.each(['huber', 'mse'] as const)('the gradient is that of the loss %s', (loss) => {
    expectGradientOfLoss(munchausenHead({ ...options, loss }), input);
  });

  test('are weighted, and averaged over the batch', () => {
    const { loss, tdErrors, meanQ } = evaluateHead(
      munchausenHead({ ...options, loss: 'mse' }),
      input,
    );
    expect(loss).toBeCloseTo((2 * tdErrors[0]! ** 2 + 0.5 * tdErrors[1]! ** 2) / 2, 5);
    expect(meanQ).toBe(2);
  });

  test('the end of an episode stands alone', () => {
    const row = { online: input.online.slice(0, 2), target: input.target.slice(0, 2) };
    const passes = { nextTarget: input.nextTarget.slice(0, 2), nextOnline: null, fractions: null };
    expectEndsToStandAlone(munchausenHead(), { ...row, ...passes });
  });

  test('need the target network at s', () => {
    expect(munchausenHead().uses).toEqual({ nextOnline: false, target: true, actionMasks: true });
    expect(() => evaluateHead(munchausenHead(), { ...input, target: null })).toThrow(
      /needs target/,
    );
  });
});

test('as PyTorch', () => {
  const { arrays, numbers } = recording('munchausen');
  const head = munchausenHead({
    alpha: numbers['alpha']!,
    temperature: numbers['tau']!,
    logPolicyMin: numbers['clip']!,
  });
  const { action, reward, discount } = arrays as Record<string, number[]>;
  const { tdErrors } = evaluateHead(head, {
    batch: batchOf({ actions: action!, rewards: reward!, discounts: discount! }),
    online: new Float32Array(3 * action!.length),
    target: Float32Array.from(arrays['targetQ']!),
    nextTarget: Float32Array.from(arrays['nextTargetQ']!),
  });
  expectNear(tdErrors, arrays['target']!, 4);
});

test.each([
  [{ alpha: 2 }, /alpha must be a finite number from 0 to 1/],
  [{ temperature: 0 }, /temperature must be a finite number above 0/],
  [{ logPolicyMin: 1 }, /logPolicyMin must be a finite number of at most 0/],
  [{ loss: 'mae' }, /loss must be/],
  [{ tau: 1 }, /write temperature/],
])('refuses %o', (wrong, message) => {
  expect(() => munchausenHead(wrong as never)).toThrow(message);
});
