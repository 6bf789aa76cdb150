import { describe, expect, test } from 'vitest';
import { largeMargin, type LargeMarginOptions } from '../../src/heads/largeMargin.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { innerHeads, inputFor } from './addedLoss.ts';
import { evaluateHead } from './evaluateHead.ts';
import { batchOf, expectGradientOfLoss, expectNear } from './headLaws.ts';

const columns = { actions: [1, 0], rewards: [0.5, -1], discounts: [0.5, 0] };
const plainHead = qHead({ double: false });

/** What the margin adds to loss and gradient. */
function added(
  online: Float32Array,
  more: Parameters<typeof batchOf>[1],
  options: LargeMarginOptions = {},
): { loss: number; gradient: number[] } {
  const batch = batchOf(columns, more);
  const nextTarget = new Float32Array(6);
  const plain = evaluateHead(plainHead, { batch, online, nextTarget });
  const head = largeMargin({ ...options, head: plainHead });
  const found = evaluateHead(head, { batch, online, nextTarget });
  expect(found.tdErrors).toEqual(plain.tdErrors);
  return {
    loss: found.loss - plain.loss,
    gradient: [...found.outputGradient].map((slope, at) => slope - plain.outputGradient[at]!),
  };
}

describe('a table by hand', () => {
  const online = Float32Array.of(0.25, 1, 0.5, 1, 0, 0.5);
  const both = { demonstrations: [1, 1] };

  test('the best rival within the margin is pushed down', () => {
    // Row 0: ½ + 0.8 − 1 of action 2. Row 1: ½ + 0.8 − 1 of action 2.
    const { loss, gradient } = added(online, { ...both, weights: [2, 0.5] });
    expect(loss).toBeCloseTo((2 * 0.3 + 0.5 * 0.3) / 2, 6);
    expectNear(gradient, [0, -1, 1, -0.25, 0, 0.25]);
  });

  test('nothing is where the demonstrated action wins by the margin', () => {
    const { loss, gradient } = added(online, both, { margin: 0.5 });
    expect(loss).toBe(0);
    expectNear(gradient, [0, 0, 0, 0, 0, 0]);
  });

  test('only demonstrations have it', () => {
    const { loss, gradient } = added(online, { demonstrations: [0, 1] }, { weight: 3 });
    expect(loss).toBeCloseTo((3 * 0.3) / 2, 6);
    expectNear(gradient, [0, 0, 0, -1.5, 0, 1.5]);
    expect(added(online, {}).loss).toBe(0);
  });

  test('actions that were not allowed are no rivals', () => {
    const { gradient } = added(online, { ...both, actionMasks: [1, 1, 0, 1, 1, 1] });
    // Row 0: ¼ + 0.8 − 1 of action 0.
    expectNear(gradient, [0.5, -0.5, 0, -0.5, 0, 0.5]);
  });
});

test.each(innerHeads)('around %s the gradient is that of the loss', (_, inner, perAction) => {
  const batch = batchOf(columns, { weights: [2, 0.5], demonstrations: [1, 1] });
  expectGradientOfLoss(largeMargin({ head: inner, weight: 0.5 }), inputFor(batch, perAction));
});

test('what it is made from', () => {
  expect(largeMargin({ head: plainHead }).options).toMatchObject({ margin: 0.8, weight: 1 });
  expect(() => largeMargin({ margin: -1 })).toThrow(/margin must be a finite number/);
  expect(() => largeMargin({ weight: NaN })).toThrow(/weight must be a finite number/);
  const batch = { ...batchOf(columns), demonstrations: new Uint8Array(5) };
  expect(() => evaluateHead(largeMargin({ head: plainHead }), inputFor(batch, 1))).toThrow(
    /2 elements of batch.demonstrations; received 5/,
  );
});
