import { requireChoice } from '../../validation/options.ts';
import { columnBands, columnExtremes } from './downsample.ts';
import {
  drawnValues,
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
import { escapeXml, text, textWidth, tidy, WIDER } from './svgText.ts';
import { themeOf, type Theme } from './svgThemes.ts';
import { formatTicks } from './ticks.ts';

/**
 * Options of {@link svgChart}: those of every chart, in pixels, and how it looks.
 *
 * @category Plots
 */
export interface SvgChartOptions extends ChartOptions {
  /**
   * Dark lines on white, or bright ones on dark blue. `'auto'` is either of them, as the page
   * that the chart stands in: by its style `color-scheme`, as in
   * `:root { color-scheme: light dark }`, and at once when that changes. For browsers of 2024
   * and later; other programs that show SVG do not know it.
   *
   * @default 'light'
   */
  readonly theme?: 'light' | 'dark' | 'auto';
}

const tickSize = 12;
const labelSize = 13;
/** The height of the label of an axis. */
const ROW = 22;
/** How high the lines are at least: what a title leaves of the lowest chart. */
const LEAST_LINES = 34;

/**
 * Draws a line chart as an SVG image: for a report, a README or a web page.
 *
 * It has its own background, so that it is readable on pages of any
 * color, and a title and description for those who cannot see it. Each line
 * bears its label at its end. A smoothed series is a bold line with the raw
 * values pale behind it. A band (`low`, `high`) is a pale area. Labels of axes that a low chart has no
 * room for are left out.
 *
 * @returns A complete SVG document, with every text escaped.
 * @throws {OptionsError} If an option is unknown or out of range; the chart
 *   must be at least 200 wide and 120 high, and at most 10,000 either way.
 * @throws {ShapeError} If the arrays of a series differ in length.
 * @throws {ValueError} If an x is not finite or is less than the one before,
 *   or a value is no number or beyond ±1e300.
 * @example
 * ```ts
 * import { movingAverage, svgChart } from 'deepq';
 *
 * const x = [0, 10, 20, 30, 40, 50];
 * const y = [9, 20, 31, 90, 210, 500];
 * const svg = svgChart({
 *   title: 'CartPole',
 *   series: [{ label: 'DQN', x, y, smoothed: movingAverage(y, 3) }],
 *   xLabel: 'episodes',
 *   yLabel: 'return',
 * });
 * ```
 * @category Plots
 */
export function svgChart(options: SvgChartOptions): string {
  const chart = resolveChart(
    'svgChart',
    options,
    { width: 720, height: 400 },
    { leastWidth: 200, leastHeight: 120, most: 10_000 },
    ['theme'],
  );
  const { theme: lightness = 'light' } = options;
  const theme = themeOf(requireChoice('svgChart.theme', lightness, ['light', 'dark', 'auto']));
  const { width, height, title, series } = chart;
  const { xLabel, yLabel, top, bottom } = rowsOf(chart);
  const y = niceAxis(
    series.flatMap(drawnValues),
    Math.max(1, Math.floor((bottom - top) / 45)),
    chart.yRange,
  );
  const yTexts = formatTicks(y.ticks);
  const left = 28 + Math.max(...yTexts.map((each) => textWidth(each, tickSize)));
  const right = width - 20 - labelWidth(chart);
  const x = exactAxis(
    series.map((each) => each.x),
    Math.max(1, Math.floor((right - left) / 80)),
  );
  const area: Area = { left, right, top, bottom };
  const plot: Plot = {
    area,
    theme,
    colors: series.map(({ color }, index) =>
      escapeXml(color ?? theme.lines[index % theme.lines.length]!),
    ),
    xOf: (value) => left + x.position(value) * (right - left),
    yOf: (value) => bottom - y.position(value) * (bottom - top),
  };

  const middle = { size: labelSize, fill: theme.label, anchor: 'middle' } as const;
  const parts = [
    `<title>${escapeXml(title === '' ? 'Line chart' : title)}</title>`,
    `<desc>${escapeXml(describe(chart))}</desc>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${theme.background}"/>`,
    text(title, 20, 32, { size: 17, fill: theme.title, isBold: true, room: width - 40 }),
    text(yLabel, 20, top - 16, { size: labelSize, fill: theme.label, room: width - 40 }),
    ...gridLines(plot, y, yTexts),
    ...xAxisLine(plot, x),
    text(xLabel, (left + right) / 2, height - 16, { ...middle, room: right - left }),
  ];
  const drawn = [
    ...series.map((each, index) => band(plot, each, index)),
    // Every pale line lies below every bold one.
    ...series.map((each, index) => (each.smoothed ? line(plot, each.x, each.y, index, true) : '')),
    ...series.map((each, index) => line(plot, each.x, each.smoothed ?? each.y, index)),
  ];
  parts.push(...(chart.yRange ? [cutOff(area, drawn.join(''))] : drawn));
  if (chart.labelled) parts.push(...endLabels(plot, chart));
  if (series.every((each) => endOf(each) === undefined)) {
    parts.push(text('no data', (left + right) / 2, (top + bottom) / 2 - 12, middle));
  }

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img" ` +
      'font-family="system-ui, sans-serif">',
    ...parts.filter(Boolean).map((part) => `  ${part}`),
    '</svg>',
    '',
  ].join('\n');
}

