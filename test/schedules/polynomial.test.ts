import { describe, expect, test } from 'vitest';
import { polynomial } from '../../src/schedules/polynomial.ts';
import { checkRampLaws, checkTable } from './laws.ts';

describe.each([0.3, 1, 2.5])('of power %d', (power) => {
  checkRampLaws((options) => polynomial({ ...options, power }));
});

test('follows a power of the time that is left', () => {
  checkTable(polynomial({ from: 10, to: 2, over: 4, power: 2 }), [
    [0, 10],
    [1, 6.5],
    [2, 4],
    [3, 2.5],
    [4, 2],
  ]);
});

test('refuses a power that is missing or not above 0', () => {
  const create = (power: unknown) => () =>
    polynomial({ from: 1, to: 0, over: 4, power: power as number });
  expect(create(0)).toThrow('polynomial.power must be a finite number above 0; received 0.');
  expect(create(undefined)).toThrow('received undefined');
});
