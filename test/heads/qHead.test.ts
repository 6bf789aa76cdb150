import { describe, expect, test } from 'vitest';
import { qHead } from '../../src/heads/qHead.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { evaluateHead } from './evaluateHead.ts';

const batch: Batch = {
  size: 3,
  observations: new Float32Array(3),
  nextObservations: new Float32Array(3),
  actions: Int32Array.of(1, 0, 1),
  rewards: Float32Array.of(1, 2, -1),
  // γ, 0 where the episode terminated, γ where it was truncated.
  discounts: Float32Array.of(0.5, 0, 0.5),
  weights: Float32Array.of(1, 0.5, 2),
  nextActionMasks: null,
};
const online = Float32Array.of(0, 2.5, 1.5, 0, 7, 1);
const nextOnline = Float32Array.of(1, 0, 9, 9, 0, 1);
const nextTarget = Float32Array.of(2, 4, 50, 50, 6, 2);

test('plain Q-learning, a table by hand', () => {
  const head = qHead({ double: false });
  expect(head.uses.nextOnline).toBe(false);
  const result = evaluateHead(head, { batch, online, nextTarget, nextOnline: null });
  // y = 1 + 0.5·4, 2 (terminated), −1 + 0.5·6 (truncated: the future counts).
  expect([...result.tdErrors]).toEqual([0.5, 0.5, 1]);
  expect(result.loss).toBeCloseTo((0.125 + 0.5 * 0.125 + 2 * 0.5) / 3, 6);
  expect(result.meanQ).toBeCloseTo((2.5 + 1.5 + 1) / 3, 6);
  const expected = [0, -0.5, -0.25, 0, 0, -2].map((value) => Math.fround(value / 3));
  expect([...result.outputGradient]).toEqual(expected);
});

test('double Q-learning, a table by hand', () => {
  const head = qHead();
  expect(head.uses.nextOnline).toBe(true);
  const { tdErrors } = evaluateHead(head, { batch, online, nextTarget, nextOnline });
  // The online network picks action 0 in the first row, 1 in the third.
  expect([...tdErrors]).toEqual([1 + 0.5 * 2 - 2.5, 0.5, -1 + 0.5 * 2 - 1]);
});

test('the maximum is over the actions that the masks allow', () => {
  const nextActionMasks = Uint8Array.of(1, 0, 0, 0, 0, 1);
  const masked = { ...batch, nextActionMasks };
  const plain = qHead({ double: false });
  const single = evaluateHead(plain, { batch: masked, online, nextTarget, nextOnline: null });
  // y = 1 + 0.5·2, 2 (terminated: its mask may allow nothing), −1 + 0.5·2.
  expect([...single.tdErrors]).toEqual([2 - 2.5, 0.5, 0 - 1]);
  const chosen = Float32Array.of(0, 1, 9, 9, 1, 0);
  const double = qHead();
  const result = evaluateHead(double, { batch: masked, online, nextTarget, nextOnline: chosen });
  // The online network would rather take 1 and 0.
  expect([...result.tdErrors]).toEqual([2 - 2.5, 0.5, 0 - 1]);
});

test('takes batches of any size in turn', () => {
  const head = qHead();
  const whole = evaluateHead(head, { batch, online, nextTarget, nextOnline });
  const tdErrors = [...whole.tdErrors];
  const one = {
    ...batch,
    size: 1,
    actions: batch.actions.slice(0, 1),
    rewards: batch.rewards.slice(0, 1),
    discounts: batch.discounts.slice(0, 1),
    weights: batch.weights.slice(0, 1),
  };
  const cut = (values: Float32Array): Float32Array => values.slice(0, 2);
  const input = {
    batch: one,
    online: cut(online),
    nextTarget: cut(nextTarget),
    nextOnline: cut(nextOnline),
  };
  expect([...evaluateHead(head, input).tdErrors]).toEqual(tdErrors.slice(0, 1));
  expect([...evaluateHead(head, { batch, online, nextTarget, nextOnline }).tdErrors]).toEqual(
    tdErrors,
  );
});

describe.each(['huber', 'mse'] as const)('with the loss %s', (loss) => {
  test('the gradient is that of the loss', () => {
    const head = qHead({ loss });
    // With a discount of ½ an error would lie on the kink of Huber's loss.
    const smooth = { ...batch, discounts: Float32Array.of(0.9, 0, 0.9) };
    const result = evaluateHead(head, { batch: smooth, online, nextTarget, nextOnline });
    // The arrays are the head's own.
    const outputGradient = result.outputGradient.slice();
    online.forEach((value, index) => {
      const lossAt = (moved: number): number => {
        const changed = online.slice();
        changed[index] = moved;
        return evaluateHead(head, { batch: smooth, online: changed, nextTarget, nextOnline }).loss;
      };
      const step = 2 ** -10;
      const slope = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      expect(outputGradient[index]).toBeCloseTo(slope, 4);
    });
  });
});

test.each([
  { discount: 0.9 } as never,
  { loss: 'mae' as never },
  { huberDelta: 0 },
  { dobule: true } as never,
])('an impossible option is refused: %o', (options) => {
  expect(() => qHead(options)).toThrow(expect.objectContaining({ name: 'OptionsError' }));
});
