import { describe, expect, test } from 'vitest';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { evaluateHead } from './evaluateHead.ts';
import {
  batchOf,
  expectEndsToStandAlone,
  expectGradientOfLoss,
  expectNear,
  recording,
} from './headLaws.ts';

/** As many fractions for the target as for nothing else: 3 online, 2 of the target, 1 to act. */
const fractions = Float32Array.of(0.1, 0.5, 0.8, 0.3, 0.4, 0.95);
const counts = { acting: 1, online: 3, target: 2 };
const batch = batchOf(
  { actions: [1, 0], rewards: [1, -3], discounts: [0.5, 0.9] },
  { weights: [2, 0.5] },
);
const passes = {
  actions: 2,
  fractions,
  // [2 rows, 2 actions, 3 fractions]
  online: Float32Array.of(0, 0, 0, 0.3, 1.1, 2.2, -1, 0.5, 1, 9, 9, 9),
  // [2 rows, 2 actions, 2 fractions]
  nextTarget: Float32Array.of(1, 4, 0, 2, 3, 1, 2, 5),
  // [2 rows, 2 actions, 1 fraction]
  nextOnline: Float32Array.of(0, 1, 1, 0),
  target: Float32Array.of(0.02, 0.04, 0.03, 0.06, 1, 2, -1, 0.5),
};

test('the loss is that of the definition', () => {
  const { tdErrors } = evaluateHead(iqnHead({ fractions: counts }), { batch, ...passes });
  const lossOf = (thetas: number[], taus: number[], targets: number[]): number =>
    thetas.reduce((sum, theta, i) => {
      const losses = targets.map((y) => {
        const delta = y - theta;
        const huber = Math.abs(delta) <= 1 ? 0.5 * delta ** 2 : Math.abs(delta) - 0.5;
        return Math.abs(taus[i]! - Number(delta < 0)) * huber;
      });
      return sum + losses.reduce((all, loss) => all + loss, 0) / targets.length;
    }, 0);
  // The online network picks action 1 in the first row, 0 in the second.
  expectNear(tdErrors, [
    lossOf([0.3, 1.1, 2.2], [0.1, 0.5, 0.8], [1 + 0.5 * 0, 1 + 0.5 * 2]),
    lossOf([-1, 0.5, 1], [0.3, 0.4, 0.95], [-3 + 0.9 * 3, -3 + 0.9 * 1]),
  ]);
});

test.each([
  { double: true },
  { double: false },
  { kappa: 0.5 },
  { munchausen: {} },
  { munchausen: { temperature: 1, alpha: 0.5 } },
])('the gradient is that of the loss: %o', (options) => {
  expectGradientOfLoss(iqnHead({ fractions: counts, ...options }), { batch, ...passes });
});

test('as PyTorch', () => {
  const { arrays, numbers } = recording('iqn_loss');
  const zeros = new Array<number>(numbers['batchSize']!).fill(0);
  const head = iqnHead({ kappa: numbers['kappa']!, double: false });
  const result = evaluateHead(head, {
    actions: 1,
    batch: batchOf({ actions: zeros, rewards: zeros, discounts: zeros.map(() => 1) }),
    online: Float32Array.from(arrays['online']!),
    nextTarget: Float32Array.from(arrays['target']!),
    fractions: Float32Array.from(arrays['taus']!),
  });
  expectNear(result.tdErrors, arrays['loss']!, 4);
  expectNear(result.outputGradient, arrays['gradientOfMeanLoss']!, 5);
});

