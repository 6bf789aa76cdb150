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

test('is multiplied by a factor at every count, until it has arrived', () => {
  checkTable(exponential({ from: 1, factor: 0.5, to: 0.1, start: 2 }), [
    [0, 1],
    [2, 1],
    [3, 0.5],
    [4, 0.25],
    [5, 0.125],
    [6, 0.1],
    [1e9, 0.1],
  ]);
  checkTable(exponential({ from: 0.5, factor: 2, to: 3 }), [
    [1, 1],
    [2, 2],
    [3, 3],
    [1e9, 3],
  ]);
});

test('a factor gives the values of a loop that multiplies', () => {
  const schedule = exponential({ from: 1, factor: 0.999, to: 0.01 });
  let epsilon = 1;
  for (let step = 0; step < 10_000; step++) {
    expect(schedule(step)).toBeCloseTo(epsilon, 12);
    epsilon = Math.max(epsilon * 0.999, 0.01);
  }
});

test('a factor that is the one of over gives the same values', () => {
  const [from, to, over] = [2, 0.03, 500];
  const byFactor = exponential({ from, factor: (to / from) ** (1 / over), to });
  const byLength = exponential({ from, to, over });
  for (let count = 0; count <= 600; count++) {
    expect(byFactor(count) / byLength(count)).toBeCloseTo(1, 10);
  }
});

test('refuses a factor that leads away from the end, or beside over', () => {
  const away = 'exponential.factor must be below 1 to lead from 1 to 0.1; received 1.01.';
  expect(() => exponential({ from: 1, factor: 1.01, to: 0.1 })).toThrow(away);
  expect(() => exponential({ from: 1, factor: 1, to: 0.1 })).toThrow('must be below 1');
  expect(() => exponential({ from: 0.1, factor: 0.9, to: 1 })).toThrow('must be above 1');
  expect(() => exponential({ from: 1, factor: 0, to: 0.1 })).toThrow('exponential.factor must be');
  expect(() => exponential({ from: 1, factor: 0.9, to: 0.1, over: 5 })).toThrow(
    'exponential takes over or factor, not both',
  );
  expect(() => exponential({ from: 1, factor: 0.9, to: 0.1, decay: 1 } as never)).toThrow(
    "exponential has no option 'decay'",
  );
  expect(() => exponential({ from: 1, factor: 0.9 } as never)).toThrow('exponential.to must be');
  expect(() => exponential({ from: 1, factor: 0.9, to: 0.1 })('1' as never)).toThrow(
    'A schedule is a function of a count',
  );
  expect(exponential({ from: 1, factor: 0.9, to: 1 })(7)).toBe(1);
});

test('towards a limit the distance changes by the same factor', () => {
  const schedule = exponential({ from: 0.97, to: 0.997, over: 10, limit: 1 });
  expect(schedule(0)).toBe(0.97);
  expect(schedule(5)).toBeCloseTo(1 - Math.sqrt(0.03 * 0.003), 12);
  expect(schedule(10)).toBe(0.997);
  expect(schedule.options).toEqual({ from: 0.97, to: 0.997, over: 10, start: 0, limit: 1 });
  // Below it, with values that the plain form cannot have.
  expect(exponential({ from: -4, to: -1, over: 2, limit: 0 })(1)).toBeCloseTo(-2, 12);
  for (const limit of [0.98, 0.97, 0.997, Infinity, NaN]) {
    expect(() => exponential({ from: 0.97, to: 0.997, over: 10, limit })).toThrow(/limit/);
  }
  expect(() => exponential({ from: 1, to: 0.1, factor: 0.5, limit: 0 })).toThrow(
    /limit together with over/,
  );
});
