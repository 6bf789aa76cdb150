import { expect, test } from 'vitest';
import { expOfNegative } from '../../src/heads/exponential.ts';

test('is the exponential function, to ten digits', () => {
  for (let x = 0; x > -104; x -= 0.00713) {
    expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThan(1e-10);
  }
});

test('ends where there is nothing left beside 1', () => {
  expect(expOfNegative(0)).toBe(1);
  expect(expOfNegative(-0)).toBe(1);
  expect(expOfNegative(-103.99)).toBeGreaterThan(0);
  expect([-104, -1e30, -Infinity].map(expOfNegative)).toEqual([0, 0, 0]);
  expect(expOfNegative(NaN)).toBeNaN();
});
