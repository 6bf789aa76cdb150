import { expect, test } from 'vitest';
import { encodeEvaluations } from '../../../src/runs/numpy/evaluations.ts';

test('typed arrays are written as lists are', () => {
  const [returns, lengths] = [
    [1.5, -2],
    [3, 4],
  ];
  const write = (made: object): Uint8Array =>
    encodeEvaluations([
      { environmentSteps: 10, evaluation: { returns, lengths, ...made } },
    ] as never);
  const expected = write({});
  expect(write({ returns: Float64Array.from(returns) })).toEqual(expected);
  expect(write({ lengths: Int32Array.from(lengths) })).toEqual(expected);
});
