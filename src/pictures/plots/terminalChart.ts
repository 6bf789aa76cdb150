import { requireBoolean } from '../../validation/options.ts';
import { BrailleCanvas } from './brailleCanvas.ts';
import { columnsOf, cutToColumns } from './columns.ts';
import { columnBands, columnMeans } from './downsample.ts';
import {
  exactAxis,
  lastFinite,
  niceAxis,
  resolveChart,
  type Axis,
  type ChartOptions,
  type ChartSeries,
  type ResolvedChart,
} from './lineChart.ts';
import { spreadLabels } from './spreadLabels.ts';
import { formatTicks } from './ticks.ts';

/**
 * Options of {@link terminalChart}: those of every chart, in characters, and
 * whether it may use colors.
 *
 * @category Plots
 */
export interface TerminalChartOptions extends ChartOptions {
  /**
   * Whether each line has a color of its own, by ANSI escape codes.
   *
   * @default false
   */
  readonly color?: boolean;
}

/**
 * Draws a line chart for a terminal, out of braille characters.
 *
 * Where several points fall in the same column of dots, their mean is drawn;
 * where a series is smoothed, only the smoothed line is. A band (`low`, `high`) is an area of
 * loose dots.
 *
 * @returns Lines of at most `width` columns (not counting color codes; East Asian
 *   characters and emoji fill two), without a line break at the end.
 * @throws {OptionsError} If an option is unknown or out of range; the chart
 *   must be at least 24 wide and 8 high, and at most 1,000 either way.
 * @throws {ShapeError} If the arrays of a series differ in length.
 * @throws {ValueError} If an x is not finite or is less than the one before,
 *   or a value is no number or beyond ±1e300.
 * @example
 * ```ts
 * import { terminalChart } from 'deepq';
 *
 * const episodes = [0, 10, 20, 30, 40, 50];
 * const returns = [9, 20, 31, 90, 210, 500];
 * console.log(
 *   terminalChart({
 *     title: 'CartPole',
 *     series: [{ label: 'return', x: episodes, y: returns }],
 *     xLabel: 'episodes',
 *   }),
 * );
 * ```
 * @category Plots
 */
