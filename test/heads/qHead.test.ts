import { describe, expect, test } from 'vitest';
import { qHead } from '../../src/heads/qHead.ts';
import type { Batch } from '../../src/replay/batch.ts';

const batch: Batch = {
  size: 3,
  observations: new Float32Array(3),
  nextObservations: new Float32Array(3),
  actions: Int32Array.of(1, 0, 1),
  rewards: Float32Array.of(1, 2, -1),
  terminated: Uint8Array.of(0, 1, 0),
  truncated: Uint8Array.of(0, 0, 1),
  weights: Float32Array.of(1, 0.5, 2),
  indices: new Int32Array(3),
  nextActionMasks: null,
};
const online = Float32Array.of(0, 2.5, 1.5, 0, 7, 1);
const nextOnline = Float32Array.of(1, 0, 9, 9, 0, 1);
const nextTarget = Float32Array.of(2, 4, 50, 50, 6, 2);

test('plain Q-learning, a table by hand', () => {
  const head = qHead({ discount: 0.5, double: false });
  expect(head.usesNextOnline).toBe(false);
  const result = head.evaluate({ batch, online, nextTarget, nextOnline: null });
  // y = 1 + 0.5·4, 2 (terminated), −1 + 0.5·6 (truncated: the future counts).
  expect([...result.tdErrors]).toEqual([0.5, 0.5, 1]);
  expect(result.loss).toBeCloseTo((0.125 + 0.5 * 0.125 + 2 * 0.5) / 3, 6);
  expect(result.meanQ).toBeCloseTo((2.5 + 1.5 + 1) / 3, 6);
  const expected = [0, -0.5, -0.25, 0, 0, -2].map((value) => Math.fround(value / 3));
  expect([...result.outputGradient]).toEqual(expected);
});

test('double Q-learning, a table by hand', () => {
  const head = qHead({ discount: 0.5 });
  expect(head.usesNextOnline).toBe(true);
  const { tdErrors } = head.evaluate({ batch, online, nextTarget, nextOnline });
  // The online network picks action 0 in the first row, 1 in the third.
  expect([...tdErrors]).toEqual([1 + 0.5 * 2 - 2.5, 0.5, -1 + 0.5 * 2 - 1]);
});

test('the maximum is over the actions that the masks allow', () => {
  const nextActionMasks = Uint8Array.of(1, 0, 0, 0, 0, 1);
  const masked = { ...batch, nextActionMasks };
  const plain = qHead({ discount: 0.5, double: false });
  const single = plain.evaluate({ batch: masked, online, nextTarget, nextOnline: null });
  // y = 1 + 0.5·2, 2 (terminated: its mask may allow nothing), −1 + 0.5·2.
  expect([...single.tdErrors]).toEqual([2 - 2.5, 0.5, 0 - 1]);
  const chosen = Float32Array.of(0, 1, 9, 9, 1, 0);
  const double = qHead({ discount: 0.5 });
  const result = double.evaluate({ batch: masked, online, nextTarget, nextOnline: chosen });
  // The online network would rather take 1 and 0.
  expect([...result.tdErrors]).toEqual([2 - 2.5, 0.5, 0 - 1]);
});

test('writes into the same arrays again, and leaves nothing of the last batch', () => {
  const head = qHead({ discount: 0.5, double: false });
  const input = { batch, online, nextTarget, nextOnline: null };
  const first = head.evaluate(input);
  const [tdErrors, outputGradient] = [[...first.tdErrors], [...first.outputGradient]];
  const others = head.evaluate({ ...input, batch: { ...batch, actions: Int32Array.of(0, 1, 0) } });
  expect(others.outputGradient).toBe(first.outputGradient);
  expect([...others.outputGradient].map((slope) => slope !== 0)).not.toEqual(
    outputGradient.map((slope) => slope !== 0),
  );
  const again = head.evaluate(input);
  expect(again.tdErrors).toBe(first.tdErrors);
  expect([[...again.tdErrors], [...again.outputGradient]]).toEqual([tdErrors, outputGradient]);
});

test('takes batches of any size in turn', () => {
  const head = qHead({ discount: 0.5 });
  const whole = head.evaluate({ batch, online, nextTarget, nextOnline });
  const tdErrors = [...whole.tdErrors];
  const one = {
    ...batch,
    size: 1,
    actions: batch.actions.slice(0, 1),
    rewards: batch.rewards.slice(0, 1),
    terminated: batch.terminated.slice(0, 1),
    weights: batch.weights.slice(0, 1),
  };
  const cut = (values: Float32Array): Float32Array => values.slice(0, 2);
  const input = {
    batch: one,
    online: cut(online),
    nextTarget: cut(nextTarget),
    nextOnline: cut(nextOnline),
  };
  expect([...head.evaluate(input).tdErrors]).toEqual(tdErrors.slice(0, 1));
  expect([...head.evaluate({ batch, online, nextTarget, nextOnline }).tdErrors]).toEqual(tdErrors);
});

test('a column of another length is refused', () => {
  const input = { batch, online, nextTarget, nextOnline };
  for (const name of ['rewards', 'terminated'] as const) {
    const short = { ...batch, [name]: batch[name].slice(1) };
    expect(() => qHead().evaluate({ ...input, batch: short })).toThrow(
      expect.objectContaining({ name: 'ShapeError' }),
    );
  }
});

describe.each(['huber', 'mse'] as const)('with the loss %s', (loss) => {
  test('the gradient is that of the loss', () => {
    const head = qHead({ discount: 0.9, loss });
    const result = head.evaluate({ batch, online, nextTarget, nextOnline });
    // The arrays are the head's own.
    const outputGradient = result.outputGradient.slice();
    online.forEach((value, index) => {
      const lossAt = (moved: number): number => {
        const changed = online.slice();
        changed[index] = moved;
        return head.evaluate({ batch, online: changed, nextTarget, nextOnline }).loss;
      };
      const step = 2 ** -10;
      const slope = (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      expect(outputGradient[index]).toBeCloseTo(slope, 4);
    });
  });
});

test.each([
  { discount: 1.1 },
  { discount: NaN },
  { loss: 'mae' as never },
  { huberDelta: 0 },
  { dobule: true } as never,
])('an impossible option is refused: %o', (options) => {
  expect(() => qHead(options)).toThrow(expect.objectContaining({ name: 'OptionsError' }));
});
