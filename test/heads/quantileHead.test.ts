import { describe, expect, test } from 'vitest';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { evaluateHead } from './evaluateHead.ts';
import {
  batchOf,
  expectEndsToStandAlone,
  expectGradientOfLoss,
  expectNear,
  recording,
} from './headLaws.ts';

const batch = batchOf(
  { actions: [1, 0], rewards: [1, -3], discounts: [0.5, 0] },
  { weights: [2, 0.5] },
);
/** Two rows of two actions with two quantiles, at τ = ¼ and ¾. */
const online = Float32Array.of(0, 0, 1, 2, -1, 0.5, 9, 9);
/** In the first row action 0 is best, by the target network. */
const nextTarget = Float32Array.of(1, 4, 0, 2, 7, 7, 7, 7);
/** And action 1 by the online one. */
const nextOnline = Float32Array.of(0, 1, 0, 2, 7, 7, 7, 7);

describe('loss and gradient', () => {
  test('a table by hand', () => {
    const head = quantileHead({ quantiles: 2, double: false });
    const result = evaluateHead(head, { batch, online, nextTarget });
    // Row 0: y = 1 + ½·(1, 4) = (1.5, 3); θ = (1, 2).
    // τ = ¼, δ = (½, 2): ¼·⅛ and ¼·1½. τ = ¾, δ = (−½, 1): ¼·⅛ and ¾·½.
    const first = (0.25 * 0.125 + 0.25 * 1.5) / 2 + (0.25 * 0.125 + 0.75 * 0.5) / 2;
    // Row 1 ended: y = −3; θ = (−1, ½). τ = ¼, δ = −2: ¾·1½. τ = ¾, δ = −3½: ¼·3.
    const second = 0.75 * 1.5 + 0.25 * 3;
    expectNear(result.tdErrors, [first, second]);
    expect(result.loss).toBeCloseTo((2 * first + 0.5 * second) / 2, 6);
    expect(result.meanQ).toBeCloseTo((1.5 - 0.25) / 2, 6);
    const slopes = [-(0.25 * 0.5 + 0.25) / 2, -(-0.25 * 0.5 + 0.75) / 2];
    expectNear(result.outputGradient, [0, 0, ...slopes, 0.75 / 4, 0.25 / 4, 0, 0]);
  });

  test('κ is where the loss turns linear, and it is divided by κ', () => {
    const lossAt = (kappa: number): number => {
      const head = quantileHead({ quantiles: 1, kappa, double: false });
      const one = batchOf({ actions: [0], rewards: [3], discounts: [0] });
      return evaluateHead(head, {
        batch: one,
        online: new Float32Array(1),
        nextTarget: new Float32Array(1),
      }).loss;
    };
    expectNear([lossAt(1), lossAt(2), lossAt(5), lossAt(1e-7)], [1.25, 1, 0.45, 1.5]);
  });

  test('the slope is right for each κ there may be', () => {
    const slopeAt = (kappa: number, reward: number): number => {
      const head = quantileHead({ quantiles: 1, kappa, double: false });
      const one = batchOf({ actions: [0], rewards: [reward], discounts: [0] });
      const row = { online: new Float32Array(1), nextTarget: new Float32Array(1) };
      return evaluateHead(head, { batch: one, ...row }).outputGradient[0]!;
    };
    // Far out it is −½ whatever κ is; close by −½ δ / κ.
    for (const kappa of [1e-8, 1e-4, 1]) expect(slopeAt(kappa, 1_000) / -0.5).toBeCloseTo(1, 4);
    for (const kappa of [1e4, 1e8]) expect(slopeAt(kappa, 4) / (-2 / kappa)).toBeCloseTo(1, 6);
  });

  test.each([
    { kappa: 1, double: false },
    { kappa: 0.3, double: true },
    { kappa: 0.01, double: true },
  ])('the gradient is that of the loss: %o', (options) => {
    const head = quantileHead({ quantiles: 2, ...options });
    // Off the kinks.
    const moved = online.map((value, index) => value + 0.013 * (index + 1));
    expectGradientOfLoss(head, { batch, online: moved, nextTarget, nextOnline });
  });

  test('as PyTorch', () => {
    const { arrays, numbers } = recording('qr_loss');
    const size = numbers['batchSize']!;
    const zeros = new Array<number>(size).fill(0);
    const head = quantileHead({
      quantiles: numbers['onlineQuantiles']!,
      kappa: numbers['kappa']!,
      double: false,
    });
    const result = evaluateHead(head, {
      batch: batchOf({ actions: zeros, rewards: zeros, discounts: zeros.map(() => 1) }),
      online: Float32Array.from(arrays['online']!),
      nextTarget: Float32Array.from(arrays['target']!),
    });
    expectNear(result.tdErrors, arrays['loss']!, 4);
    expectNear(result.outputGradient, arrays['gradientOfMeanLoss']!, 5);
  });
});

