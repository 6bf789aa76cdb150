import { describe, expect, test } from 'vitest';
import { huberLoss, squaredLoss } from '../../src/heads/losses.ts';

test('Huber, a table by hand', () => {
  const errors = [-3, -1, -0.5, 0, 0.5, 1, 3];
  const { value, derivative } = huberLoss(1);
  expect(errors.map(value)).toEqual([2.5, 0.5, 0.125, 0, 0.125, 0.5, 2.5]);
  expect(errors.map(derivative)).toEqual([-1, -1, -0.5, 0, 0.5, 1, 1]);
  expect(huberLoss(2).value(3)).toBe(4);
  expect(huberLoss(2).derivative(-3)).toBe(-2);
});

test('squared error, a table by hand', () => {
  expect([-2, 0, 3].map(squaredLoss.value)).toEqual([4, 0, 9]);
  expect([-2, 0, 3].map(squaredLoss.derivative)).toEqual([-4, 0, 6]);
});

describe.each([
  ['Huber 1', huberLoss(1)],
  ['Huber 0.3', huberLoss(0.3)],
  ['squared', squaredLoss],
])('%s', (_, { value, derivative }) => {
  test('the derivative is that of the value', () => {
    for (const error of [-5, -0.7, -0.2, 0.1, 0.6, 4]) {
      const slope = (value(error + 1e-6) - value(error - 1e-6)) / 2e-6;
      expect(derivative(error)).toBeCloseTo(slope, 6);
    }
  });

  test('NaN stays NaN', () => {
    expect(value(NaN)).toBeNaN();
    expect(derivative(NaN)).toBeNaN();
  });
});
