import { expect, test } from 'vitest';
import {
  OptionsError,
  ShapeError,
  svgChart,
  terminalChart,
  ValueError,
} from '../../../src/index.ts';
import { columnBands } from '../../../src/pictures/plots/downsample.ts';

const x = [0, 1, 2, 3];
const band = { label: 'a', x, y: [1, 2, 3, 4], low: [0, 1, 2, 3], high: [2, 3, 4, 6] };

test('a band is one area, up its upper end and back along its lower one', () => {
  const svg = svgChart({ series: [band], yRange: [0, 6], width: 400, height: 220 });
  const [, path] = /<path d="(M[^"]*Z)" fill="#1d5fbf" opacity="0.18"\/>/.exec(svg)!;
  const points = path!.slice(1, -1).split('L');
  expect(points).toHaveLength(8);
  const [left, right] = [points[0]!.split(' ')[0], points[3]!.split(' ')[0]];
  expect(points[7]!.split(' ')[0]).toBe(left);
  expect(points[4]!.split(' ')[0]).toBe(right);
  const heights = points.map((point) => Number(point.split(' ')[1]));
  // 0 to 6 over the height of the plot, from the bottom.
  const [bottom, unit] = [heights[7]!, (heights[7]! - heights[0]!) / 2];
  const values = heights.map((height) => (bottom - height) / unit);
  for (const [at, value] of [2, 3, 4, 6, 3, 2, 1, 0].entries()) {
    expect(values[at]).toBeCloseTo(value, 1);
  }
});

test('a gap of either end divides a band', () => {
  const low = [0, NaN, 2, 3];
  const svg = svgChart({ series: [{ ...band, low }] });
  expect(/<path d="([^"]*)" fill="#1d5fbf"/.exec(svg)![1]!.match(/M/g)).toHaveLength(2);
  const none = svgChart({ series: [{ ...band, low: x.map(() => NaN) }] });
  expect(none).not.toContain('opacity="0.18"');
});

test('the axis reaches as far as the band', () => {
  const wide = { ...band, high: [2, 3, 4, 960] };
  expect(svgChart({ series: [wide] })).toContain('>1000</text>');
  expect(terminalChart({ series: [wide] })).toContain('1000 ┤');
});

test('columns reach as far as any band in them', () => {
  const column = (value: number): number => Math.floor(value / 2);
  expect(columnBands(x, [0, -1, 2, 3], [2, 3, 9, 6], column)).toEqual([
    [
      { x: 0, low: -1, high: 3 },
      { x: 2, low: 2, high: 9 },
    ],
  ]);
  expect(columnBands(x, [0, NaN, 2, 3], [2, 3, Infinity, 6], (value) => value)).toEqual([
    [{ x: 0, low: 0, high: 2 }],
    [{ x: 3, low: 3, high: 6 }],
  ]);
});

test('in a terminal a band is loose dots around the line', () => {
  const without = terminalChart({ series: [{ label: 'a', x, y: band.y }], yRange: [0, 6] });
  const within = terminalChart({ series: [band], yRange: [0, 6] });
  const dots = (text: string): number =>
    [...text].reduce((sum, one) => {
      const bits = one.codePointAt(0)! - 0x2800;
      return bits > 0 && bits < 256 ? sum + bits.toString(2).replaceAll('0', '').length : sum;
    }, 0);
  expect(dots(within)).toBeGreaterThan(2 * dots(without));
  expect(within.split('\n').every((line) => line.length <= 72)).toBe(true);
});

test('a range cuts off what lies beyond, and needs no id in the page', () => {
  const svg = svgChart({ series: [band], yRange: [1, 2] });
  expect(svg.match(/<svg /g)).toHaveLength(2);
  expect(svg).not.toMatch(/ id=/);
  expect(svg).toContain('>2.0</text>');
  expect(terminalChart({ series: [band], yRange: [1, 2] })).toContain('2.0 ┤');
});

test('a dark theme, and colors of one’s own', () => {
  const dark = svgChart({ series: [band, { ...band, color: 'gold"/><x' }], theme: 'dark' });
  expect(dark).toContain('fill="#0f172a"/>');
  expect(dark).toContain('stroke="#6ea8fe"');
  expect(dark).toContain('stroke="gold&#34;/&#62;&#60;x"');
  expect(dark).not.toContain('#ffffff');
});

test('a theme that the page decides has the colors of both', () => {
  const draw = (theme: 'light' | 'dark' | 'auto') =>
    svgChart({ series: [band, { ...band, color: 'gold' }], title: 'T', yLabel: 'y', theme });
  const auto = draw('auto');
  const pick = (index: 1 | 2) =>
    auto.replaceAll(/light-dark\((#\w+),(#\w+)\)/g, (...found: string[]) => found[index]!);
  expect(pick(1)).toBe(draw('light'));
  expect(pick(2)).toBe(draw('dark'));
});

test('refuses bands, ranges and themes that are none', () => {
  const { low: _, ...half } = band;
  const draw = (options: object) => () => svgChart({ series: [band], ...options });
  expect(draw({ series: [half] })).toThrow(/both low and high/);
  expect(draw({ series: [{ ...band, low: [1] }] })).toThrow(ShapeError);
  expect(draw({ series: [{ ...band, low: [1, 2, 3, '4'] }] })).toThrow(ValueError);
  expect(draw({ series: [{ ...band, color: 7 }] })).toThrow(OptionsError);
  for (const yRange of [[1, 1], [2, 1], [0, Infinity], [0], 5, null]) {
    expect(draw({ yRange })).toThrow(/yRange must be \[min, max\]/);
  }
  expect(draw({ theme: 'blue' })).toThrow(OptionsError);
  expect(() => terminalChart({ series: [band], theme: 'dark' } as never)).toThrow(OptionsError);
});
