import { expect, test } from 'vitest';
import { OptionsError, ShapeError, ValueError } from '../../src/errors.ts';
import { exactAxis, lastFinite, niceAxis, type ChartSeries } from '../../src/plots/lineChart.ts';
import { svgChart } from '../../src/plots/svgChart.ts';
import { terminalChart } from '../../src/plots/terminalChart.ts';

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
  const axis = niceAxis([[3, 13]], 3);
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
    `${name}.series[0] needs one y (and smoothed) for each of 2 x; received 2 and 1.`,
  );
  expect(draw({ x: [1, 0] })).toThrow(ValueError);
  expect(draw({ x: [1, 0] })).toThrow('must not decrease; received 0 at index 1 after 1');
  expect(draw({ x: [NaN, 0] })).toThrow('received NaN at index 0');
  expect(draw({ colour: 1 } as never)).toThrow("no option 'colour'");
  expect(() => chart({ series: [], widht: 3 } as never)).toThrow("did you mean 'width'?");
  expect(() => chart({ series: [], width: 3 })).toThrow(OptionsError);
  expect(() => chart({ series: [], height: 3 })).toThrow(`${name}.height must be`);
});
