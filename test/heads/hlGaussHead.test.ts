import { describe, expect, test } from 'vitest';
import { errorFunction } from '../../src/heads/gaussianBins.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { evaluateHead } from './evaluateHead.ts';
import { batchOf, expectEndsToStandAlone, expectGradientOfLoss, expectNear } from './headLaws.ts';

/** Four bins with the middles −1.5, −0.5, 0.5 and 1.5. */
const bins = { bins: 4, min: -2, max: 2 };

/** The target's probabilities: with equal logits the gradient is p − m. */
function targetOf(
  reward: number,
  options: Partial<Parameters<typeof hlGaussHead>[0]> = {},
): number[] {
  const head = hlGaussHead({ ...bins, double: false, ...options });
  const count = head.outputsPerAction;
  const { outputGradient } = evaluateHead(head, {
    batch: batchOf({ actions: [0], rewards: [reward], discounts: [0] }),
    online: new Float32Array(count),
    nextTarget: new Float32Array(count).fill(NaN),
  });
  return [...outputGradient].map((slope) => 1 / count - slope);
}

test('the error function, by its tables', () => {
  const table = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [5, 0.9999999999984626],
    [7, 1],
  ] as const;
  for (const [x, value] of table) {
    expect(errorFunction(x)).toBeCloseTo(value, 14);
    expect(errorFunction(-x)).toBeCloseTo(-value, 14);
  }
});

describe('the target', () => {
  test('is a normal distribution in bins, by its tables', () => {
    // σ = 1, y = 0: Φ(1) = 0.8413447, Φ(2) = 0.9772499.
    const inner = 0.3413447;
    const outer = 0.1359051;
    const total = 2 * (inner + outer);
    const expected = [outer, inner, inner, outer].map((mass) => mass / total);
    expectNear(targetOf(0, { sigma: 1 }), expected);
  });

  test('has the mean that it stands for, far from the ends', () => {
    const wide = { bins: 40, min: -20, max: 20 };
    for (const y of [-7.3, 0, 0.01, 4.5, 11]) {
      const probabilities = targetOf(y, wide);
      const mean = probabilities.reduce((sum, p, bin) => sum + p * (-19.5 + bin), 0);
      expect(mean).toBeCloseTo(y, 4);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  test('adds up to 1 at the ends and beyond them, however narrow it is', () => {
    for (const sigma of [0.01, 0.75, 5, 1e6]) {
      for (const y of [-2, -1.99, 2, 2.5, -1e30, 1e30]) {
        const probabilities = targetOf(y, { sigma });
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      }
    }
    expectNear(targetOf(9, { sigma: 0.01 }), [0, 0, 0, 1]);
    expectNear(targetOf(-9, { sigma: 0.01 }), [1, 0, 0, 0]);
  });
});

const certain = (bin: number): number[] => [0, 1, 2, 3].map((other) => (other === bin ? 60 : 0));
const batch = batchOf(
  { actions: [1, 0], rewards: [0.25, 0.5], discounts: [0.5, 0] },
  { weights: [2, 0.5] },
);
const online = Float32Array.of(0.3, -1, 0.2, 0, 0, 0.5, 0, 1, 1, 0, -1, 0, 5, 5, 5, 5);
// In the first row: action 0 is worth ½, action 1 is worth −½.
const nextTarget = Float32Array.of(...certain(2), ...certain(1), ...new Array<number>(8).fill(0));
const nextOnline = Float32Array.of(...certain(0), ...certain(3), ...new Array<number>(8).fill(0));

test('TD errors are y − q(s, a), by hand; masks are heeded', () => {
  const plain = hlGaussHead({ ...bins, double: false });
  const means = [
    (-0.5 * Math.exp(0.5) - 1.5 + 0.5 + 1.5 * Math.E) / (2 + Math.exp(0.5) + Math.E),
    (-1.5 * Math.E - 0.5 + 0.5 / Math.E + 1.5) / (Math.E + 2 + 1 / Math.E),
  ];
  const errorsOf = (head: typeof plain, masks?: readonly number[]) =>
    evaluateHead(head, {
      batch: masks ? { ...batch, nextActionMasks: Uint8Array.from(masks) } : batch,
      online,
      nextTarget,
      nextOnline,
    }).tdErrors;
  expectNear(errorsOf(plain), [0.25 + 0.25 - means[0]!, 0.5 - means[1]!]);
  // The online network picks action 1, which the target network gives −½.
  const double = hlGaussHead(bins);
  expectNear(errorsOf(double), [0.25 - 0.25 - means[0]!, 0.5 - means[1]!]);
  expectNear(errorsOf(plain, [0, 1, 0, 0]), [0.25 - 0.25 - means[0]!, 0.5 - means[1]!]);
  expectNear(errorsOf(double, [1, 0, 0, 0]), [0.25 + 0.25 - means[0]!, 0.5 - means[1]!]);
});

test('a target beyond the range has the TD error of its end, and so no priority for ever', () => {
  const head = hlGaussHead({ ...bins, double: false });
  const { min, max } = bins;
  for (const [reward, end] of [
    [1000, max],
    [-1000, min],
  ] as const) {
    const far = batchOf({ actions: [0], rewards: [reward], discounts: [0] });
    const none = new Float32Array(8);
    const { tdErrors } = evaluateHead(head, { batch: far, online: none, nextTarget: none });
    expectNear(tdErrors, [end - (min + max) / 2]);
  }
  // NaN is told, as ever.
  const unknown = batchOf({ actions: [0], rewards: [NaN], discounts: [0] });
  const none = new Float32Array(8);
  expect(
    evaluateHead(head, { batch: unknown, online: none, nextTarget: none }).tdErrors[0],
  ).toBeNaN();
});

test('the loss is the cross-entropy', () => {
  const head = hlGaussHead({ ...bins, double: false });
  const zeros = new Float32Array(16);
  const { loss } = evaluateHead(head, { batch, online: zeros, nextTarget });
  expect(loss).toBeCloseTo(((2 + 0.5) / 2) * Math.log(4), 5);
});

test.each([true, false])('the gradient is that of the loss, double: %s', (double) => {
  expectGradientOfLoss(hlGaussHead({ ...bins, double }), { batch, online, nextTarget, nextOnline });
});

test('the end of an episode stands alone', () => {
  const row = { online: online.slice(0, 8), nextTarget: nextTarget.slice(0, 8) };
  const rest = { nextOnline: nextOnline.slice(0, 8), target: null, fractions: null };
  expectEndsToStandAlone(hlGaussHead(bins), { ...row, ...rest });
});

test('values are the means of the middles', () => {
  const values = new Float32Array(3);
  hlGaussHead(bins).values(Float32Array.of(...certain(3), ...certain(0), 0, 0, 0, 0), values);
  expectNear(values, [1.5, -1.5, 0]);
});

test.each([
  [{ min: 1, max: 0 }, /min \(1\) must be below max \(0\)/],
  [{ min: 0, max: 1, bins: 1 }, /bins must be a whole number from 2/],
  [{ min: 0, max: 1, sigma: 0 }, /sigma must be a finite number from 0.000001 to 1000000/],
  // With either one all masses would be 0 / 0.
  [{ min: 0, max: 1, sigma: 1e308 }, /sigma must be .* received 1e\+308/],
  [{ min: 0, max: 1, sigma: 1e-320 }, /sigma must be .* received 1e-320/],
  [{ min: 0, max: 1, atoms: 5 }, /write bins/],
])('refuses %o', (options, message) => {
  expect(() => hlGaussHead(options as never)).toThrow(message);
});
