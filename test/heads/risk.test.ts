import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { cvar, type Risk } from '../../src/heads/risk.ts';
import { evaluateHead } from './evaluateHead.ts';
import { batchOf, expectGradientOfLoss, expectNear, logs } from './headLaws.ts';

function valuesOf(head: Head, outputs: Float32Array): Float32Array {
  const values = new Float32Array(outputs.length / head.outputsPerAction);
  head.values(outputs, values);
  return values;
}

/** The two actions of a choice: safe, and better on average. */
const quantiles = Float32Array.of(1, 1, 1, 1, -3, 0, 4, 5);
/** Over the atoms −2, −1, 0, 1, 2. */
const logits = Float32Array.of(
  ...logs(1e-9, 1e-9, 1, 1e-9, 1e-9),
  ...logs(0.125, 0.125, 0.125, 0.125, 0.5),
);
const support = { atoms: 5, min: -2, max: 2 };

describe('the value of a distribution', () => {
  test.each([
    [1, [1, 1.5]],
    [0.75, [1, 1 / 3]],
    [0.5, [1, -1.5]],
    // A third of a quantile counts: (−3 + ⅓·0) / 1⅓ for 0.25·4/3.
    [1 / 3, [1, -3 / (4 / 3)]],
    [0.25, [1, -3]],
    [0.01, [1, -3]],
  ])('by quantiles, CVaR of %d', (level, expected) => {
    expectNear(valuesOf(quantileHead({ quantiles: 4, risk: cvar(level) }), quantiles), expected);
  });

  test.each([
    [1, [0, 0.75]],
    [0.5, [0, (-2 - 1 + 0 + 1) / 4]],
    [0.25, [0, -1.5]],
    [0.1, [0, -2]],
  ])('by atoms, CVaR of %d', (level, expected) => {
    expectNear(valuesOf(c51Head({ ...support, risk: cvar(level) }), logits), expected, 5);
  });

  test('a risk of one’s own: only the best half counts', () => {
    const hope: Risk = { kind: 'hope', options: {}, distortion: (at) => Math.max(0, 2 * at - 1) };
    expectNear(valuesOf(quantileHead({ quantiles: 4, risk: hope }), quantiles), [1, 4.5]);
    expectNear(valuesOf(c51Head({ ...support, risk: hope }), logits), [0, 2], 5);
  });
});

describe('the target', () => {
  const batch = batchOf({ actions: [0], rewards: [0], discounts: [1] });

  test('is that of the action of the highest risk value', () => {
    const online = new Float32Array(8);
    const targetOf = (risk: Risk | null): number => {
      const head = quantileHead({ quantiles: 4, double: false, kappa: 1e-6, risk });
      const { outputGradient } = evaluateHead(head, { batch, online, nextTarget: quantiles });
      return outputGradient[0]!;
    };
    // Towards (1, 1, 1, 1) all errors are positive, towards the other action not.
    expect(targetOf(cvar(0.5))).toBeCloseTo(-0.125, 6);
    expect(targetOf(null)).not.toBeCloseTo(-0.125, 2);
    const ofAtoms = (risk: Risk | null): number[] => {
      const head = c51Head({ ...support, double: false, risk });
      const { outputGradient } = evaluateHead(head, {
        batch,
        online: new Float32Array(10),
        nextTarget: logits,
      });
      return [...outputGradient.subarray(0, 5)];
    };
    expectNear(ofAtoms(cvar(0.5)), [0.2, 0.2, -0.8, 0.2, 0.2]);
    expectNear(ofAtoms(null), [0.075, 0.075, 0.075, 0.075, -0.3]);
  });

  test.each([
    quantileHead({ quantiles: 4, double: false, risk: cvar(0.3) }),
    c51Head({ atoms: 4, min: -2, max: 2, double: false, risk: cvar(0.3) }),
  ])('and the gradient is that of the loss: %o', (head) => {
    const wave = (speed: number): Float32Array =>
      Float32Array.from({ length: 8 }, (_, index) => Math.sin(speed * (index + 1)));
    expectGradientOfLoss(head, { batch, online: wave(1.3), nextTarget: wave(2.9) });
  });
});

test('without risk all is as it was, options too', () => {
  expect(Object.keys(quantileHead().options)).toEqual(['quantiles', 'kappa', 'double']);
  expect(c51Head({ ...support, risk: cvar(0.25) }).options).toMatchObject({
    risk: { kind: 'cvar', options: { level: 0.25 } },
  });
});

test('what is no risk measure is refused', () => {
  for (const level of [0, -1, 1.5, NaN]) expect(() => cvar(level)).toThrow(OptionsError);
  const wrong = [0.25, { kind: 'x' }, { kind: 'x', options: {}, distortion: () => 0.5 }];
  for (const risk of wrong) {
    expect(() => quantileHead({ risk: risk as never })).toThrow(/risk/);
    expect(() => c51Head({ ...support, risk: risk as never })).toThrow(/risk/);
  }
});
