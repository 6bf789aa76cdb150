import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { constant } from '../../src/schedules/constant.ts';

test('has the same value at every count', () => {
  const schedule = constant(0.05);
  expect([-1, 0, 1, 1e9].map(schedule)).toEqual([0.05, 0.05, 0.05, 0.05]);
});

test('refuses a value that is not a finite number', () => {
  expect(() => constant(NaN)).toThrow(OptionsError);
  expect(() => constant(Infinity)).toThrow('received Infinity');
});