describe('the action of the target', () => {
  /** The mean target, which the loss of a small κ gives away. */
  const targetOf = (double: boolean, nextActionMasks?: readonly number[]): number => {
    const head = quantileHead({ quantiles: 2, kappa: 1e-7, double });
    const columns = { actions: [0], rewards: [0], discounts: [1] };
    const { loss } = evaluateHead(head, {
      batch: batchOf(columns, nextActionMasks ? { nextActionMasks } : {}),
      online: Float32Array.of(-10, -10, 0, 0),
      nextTarget: nextTarget.slice(0, 4),
      nextOnline: double ? nextOnline.slice(0, 4) : null,
    });
    // δ > 0 everywhere: the τ add up to 1.
    return loss - 10;
  };

  test('has the highest mean, by the target network or, if double, the online one', () => {
    expect(targetOf(false)).toBeCloseTo(2.5, 6);
    expect(targetOf(true)).toBeCloseTo(1, 6);
  });

  test('is one that the mask allows', () => {
    expect(targetOf(false, [0, 1])).toBeCloseTo(1, 6);
    expect(targetOf(true, [1, 0])).toBeCloseTo(2.5, 6);
    expect(() => targetOf(true, [0, 0])).toThrow(/allows no action in row 0/);
  });

  test('of an end stands alone', () => {
    const head = quantileHead({ quantiles: 2 });
    const passes = { nextTarget: nextTarget.slice(0, 4), nextOnline: nextOnline.slice(0, 4) };
    const rest = { online: online.slice(0, 4), target: null, fractions: null };
    expectEndsToStandAlone(head, { ...rest, ...passes });
  });
});

test('values are means', () => {
  const values = new Float32Array(2);
  quantileHead({ quantiles: 3 }).values(Float32Array.of(1, 2, 6, -1, -2, 0), values);
  expect([...values]).toEqual([3, -1]);
});

test('with the fractions in the middle, IQN is the same', () => {
  const fractions = Float32Array.of(0.25, 0.75, 0.25, 0.75);
  const counts = { acting: 2, online: 2, target: 2 };
  for (const double of [true, false]) {
    const input = { batch, online, nextTarget, nextOnline: double ? nextOnline : null, actions: 2 };
    const one = evaluateHead(quantileHead({ quantiles: 2, double }), input);
    const other = evaluateHead(iqnHead({ fractions: counts, double }), { ...input, fractions });
    expect(other).toEqual(one);
  }
});

test.each([
  [{ quantiles: 0 }, /quantiles must be a whole number from 1/],
  [{ kappa: 0 }, /kappa must be a finite number from 1e-8 to 100000000; received 0/],
  // With these nothing would be left of κ beside the error, or of the error beside κ.
  [{ kappa: 1e-16 }, /kappa must be .* received 1e-16/],
  [{ kappa: 1e20 }, /kappa must be .* received 100000000000000000000/],
  [{ huberDelta: 1 }, /write kappa/],
])('refuses %o', (options, message) => {
  expect(() => quantileHead(options as never)).toThrow(message);
});