/**
 * Where the lines are, from top to bottom, and the labels of the axes that there is room for. In a
 * low chart they give way, as the top of the lines would come below their bottom.
 */
function rowsOf({ height, title, xLabel, yLabel }: ResolvedChart) {
  const top = 20 + (title === '' ? 0 : 30);
  const bottom = height - 36;
  const room = bottom - top - LEAST_LINES;
  const forX = xLabel === '' || room < ROW ? 0 : ROW;
  const forY = yLabel === '' || room - forX < ROW ? 0 : ROW;
  return {
    xLabel: forX === 0 ? '' : xLabel,
    yLabel: forY === 0 ? '' : yLabel,
    top: top + forY,
    bottom: bottom - forX,
  };
}

/** The rectangle between the axes, in pixels. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Plot {
  readonly area: Area;
  readonly theme: Theme;
  /** Of each series. */
  readonly colors: readonly string[];
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
}

function gridLines({ area, theme, yOf }: Plot, y: Axis, texts: readonly string[]): string[] {
  const look = { size: tickSize, fill: theme.number, anchor: 'end' } as const;
  return y.ticks.flatMap((tick, index) => [
    `<path d="M${tidy(area.left)} ${tidy(yOf(tick))}H${tidy(area.right)}" stroke="${theme.grid}"/>`,
    text(texts[index]!, area.left - 8, yOf(tick) + 4, look),
  ]);
}

function xAxisLine({ area, theme, xOf }: Plot, x: Axis): string[] {
  const texts = formatTicks(x.ticks);
  const look = { size: tickSize, fill: theme.number, anchor: 'middle' } as const;
  const marks = x.ticks.map((tick) => `M${tidy(xOf(tick))} ${tidy(area.bottom)}v5`).join('');
  return [
    `<path d="M${tidy(area.left)} ${tidy(area.bottom)}H${tidy(area.right)}${marks}" ` +
      `stroke="${theme.axis}" fill="none"/>`,
    ...x.ticks.map((tick, index) => text(texts[index]!, xOf(tick), area.bottom + 20, look)),
  ];
}

/** Hides what reaches beyond the area. No clip path: its id would have to be unique in a page. */
function cutOff({ left, right, top, bottom }: Area, content: string): string {
  const [x, y, width, height] = [left - 3, top - 2, right - left + 6, bottom - top + 4].map(tidy);
  const box = `x="${x!}" y="${y!}" width="${width!}" height="${height!}"`;
  return `<svg ${box} viewBox="${x!} ${y!} ${width!} ${height!}">${content}</svg>`;
}

