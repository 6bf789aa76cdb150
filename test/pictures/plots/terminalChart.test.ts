import { expect, test } from 'vitest';
import { columnsOf } from '../../../src/pictures/plots/columns.ts';
import { terminalChart } from '../../../src/pictures/plots/terminalChart.ts';

const rising = { label: 'return', x: [0, 50, 100], y: [0, 100, 200] };

test('draws a line between axes', () => {
  const chart = terminalChart({
    title: 'CartPole',
    series: [rising],
    width: 30,
    height: 10,
    xLabel: 'episodes',
  });
  expect(chart.split('\n')).toEqual([
    'CartPole',
    'return',
    '200 ┤                    ⢀⣀⠤⠒⠉',
    '    │                ⣀⠤⠒⠊⠁',
    '100 ┤          ⢀⣀⠤⠔⠊⠉',
    '    │     ⣀⡠⠤⠒⠊⠁',
    '  0 ┤⣀⠤⠔⠊⠉',
    '    └┬───────────┬───────────┬',
    '     0          50         100',
    '             episodes',
  ]);
});

test('puts extreme points at the right place', () => {
  const chart = terminalChart({
    series: [{ label: 'a', x: [0, 1, 2], y: [0, 10, 0] }],
    width: 43,
    height: 12,
  });
  const rows = chart.split('\n').slice(1, 10);
  const plot = rows.map((row) => row.slice(4).padEnd(39));
  expect(rows[0]).toMatch(/^10 ┤/);
  // The peak is in the middle of the first row, the ends are in the corners.
  expect(plot[0]?.trim().length).toBeLessThanOrEqual(4);
  expect(plot[0]?.indexOf(plot[0].trim())).toBeGreaterThanOrEqual(17);
  expect(plot[0]?.indexOf(plot[0].trim())).toBeLessThanOrEqual(19);
  expect(plot[8]?.[0]).not.toBe(' ');
  expect(plot[8]?.[38]).not.toBe(' ');
  expect(plot[8]?.slice(5, 34).trim()).toBe('');
});

test.each([
  { width: 24, height: 8 },
  { width: 80, height: 24 },
  { width: 61, height: 33 },
])('keeps to $width × $height', ({ width, height }) => {
  const chart = terminalChart({
    title: 'A title that is rather long for a terminal of 24 columns',
    series: [rising, { label: 'a label that is too long', x: [0, 100], y: [-1e5, 1e5] }],
    xLabel: 'environment steps of 4 frames each, in thousands or not at all',
    yLabel: 'return',
    width,
    height,
  });
  const lines = chart.split('\n');
  expect(lines).toHaveLength(height);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
});

test('names each line at its end', () => {
  const chart = terminalChart({
    series: [
      { label: 'high', x: [0, 1], y: [0, 10] },
      { label: 'low', x: [0, 1], y: [10, 0] },
      { label: 'empty', x: [0, 1], y: [NaN, NaN] },
    ],
    height: 12,
  });
  const lines = chart.split('\n');
  expect(lines[0]).toMatch(/^10 ┤.* high$/);
  expect(lines[9]).toMatch(/^ 0 ┤.* low$/);
  expect(chart).not.toContain('empty');
});

test('draws the mean where several points share a column', () => {
  const x = Array.from({ length: 100_000 }, (_, index) => index);
  const y = x.map((index) => (index % 2 === 0 ? 0 : 10));
  const chart = terminalChart({
    series: [
      { label: 'noise', x, y },
      { label: 'frame', x: [0, 99_999], y: [0, 10] },
    ],
    height: 13,
  });
  const middle = chart.split('\n')[5] ?? '';
  expect(
    [...middle].filter((character) => character > '⠀' && character <= '⣿').length,
  ).toBeGreaterThan(50);
});

test('draws only the smoothed line of a smoothed series', () => {
  const y = [0, 1000, 0];
  const chart = terminalChart({ series: [{ ...rising, y, smoothed: [1, 2, 3] }] });
  expect(chart).not.toContain('1000');
  expect(chart).toMatch(/^3\.0 ┤/m);
});

test('leaves gaps where values are not finite, and shows lone points', () => {
  const chart = terminalChart({
    series: [{ label: 'a', x: [0, 1, 2, 3, 4], y: [1, NaN, 1, Infinity, 1] }],
    width: 40,
  });
  const dots = [...chart].filter((character) => character > '⠀' && character <= '⣿');
  expect(dots.length).toBeGreaterThanOrEqual(3);
  expect(dots.length).toBeLessThanOrEqual(12);
});

test('says so where there are no data', () => {
  expect(terminalChart({ series: [] })).toContain('no data');
  expect(terminalChart({ series: [{ label: 'a', x: [], y: [] }] })).toContain('no data');
  expect(terminalChart({ series: [{ label: 'a', x: [3], y: [NaN] }] })).toContain('no data');
  expect(terminalChart({ series: [rising] })).not.toContain('no data');
});

test('uses escape codes only if asked for color, and never those in a text', () => {
  const series = [rising, { ...rising, label: '\u001b[31mred\n' }];
  const plain = terminalChart({ series, title: 'a\u0007b' });
  expect(plain).not.toContain('\u001b');
  expect(plain).toContain('a b');
  const colored = terminalChart({ series, title: 'a', color: true });
  expect(colored).toContain('\u001b[94m');
  expect(colored).toContain('\u001b[93m');
  expect(colored).not.toContain('\u001b[31m');
});

test('wide characters and emoji fill two columns of their lines', () => {
  const chart = terminalChart({
    title: '倒立振子の学習曲線、二十四桁には長すぎる',
    series: [
      { label: '🙂🙂🙂🙂🙂🙂', x: [0, 1], y: [0, 1] },
      { ...rising, label: '報酬' },
    ],
    xLabel: '歩数',
    width: 24,
    height: 10,
  });
  const lines = chart.split('\n');
  expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(24);
  expect(lines[0]).toBe('倒立振子の学習曲線、二…');
  expect(chart).toContain(' 🙂🙂…');
  expect(chart).toContain(' 報酬');
  // Centred below the axis, which begins at the sixth column: (13 − 4) / 2 columns of blank.
  expect(lines.at(-1)).toBe(`${' '.repeat(9)}歩数`);
  expect(chart).not.toMatch(/\p{Surrogate}/u);
});

test('a mark without a width of its own takes none from the chart', () => {
  const chartOf = (label: string): readonly string[] =>
    terminalChart({ series: [{ ...rising, label }], width: 30, height: 8 }).split('\n');
  const composed = chartOf('é'.repeat(4));
  expect(chartOf('e\u0301'.repeat(4)).map((line) => line.normalize())).toEqual(composed);
});
