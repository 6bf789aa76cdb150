import { expect, test } from 'vitest';
import { qHead } from '../../src/heads/qHead.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { evaluateHead } from './evaluateHead.ts';

/** One transition with reward 0 that goes on. */
const single: Batch = {
  size: 1,
  observations: new Float32Array(1),
  nextObservations: new Float32Array(1),
  actions: Int32Array.of(0),
  rewards: Float32Array.of(0),
  discounts: Float32Array.of(0.99),
  weights: Float32Array.of(1),
  nextActionMasks: null,
};

/** The head's result where the TD error `q − y` is `error`, as the next values are 0. */
function atError(head: ReturnType<typeof qHead>, error: number) {
  const zeros = Float32Array.of(0, 0);
  const online = Float32Array.of(error, 0);
  const { loss, outputGradient } = evaluateHead(head, {
    batch: single,
    online,
    nextTarget: zeros,
    nextOnline: zeros,
  });
  return { loss, gradient: outputGradient[0] };
}

test.each([
  // ½x² up to δ, δ(|x| − ½δ) beyond.
  { huberDelta: 2, error: 1.5, loss: 1.125, gradient: 1.5 },
  { huberDelta: 2, error: 5, loss: 8, gradient: 2 },
  { huberDelta: 2, error: -5, loss: 8, gradient: -2 },
  { huberDelta: 0.5, error: 1.5, loss: 0.625, gradient: 0.5 },
  { huberDelta: undefined, error: 1.5, loss: 1, gradient: 1 },
])('Huber with δ $huberDelta at $error', ({ huberDelta, error, loss, gradient }) => {
  const head = qHead(huberDelta === undefined ? {} : { huberDelta });
  expect(atError(head, error)).toEqual({ loss, gradient });
});

test('huberDelta has no part in the squared error', () => {
  expect(atError(qHead({ loss: 'mse', huberDelta: 0.5 }), 3)).toEqual({ loss: 9, gradient: 6 });
});

test('the double head, which is the default, cannot do without nextOnline', () => {
  const head = qHead();
  expect(head.uses.nextOnline).toBe(true);
  const values = Float32Array.of(0, 0);
  expect(() =>
    evaluateHead(head, { batch: single, online: values, nextTarget: values, nextOnline: null }),
  ).toThrow(expect.objectContaining({ name: 'ShapeError' }));
});
