import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OptionsError, ShapeError, ValueError } from '../../../src/errors.ts';
import {
  exactAxis,
  lastFinite,
  niceAxis,
  type ChartOptions,
  type ChartSeries,
} from '../../../src/pictures/plots/lineChart.ts';
import { svgChart } from '../../../src/pictures/plots/svgChart.ts';
import { terminalChart } from '../../../src/pictures/plots/terminalChart.ts';

test('an axis reaches from the least to the largest finite value', () => {
  const axis = exactAxis(
    [
      [3, NaN, 8],
      [Infinity, 13],
    ],
    5,
  );
  expect([axis.min, axis.max]).toEqual([3, 13]);
  expect([3, 8, 13].map(axis.position)).toEqual([0, 0.5, 1]);
  expect(axis.ticks).toEqual([4, 6, 8, 10, 12]);
});

test('a nice axis reaches to the next ticks', () => {
  const axis = niceAxis([[3, 13]], 3, null);
  expect([axis.min, axis.max]).toEqual([0, 15]);
});

test.each([
  { values: [], min: 0, max: 1 },
  { values: [NaN], min: 0, max: 1 },
  { values: [0, 0], min: -1, max: 1 },
  { values: [-20], min: -22, max: -18 },
])('an axis of $values reaches from $min to $max', ({ values, min, max }) => {
  expect(exactAxis([values], 4)).toMatchObject({ min, max });
});

test('lastFinite skips what is not finite', () => {
  expect(lastFinite([1, 2, NaN, Infinity])).toBe(2);
  expect(lastFinite([NaN])).toBeUndefined();
});

test.each([
  { name: 'terminalChart', chart: terminalChart },
  { name: 'svgChart', chart: svgChart },
])('$name refuses bad options', ({ name, chart }) => {
  const draw = (series: Partial<ChartSeries>) => () =>
    chart({ series: [{ label: 'a', x: [0, 1], y: [0, 1], ...series }] });
  expect(draw({})).not.toThrow();
  expect(draw({ y: [1] })).toThrow(ShapeError);
  expect(draw({ smoothed: [1] })).toThrow(
    `${name}.series[0] needs one smoothed for each of 2 x; received 1.`,
  );
  expect(draw({ x: [1, 0] })).toThrow(ValueError);
  expect(draw({ x: [1, 0] })).toThrow('must not decrease; received 0 at index 1 after 1');
  expect(draw({ x: [NaN, 0] })).toThrow('received NaN at index 0');
  expect(draw({ colour: 1 } as never)).toThrow("no option 'colour'");
  expect(() => chart({ series: [], widht: 3 } as never)).toThrow("did you mean 'width'?");
  expect(() => chart({ series: [], width: 3 })).toThrow(OptionsError);
  expect(() => chart({ series: [], height: 3 })).toThrow(`${name}.height must be`);
  expect(() => chart({ series: [], width: 2 ** 40 })).toThrow(OptionsError);
  expect(() => chart({ series: [], height: 2 ** 40 })).toThrow(`${name}.height must be`);
});

test.each([
  { name: 'terminalChart', chart: terminalChart },
  { name: 'svgChart', chart: svgChart },
])('$name refuses what is no series and no text', ({ name, chart }) => {
  const draw = (options: unknown) => () => chart(options as ChartOptions);
  const one = { label: 'a', x: [0, 1], y: [0, 1] };
  expect(draw(undefined)).toThrow(OptionsError);
  expect(draw({})).toThrow(`${name}.series must be a list of { label, x, y }; received undefined`);
  expect(draw({ series: null })).toThrow(OptionsError);
  expect(draw({ series: [null] })).toThrow(OptionsError);
  expect(draw({ series: [one], title: 7 })).toThrow(`${name}.title must be a string; received 7`);
  expect(draw({ series: [one], xLabel: null })).toThrow(OptionsError);
  expect(draw({ series: [one], yLabel: {} })).toThrow(OptionsError);
  expect(draw({ series: [{ ...one, label: undefined }] })).toThrow(
    `${name}.series[0].label must be a string; received undefined`,
  );
  expect(draw({ series: [{ ...one, x: undefined }] })).toThrow(
    `${name}.series[0].x must be an array of numbers; received undefined`,
  );
  expect(draw({ series: [{ ...one, y: null }] })).toThrow(ValueError);
  expect(draw({ series: [{ ...one, y: '01' }] })).toThrow(ValueError);
  expect(draw({ series: [{ ...one, y: ['1', '2'] }] })).toThrow(
    `${name}.series[0].y must hold numbers; received '1' at index 0`,
  );
  expect(draw({ series: [{ ...one, smoothed: 'ab' }] })).toThrow(ValueError);
});

describe.each([
  { name: 'terminalChart', chart: terminalChart },
  { name: 'svgChart', chart: svgChart },
])('$name', ({ chart }) => {
  const draw = (x: number[], y: number[]): string => chart({ series: [{ label: 'a', x, y }] });

  test.each<[number[], number[]]>([
    [
      [0, 1],
      [0, 5e-324],
    ],
    [
      [0, 1],
      [0, 1e-308],
    ],
    [
      [0, 1],
      [1e-310, 1e-310],
    ],
    [
      [0, 1],
      [1e-290, 1e-290],
    ],
    [
      [0, 1],
      [-1e300, 1e300],
    ],
    [
      [0, 1],
      [1e300, 1e300],
    ],
    [
      [0, 5e-324],
      [0, 1],
    ],
    [
      [-1e300, 0, 1e300],
      [0, 1, 0],
    ],
    [
      [1e15, 1e15 + 1],
      [0, 1],
    ],
    [
      [0, 1],
      [1e15, 1e15 + 1],
    ],
  ])('draws x %j, y %j', (x, y) => {
    expect(draw(x, y)).not.toMatch(/NaN|Infinity/);
  });

  test.each<[number[], number[]]>([
    [
      [0, 1],
      [-1e308, 1e308],
    ],
    [
      [0, 1],
      [1.7e308, 1.7e308],
    ],
    [
      [-1.7e308, 0, 1.7e308],
      [0, 1, 2],
    ],
  ])('refuses x %j, y %j', (x, y) => {
    expect(() => draw(x, y)).toThrow(ValueError);
    expect(() => draw(x, y)).toThrow('must not go beyond ±1e+300');
  });

  const number = fc.oneof(
    fc.double({ min: -1e300, max: 1e300 }),
    fc.double({ min: -1e-300, max: 1e-300 }),
    fc.constantFrom(0, -0, 1, 5e-324, -5e-324, 1e300, -1e300),
  );

  test('draws whatever is in range', () => {
    fc.assert(
      fc.property(
        fc.array(number, { maxLength: 6 }),
        fc.infiniteStream(number),
        (positions, values) => {
          const x = positions.map((at) => (Number.isNaN(at) ? 0 : at)).sort((a, b) => a - b);
          expect(
            draw(
              x,
              x.map(() => Number(values.next().value)),
            ),
          ).not.toMatch(/NaN|Infinity/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
