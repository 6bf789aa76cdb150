import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { cosine } from '../../src/schedules/cosine.ts';
import { exponential } from '../../src/schedules/exponential.ts';
import { linear } from '../../src/schedules/linear.ts';
import { piecewise } from '../../src/schedules/piecewise.ts';
import { polynomial } from '../../src/schedules/polynomial.ts';
import { toSchedule } from '../../src/schedules/resolve.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';

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

const points = [
  [0, 0.5],
  [50, 2],
  [90, 1],
] as const;

test.each<[string, Schedule, string]>([
  ['begins', linear({ from: 1.5, to: 0, over: 10 }), 'linear(…), which is 1.5 at count 0'],
  ['ends', cosine({ from: 1, to: -1, over: 10, start: 5 }), 'cosine(…), which is -1 at count 15'],
  ['ends', polynomial({ from: 0, to: 2, over: 4, power: 3 }), '(…), which is 2 at count 4'],
  ['ends', exponential({ from: 0.1, factor: 2, to: 3 }), 'exponential(…), which is 3 in the end'],
  ['turns', piecewise({ points }), 'piecewise(…), which is 2 at count 50'],
])('refuses at once a schedule of the library that %s out of range', (_, schedule, message) => {
  const make = (): Schedule => toSchedule('beta', schedule, probability);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow('beta must be a number from 0 to 1 at every count; received ');
  expect(make).toThrow(message);
});

test('what lies before the first count, or in a schedule of another maker, is not looked at', () => {
  const early = [
    [-10, 9],
    [0, 1],
    [10, 0],
  ] as const;
  const before = piecewise({ points: early });
  expect(toSchedule('beta', before, probability)(5)).toBe(0.5);
  // Of the same kind as one of the library, but it says nothing of its turns.
  const own: Schedule = Object.assign((count: number) => Math.min(count, 1), { kind: 'linear' });
  expect(toSchedule('beta', own, probability)(0.5)).toBe(0.5);
  const later: Schedule = Object.assign((count: number) => count / 10, { kind: 'mine' });
  expect(toSchedule('beta', later, probability)(5)).toBe(0.5);
});
