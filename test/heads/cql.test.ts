import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import { cql } from '../../src/heads/cql.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { cvar } from '../../src/heads/risk.ts';
import { innerHeads, inputFor } from './addedLoss.ts';
import { evaluateHead } from './evaluateHead.ts';
import { batchOf, expectGradientOfLoss, expectNear } from './headLaws.ts';

const columns = { actions: [1, 0], rewards: [0.5, -1], discounts: [0.5, 0] };
const weights = [2, 0.5];

test('a table by hand', () => {
  const head = cql({ head: qHead({ double: false }), alpha: 3 });
  const batch = batchOf(columns, { weights, actionMasks: [1, 1, 0, 1, 1, 1] });
  // Row 0: actions 0 and 1 were allowed, and 1 taken. Row 1: all; 0 taken.
  const online = Float32Array.of(0, Math.log(3), 9, Math.log(2), 0, 0);
  const nextTarget = new Float32Array(6);
  const plain = evaluateHead(qHead({ double: false }), { batch, online, nextTarget });
  const found = evaluateHead(head, { batch, online, nextTarget });
  // log(1 + 3) − log 3, log(2 + 1 + 1) − log 2.
  const penalty = 3 * ((2 * Math.log(4 / 3) + 0.5 * Math.log(2)) / 2);
  expect(found.loss - plain.loss).toBeCloseTo(penalty, 6);
  const added = found.outputGradient.map((slope, index) => slope - plain.outputGradient[index]!);
  // α · weight / batch is 3 and ¾.
  expectNear(added, [3 / 4, 3 * (3 / 4 - 1), 0, 0.75 * (1 / 2 - 1), 0.75 / 4, 0.75 / 4]);
  expect(found.tdErrors).toEqual(plain.tdErrors);
  expect(found.meanQ).toBe(plain.meanQ);
});

describe.each(innerHeads)('around %s', (_, inner, perAction) => {
  test('the gradient is that of the loss', () => {
    for (const actionMasks of [undefined, [1, 1, 0, 1, 0, 1]]) {
      const batch = batchOf(columns, { weights, ...(actionMasks && { actionMasks }) });
      expectGradientOfLoss(cql({ head: inner, alpha: 1.5 }), inputFor(batch, perAction));
    }
  });

  test('without α it is the head alone', () => {
    const input = inputFor(batchOf(columns), perAction);
    expect(evaluateHead(cql({ head: inner, alpha: 0 }), input)).toEqual(evaluateHead(inner, input));
  });

  test('the gradient of the penalty alone is carried back through the values', () => {
    const input = inputFor(batchOf(columns), perAction);
    const slopes = Float32Array.of(1, 0, -2, 0.5, 3, 0);
    const found = new Float32Array(input.online.length);
    inner.addValueGradient!(input.online, slopes, found);
    const weighted = (shift: number, at: number): number => {
      const moved = input.online.slice();
      moved[at]! += shift;
      const values = new Float32Array(6);
      inner.values(moved, values);
      return values.reduce((sum, value, index) => sum + value * slopes[index]!, 0);
    };
    const step = 2 ** -8;
    const expected = Array.from(
      found,
      (__, at) => (weighted(step, at) - weighted(-step, at)) / (2 * step),
    );
    expectNear(found, expected, 3);
    // And it is added.
    inner.addValueGradient!(input.online, slopes, found);
    expectNear(
      found,
      expected.map((slope) => 2 * slope),
      3,
    );
  });
});

test('what it is made from', () => {
  expect(cql().options).toEqual({
    alpha: 1,
    head: { kind: 'q', options: { double: true, loss: 'huber', huberDelta: 1 } },
  });
  expect(() => cql({ alpha: -1 })).toThrow(OptionsError);
  expect(() => cql({ head: 3 as never })).toThrow(OptionsError);
  expect(() => cql({ beta: 1 } as never)).toThrow(/no option 'beta'/);
  const { addValueGradient: _, ...blind } = qHead();
  expect(() => cql({ head: blind })).toThrow(/needs a head with addValueGradient/);
  const risky = c51Head({ min: 0, max: 1, risk: cvar(0.5) });
  expect(() => cql({ head: risky })).toThrow(/c51Head without risk/);
});