describe('masks and ends', () => {
  test('the action of the target is one that the mask allows', () => {
    const masked = { ...batch, nextActionMasks: Uint8Array.of(1, 0, 0, 1) };
    const swapped = { ...passes, nextOnline: Float32Array.of(1, 0, 0, 1) };
    const head = iqnHead({ fractions: counts });
    expect(evaluateHead(head, { batch: masked, ...passes })).toEqual(
      evaluateHead(head, { batch, ...swapped }),
    );
  });

  test.each([{}, { munchausen: {} }])('the end of an episode stands alone: %o', (options) => {
    const row = {
      online: passes.online.slice(0, 6),
      nextTarget: passes.nextTarget.slice(0, 4),
      nextOnline: passes.nextOnline.slice(0, 2),
      target: passes.target.slice(0, 4),
      fractions: fractions.slice(0, 3),
    };
    expectEndsToStandAlone(iqnHead({ fractions: counts, ...options }), row);
  });
});

describe('with Munchausen targets', () => {
  const munchausen = { alpha: 0.7, temperature: 0.05, logPolicyMin: -0.5 };

  test('of one fraction, the targets are those of the Munchausen head', () => {
    const masks = { actionMasks: [1, 1, 1, 0], nextActionMasks: [0, 1, 1, 1] };
    const masked = batchOf({ actions: [1, 0], rewards: [1, -3], discounts: [0.5, 0.9] }, masks);
    const values = {
      nextTarget: Float32Array.of(1, 2, 3, 2.97),
      target: Float32Array.of(0, 1, 5, 2),
    };
    const online = Float32Array.of(-9, -9, -9, -9);
    const q = evaluateHead(munchausenHead(munchausen), { batch: masked, online, ...values });
    const head = iqnHead({
      munchausen,
      kappa: 1e-7,
      fractions: { acting: 1, online: 1, target: 1 },
    });
    const half = { fractions: Float32Array.of(0.5, 0.5), actions: 2 };
    const iqn = evaluateHead(head, { batch: masked, online, ...values, ...half });
    // With τ = ½ and a small κ the loss is half the TD error.
    expectNear(
      iqn.tdErrors.map((loss) => 2 * loss),
      q.tdErrors,
      5,
    );
  });

  test('quantiles are mixed by the policy of their means', () => {
    const one = batchOf({ actions: [0], rewards: [0], discounts: [1] });
    const tau = 2;
    const head = iqnHead({ munchausen: { alpha: 0, temperature: tau }, kappa: 1e-7 });
    const { loss } = evaluateHead(head, {
      batch: one,
      actions: 2,
      online: Float32Array.of(-9, 0),
      nextTarget: Float32Array.of(1, 3, 0, 1),
      target: new Float32Array(4),
      fractions: Float32Array.of(1),
    });
    // Means 2 and ½; y_j = Σ π (θ_j − τ log π), and their mean is the soft value.
    expect(loss - 9).toBeCloseTo(tau * Math.log(Math.exp(2 / tau) + Math.exp(0.5 / tau)), 5);
  });
});

test('values are means over as many fractions as there are', () => {
  const values = new Float32Array(2);
  iqnHead().values(Float32Array.of(1, 2, 6, -1, -2, 0), values);
  expect([...values]).toEqual([3, -1]);
  iqnHead().values(Float32Array.of(1, 2), values);
  expect([...values]).toEqual([1, 2]);
});

test('what it uses follows from its options', () => {
  expect(iqnHead().fractions).toEqual({ acting: 32, online: 64, target: 64 });
  expect(iqnHead().uses).toEqual({ nextOnline: true, target: false, actionMasks: false });
  expect(iqnHead({ munchausen: {} }).uses).toEqual({
    nextOnline: false,
    target: true,
    actionMasks: true,
  });
  const input = { batch, ...passes, fractions: null };
  expect(() => evaluateHead(iqnHead(), input)).toThrow(/as fractions; received null/);
});

test.each([
  [{ munchausen: {}, double: true }, /double and munchausen exclude each other/],
  [{ fractions: { online: 0 } }, /fractions.online must be a whole number from 1/],
  [{ fractions: { acts: 1 } }, /'acts'/],
  [{ munchausen: { tau: 1 } }, /write temperature/],
  [{ kappa: -1 }, /kappa/],
])('refuses %o', (options, message) => {
  expect(() => iqnHead(options as never)).toThrow(message);
});