export function terminalChart(options: TerminalChartOptions): string {
  const chart = resolveChart(
    'terminalChart',
    options,
    { width: 72, height: 20 },
    { leastWidth: 24, leastHeight: 8, most: 1_000 },
    ['color'],
  );
  const { color: isColored = false } = options;
  const color = requireBoolean('terminalChart.color', isColored);
  const style = color ? colored : plain;
  const { title, xLabel, yLabel, width } = chart;

  const headings = [title, yLabel].filter((text) => text !== '').length;
  const rows = chart.height - headings - 2 - (xLabel === '' ? 0 : 1);
  const y = niceAxis(
    chart.series.flatMap((series) => [lineOf(series), series.low ?? [], series.high ?? []]),
    Math.max(1, Math.floor(rows / 3)),
    chart.yRange,
  );
  const yTexts = formatTicks(y.ticks);
  const left = Math.max(...yTexts.map((text) => text.length)) + 1;
  const right = labelWidth(chart);
  const columns = width - left - 1 - right;
  const x = exactAxis(
    chart.series.map((series) => series.x),
    Math.max(1, Math.floor(columns / 10)),
  );

  const canvas = new BrailleCanvas(columns, rows);
  // Below all lines.
  for (const [index, series] of chart.series.entries()) drawBand(canvas, series, index, x, y);
  for (const [index, series] of chart.series.entries()) draw(canvas, series, index, x, y);

  const tickOfRow = new Map(y.ticks.map((tick, index) => [rowOf(canvas, y, tick), yTexts[index]!]));
  const labels = right > 0 ? placeLabels(canvas, chart.series, y, rows) : new Map<number, number>();
  const lines = [];
  if (title !== '') lines.push(style.bold(clean(title, width)));
  if (yLabel !== '') lines.push(style.faint(clean(yLabel, width)));
  for (let row = 0; row < rows; row++) {
    const tick = tickOfRow.get(row);
    const margin = `${(tick ?? '').padStart(left - 1)} ${tick === undefined ? '│' : '┤'}`;
    const index = labels.get(row);
    const label =
      index === undefined
        ? ''
        : ` ${style.series(clean(chart.series[index]!.label, right - 1), index)}`;
    lines.push(style.faint(margin) + canvas.row(row, style.series) + label);
  }
  lines.push(...xAxisLines(x, left, columns).map(style.faint));
  if (xLabel !== '') {
    const text = clean(xLabel, columns);
    const indent = left + 1 + Math.floor((columns - columnsOf(text)) / 2);
    lines.push(style.faint(' '.repeat(indent) + text));
  }
  if (tickOfRow.size > 0 && chart.series.every((series) => !hasPoint(series))) {
    const middle = headings + Math.floor(rows / 2);
    lines[middle] = `${lines[middle]!.trimEnd()}${' '.repeat(Math.max(0, columns / 2 - 4))}no data`;
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

function lineOf(series: ChartSeries): ArrayLike<number> {
  return series.smoothed ?? series.y;
}

function hasPoint(series: ChartSeries): boolean {
  return lastFinite(lineOf(series)) !== undefined;
}

function draw(canvas: BrailleCanvas, series: ChartSeries, index: number, x: Axis, y: Axis): void {
  const lastColumn = canvas.dotColumns - 1;
  const means = columnMeans(series.x, lineOf(series), (value) =>
    Math.round(x.position(value) * lastColumn),
  );
  const height = (at: number): number => dotRowOf(canvas, y, means.y[at] ?? NaN);
  for (const [at, column] of means.x.entries()) {
    const row = height(at);
    if (Number.isNaN(row)) continue;
    const before = height(at - 1);
    if (!Number.isNaN(before)) canvas.line(means.x[at - 1]!, before, column, row, index);
    else if (Number.isNaN(height(at + 1))) drawLonePoint(canvas, column, row, index);
  }
}

/** Every fourth dot of an area, in a pattern that differs from series to series. */
function drawBand(
  canvas: BrailleCanvas,
  { x: positions, low, high }: ChartSeries,
  index: number,
  x: Axis,
  y: Axis,
): void {
  if (!low || !high) return;
  const columnOf = (value: number): number =>
    Math.round(x.position(value) * (canvas.dotColumns - 1));
  for (const piece of columnBands(positions, low, high, columnOf)) {
    for (const [at, point] of piece.entries()) {
      const next = piece[at + 1] ?? point;
      const [from, to] = [columnOf(point.x), columnOf(next.x)];
      // The last one of a piece draws its own column; the others up to the next.
      for (let column = from; column < Math.max(to, from + 1); column++) {
        const share = to > from ? (column - from) / (to - from) : 0;
        const top = dotRowOf(canvas, y, point.high + share * (next.high - point.high));
        const bottom = dotRowOf(canvas, y, point.low + share * (next.low - point.low));
        for (let row = Math.max(0, top); row <= Math.min(bottom, canvas.dotRows - 1); row++) {
          if ((row + 2 * column + index) % 4 === 0) canvas.dot(column, row, index);
        }
      }
    }
  }
}

/** Four dots, because a single one is hard to see. */
function drawLonePoint(canvas: BrailleCanvas, column: number, row: number, index: number): void {
  const left = Math.min(column, canvas.dotColumns - 2);
  const top = Math.min(row, canvas.dotRows - 2);
  canvas.line(left, top, left + 1, top, index);
  canvas.line(left, top + 1, left + 1, top + 1, index);
}

function dotRowOf(canvas: BrailleCanvas, y: Axis, value: number): number {
  return Number.isFinite(value) ? Math.round((1 - y.position(value)) * (canvas.dotRows - 1)) : NaN;
}

function rowOf(canvas: BrailleCanvas, y: Axis, value: number): number {
  return dotRowOf(canvas, y, value) >> 2;
}

/** Width of the column of labels, the blank before it included. */
function labelWidth({ labelled, series, width }: ResolvedChart): number {
  if (!labelled) return 0;
  const longest = Math.max(0, ...series.map(({ label }) => columnsOf(printable(label))));
  return longest === 0 ? 0 : Math.min(longest + 1, Math.floor(width / 4));
}

/** Which series is named in which row: the row where its line ends, or near. */
function placeLabels(
  canvas: BrailleCanvas,
  all: readonly ChartSeries[],
  y: Axis,
  rows: number,
): Map<number, number> {
  const named = [...all.entries()].filter(([, series]) => hasPoint(series)).slice(0, rows);
  const wanted = named.map(([, series]) => rowOf(canvas, y, lastFinite(lineOf(series))!));
  const placed = spreadLabels(wanted, 1, 0, rows - 1);
  return new Map(named.map(([index], at) => [placed[at]!, index]));
}

/** The axis with its ticks, and the numbers below it. */
function xAxisLines(x: Axis, left: number, columns: number): [string, string] {
  const line = new Array<string>(columns).fill('─');
  const width = left + 1 + columns;
  let numbers = '';
  const texts = formatTicks(x.ticks);
  for (const [index, tick] of x.ticks.entries()) {
    const column = Math.round(x.position(tick) * (2 * columns - 1)) >> 1;
    const text = texts[index]!;
    const centered = left + 1 + column - Math.floor(text.length / 2);
    const start = Math.max(0, Math.min(centered, width - text.length));
    line[column] = '┬';
    if (index === 0 || start > numbers.length) numbers = numbers.padEnd(start) + text;
  }
  return [`${' '.repeat(left)}└${line.join('')}`, numbers];
}

/** Without line breaks or escape codes, and no wider than `width` columns. */
function clean(text: string, width: number): string {
  return cutToColumns(printable(text), width);
}

function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

interface Style {
  readonly bold: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly series: (text: string, index: number) => string;
}

const plain: Style = { bold: (text) => text, faint: (text) => text, series: (text) => text };

/** Blue, yellow, magenta, green, cyan, red: bright, to be seen on black too. */
const colors = [94, 93, 95, 92, 96, 91] as const;

const colored: Style = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`,
  faint: (text) => `\u001b[2m${text}\u001b[22m`,
  series: (text, index) => `\u001b[${colors[index % colors.length]!}m${text}\u001b[39m`,
};
