import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { linear } from '../../src/schedules/linear.ts';
import { toSchedule } from '../../src/schedules/resolve.ts';

const probability = {
  requirement: 'a number from 0 to 1',
  allows: (value: number): boolean => value >= 0 && value <= 1,
};

test('makes a schedule of a number', () => {
  expect([0, 7].map(toSchedule('tau', 3))).toEqual([3, 3]);
});

test('passes the values of a schedule on', () => {
  const schedule = toSchedule('beta', linear({ from: 0, to: 1, over: 10 }), probability);
  expect([0, 5, 10].map(schedule)).toEqual([0, 0.5, 1]);
});

test('refuses at once a number that is out of range, and what is neither', () => {
  expect(() => toSchedule('beta', 1.5, probability)).toThrow(OptionsError);
  expect(() => toSchedule('beta', 1.5, probability)).toThrow(
    'beta must be a number from 0 to 1, or a schedule that returns one; received 1.5.',
  );
  expect(() => toSchedule('tau', NaN)).toThrow('tau must be a finite number');
  expect(() => toSchedule('tau', '1' as never)).toThrow("received '1'.");
});

test('throws when a schedule returns something out of range, naming option, count and value', () => {
  const schedule = toSchedule('beta', (count) => count / 10, probability);
  expect(schedule(10)).toBe(1);
  expect(() => schedule(11)).toThrow(ValueError);
  expect(() => schedule(11)).toThrow(
    'The schedule of beta returned 1.1 at count 11; it must return a number from 0 to 1 at every count.',
  );
  expect(() => toSchedule('tau', () => Infinity)(3)).toThrow('returned Infinity at count 3');
  expect(() => toSchedule('tau', (() => undefined) as never)(3)).toThrow('returned undefined');
});
