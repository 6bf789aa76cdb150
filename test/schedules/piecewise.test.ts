import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { piecewise } from '../../src/schedules/piecewise.ts';
import { checkTable } from './laws.ts';

type Points = [number, number][];

const points: Points = [
  [10, 1],
  [20, 0.5],
  [60, 0.9],
];

test('goes in straight lines from point to point', () => {
  checkTable(piecewise({ points }), [
    [0, 1],
    [10, 1],
    [15, 0.75],
    [20, 0.5],
    [40, 0.7],
    [60, 0.9],
    [99, 0.9],
  ]);
});

test('steps, if asked to, exactly at the points', () => {
  checkTable(piecewise({ points, interpolation: 'step' }), [
    [0, 1],
    [10, 1],
    [19.999, 1],
    [20, 0.5],
    [59.999, 0.5],
    [60, 0.9],
    [99, 0.9],
  ]);
});

test('is constant with a single point', () => {
  checkTable(piecewise({ points: [[5, 0.3]] }), [
    [0, 0.3],
    [5, 0.3],
    [9, 0.3],
  ]);
});

test('passes exactly through every point and stays between neighbours', () => {
  const anyPoints = fc
    .uniqueArray(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 2, maxLength: 8 })
    .chain((counts) =>
      fc.tuple(
        fc.constant(counts.sort((a, b) => a - b)),
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
          minLength: counts.length,
          maxLength: counts.length,
        }),
      ),
    )
    .map(([counts, values]) =>
      counts.map((count, index): [number, number] => [count, values[index] ?? 0]),
    );
  fc.assert(
    fc.property(
      anyPoints,
      fc.constantFrom('linear' as const, 'step' as const),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, interpolation, fraction) => {
        const schedule = piecewise({ points: list, interpolation });
        for (const [index, [count, value]] of list.entries()) {
          expect(schedule(count)).toBe(value);
          const next = list[index + 1];
          if (!next) continue;
          const between = schedule(count + fraction * (next[0] - count));
          expect(between).toBeGreaterThanOrEqual(Math.min(value, next[1]));
          expect(between).toBeLessThanOrEqual(Math.max(value, next[1]));
        }
      },
    ),
  );
});

test('does not notice when the caller changes the points afterwards', () => {
  const mine: Points = [
    [0, 1],
    [10, 0],
  ];
  const schedule = piecewise({ points: mine });
  mine[1] = [10, 100];
  expect(schedule(5)).toBe(0.5);
});

test('refuses points that are missing, malformed or out of order', () => {
  const create = (bad: unknown) => () => piecewise({ points: bad as Points });
  expect(create([])).toThrow('at least one [count, value] pair; received an array of 0.');
  expect(create(undefined)).toThrow(OptionsError);
  expect(create([[1, 2, 3]])).toThrow('piecewise.points[0] must be a [count, value] pair');
  expect(create([[0, 1], 4])).toThrow('piecewise.points[1] must be a [count, value] pair');
  expect(create([[0, NaN]])).toThrow('piecewise.points[0][1] (the value) must be a finite number');
  expect(
    create([
      [5, 1],
      [5, 2],
    ]),
  ).toThrow('piecewise.points[1] has count 5, which must be above the count before it, 5;');
});

test('refuses shares of the training in place of counts, and holes', () => {
  const create = (bad: unknown) => () => piecewise({ points: bad as Points });
  const shares = [
    [0, 1],
    [0.5, 0.1],
  ];
  expect(create(shares)).toThrow('counts of steps (of updates for a learning rate), not shares');
  const whole = [
    [0, 1],
    [0.5, 0.5],
    [1, 0.1],
  ];
  expect(create(whole)).toThrow('received 1 as the last');
  expect(create([[0.5, 1]])).not.toThrow();
  expect(create(Array(3))).toThrow('piecewise.points[0] must be a [count, value] pair');
});

test('refuses unknown options and interpolations', () => {
  expect(() => piecewise({ points, interpolation: 'cubic' as 'step' })).toThrow(
    "must be 'linear' or 'step'; received 'cubic'.",
  );
  expect(() => piecewise({ points, step: true } as never)).toThrow("no option 'step'");
});