/** The area between the ends of a band, broken where there are gaps. */
function band({ xOf, yOf, colors }: Plot, series: ChartSeries, index: number): string {
  const { x, low, high } = series;
  if (!low || !high) return '';
  const columnOf = (value: number): number => Math.round(xOf(value));
  const path = columnBands(x, low, high, columnOf)
    .map((piece) => {
      const at = (end: 'low' | 'high') =>
        piece.map((one) => `${tidy(xOf(one.x))} ${tidy(yOf(one[end]))}`);
      return `M${[...at('high'), ...at('low').toReversed()].join('L')}Z`;
    })
    .join('');
  if (path === '') return '';
  return `<path d="${path}" fill="${colors[index]!}" opacity="0.18"/>`;
}

/** A line, broken where there are gaps; a point without neighbors is a disc. */
function line(
  { xOf, yOf, colors }: Plot,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  index: number,
  isPale = false,
): string {
  const { x, y } = columnExtremes(xs, ys, (value) => Math.round(xOf(value)));
  const color = colors[index]!;
  const opacity = isPale ? ' opacity="0.25"' : '';
  let path = '';
  let discs = '';
  for (const [at, value] of y.entries()) {
    if (!Number.isFinite(value)) continue;
    const [left, top] = [tidy(xOf(x[at]!)), tidy(yOf(value))];
    const begins = !Number.isFinite(y[at - 1]);
    if (begins && !Number.isFinite(y[at + 1])) {
      discs += `<circle cx="${left}" cy="${top}" r="3" fill="${color}"${opacity}/>`;
    } else {
      path += `${begins ? 'M' : 'L'}${left} ${top}`;
    }
  }
  if (path === '') return discs;
  return (
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${isPale ? 1 : 2.25}" ` +
    `stroke-linejoin="round" stroke-linecap="round"${opacity}/>${discs}`
  );
}

function endLabels({ area, colors, yOf }: Plot, { series, width }: ResolvedChart): string[] {
  const named = [...series.entries()].filter(([, each]) => endOf(each) !== undefined);
  const wanted = named.map(([, each]) => yOf(endOf(each)!));
  const placed = spreadLabels(wanted, labelSize + 4, area.top, area.bottom);
  return named.map(([index, each], at) =>
    text(each.label, area.right + 8, placed[at]! + 4, {
      size: labelSize,
      fill: colors[index]!,
      isBold: true,
      room: width - area.right - 16,
    }),
  );
}

/** Room for the labels at the right, up to a third of the chart. */
function labelWidth({ labelled, series, width }: ResolvedChart): number {
  if (!labelled) return 0;
  const longest = Math.max(0, ...series.map(({ label }) => textWidth(label, labelSize)));
  return Math.min(longest * WIDER + 8, width / 3);
}

function endOf(series: ChartSeries): number | undefined {
  return lastFinite(series.smoothed ?? series.y);
}

/** The chart in words. */
function describe({ series, xLabel, yLabel }: ResolvedChart): string {
  const axes = `Line chart of ${yLabel || 'values'}${xLabel === '' ? '' : ` by ${xLabel}`}.`;
  const lines = series.map((each) => {
    const points = Array.from(each.smoothed ?? each.y).filter((value) => Number.isFinite(value));
    if (points.length === 0) return `${each.label}: no data.`;
    const low = points.reduce((least, value) => Math.min(least, value));
    const high = points.reduce((most, value) => Math.max(most, value));
    const [first, last, lowest, highest] = [points[0]!, points.at(-1)!, low, high].map((value) =>
      Number(value.toPrecision(4)),
    );
    return (
      `${each.label}: ${points.length} points, from ${first} to ${last}, ` +
      `lowest ${lowest}, highest ${highest}.`
    );
  });
  return [axes, ...lines].join(' ');
}
