import { expect, test } from 'vitest';
import { exponential } from '../../src/schedules/exponential.ts';
import { checkRampLaws, checkTable } from './laws.ts';

checkRampLaws(exponential, { positive: true });

test('changes by the same factor at every count', () => {
  checkTable(exponential({ from: 1, to: 1 / 16, over: 4, start: 10 }), [
    [9, 1],
    [10, 1],
    [11, 1 / 2],
    [12, 1 / 4],
    [13, 1 / 8],
    [14, 1 / 16],
    [15, 1 / 16],
  ]);
});

test('survives a ratio that overflows', () => {
  const schedule = exponential({ from: 1e-200, to: 1e200, over: 2 });
  expect(schedule(1)).toBeCloseTo(1, 10);
});

test('refuses 0 and negative values: no factor leads there', () => {
  expect(() => exponential({ from: 1, to: 0, over: 4 })).toThrow('exponential.to must be');
  expect(() => exponential({ from: -1, to: 1, over: 4 })).toThrow('exponential.from must be');
});
