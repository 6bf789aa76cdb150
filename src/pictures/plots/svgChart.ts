import { columnExtremes } from './downsample.ts';
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
import { escapeXml, text, textWidth, tidy } from './svgText.ts';
import { formatTicks } from './ticks.ts';

/** Dark enough for text on white, and told apart by the color-blind. */
const colors = ['#1d5fbf', '#c2410c', '#0f766e', '#9d2a8f', '#7c5a10', '#475569'] as const;

const tickSize = 12;
const labelSize = 13;

/**
 * Draws a line chart as an SVG image: for a report, a README or a web page.
 *
 * It has its own light background, so that it is readable on pages of any
 * color, and a title and description for those who cannot see it. Each line
 * bears its label at its end. A smoothed series is a bold line with the raw
 * values pale behind it.
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
export function svgChart(options: ChartOptions): string {
  const chart = resolveChart(
    'svgChart',
    options,
    { width: 720, height: 400 },
    { leastWidth: 200, leastHeight: 120, most: 10_000 },
  );
  const { width, height, title, xLabel, yLabel, series } = chart;

  const top = 20 + (title === '' ? 0 : 30) + (yLabel === '' ? 0 : 22);
  const bottom = height - 36 - (xLabel === '' ? 0 : 22);
  const y = niceAxis(
    series.flatMap((each) => (each.smoothed ? [each.y, each.smoothed] : [each.y])),
    Math.max(1, Math.floor((bottom - top) / 45)),
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
    xOf: (value) => left + x.position(value) * (right - left),
    yOf: (value) => bottom - y.position(value) * (bottom - top),
  };

  const parts = [
    `<title>${escapeXml(title === '' ? 'Line chart' : title)}</title>`,
    `<desc>${escapeXml(describe(chart))}</desc>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`,
  ];
  if (title !== '') {
    parts.push(text(title, 20, 32, { size: 17, fill: '#0f172a', weight: 600 }));
  }
  if (yLabel !== '') {
    parts.push(text(yLabel, 20, top - 16, { size: labelSize, fill: '#475569' }));
  }
  parts.push(...gridLines(plot, y, yTexts), ...xAxisLine(plot, x));
  if (xLabel !== '') {
    parts.push(
      text(xLabel, (left + right) / 2, height - 16, {
        size: labelSize,
        fill: '#475569',
        anchor: 'middle',
      }),
    );
  }
  // Every pale line lies below every bold one.
  for (const [index, each] of series.entries()) {
    if (each.smoothed) parts.push(line(plot, each.x, each.y, index, 'pale'));
  }
  for (const [index, each] of series.entries()) {
    parts.push(line(plot, each.x, each.smoothed ?? each.y, index, 'bold'));
  }
  if (chart.labelled) parts.push(...endLabels(plot, series));
  if (series.every((each) => endOf(each) === undefined)) {
    const look = { size: labelSize, fill: '#475569', anchor: 'middle' } as const;
    parts.push(text('no data', (left + right) / 2, (top + bottom) / 2 - 12, look));
  }

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img" ` +
      'font-family="system-ui, -apple-system, \'Segoe UI\', Roboto, Helvetica, Arial, sans-serif">',
    ...parts.filter((part) => part !== '').map((part) => `  ${part}`),
    '</svg>',
    '',
  ].join('\n');
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
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
}

function gridLines({ area, yOf }: Plot, y: Axis, texts: readonly string[]): string[] {
  return y.ticks.flatMap((tick, index) => {
    const height = tidy(yOf(tick));
    return [
      `<path d="M${tidy(area.left)} ${height}H${tidy(area.right)}" stroke="#e2e8f0"/>`,
      text(texts[index] ?? '', area.left - 8, yOf(tick) + 4, {
        size: tickSize,
        fill: '#64748b',
        anchor: 'end',
      }),
    ];
  });
}

function xAxisLine({ area, xOf }: Plot, x: Axis): string[] {
  const texts = formatTicks(x.ticks);
  const marks = x.ticks.map((tick) => `M${tidy(xOf(tick))} ${tidy(area.bottom)}v5`).join('');
  return [
    `<path d="M${tidy(area.left)} ${tidy(area.bottom)}H${tidy(area.right)}${marks}" ` +
      'stroke="#94a3b8" fill="none"/>',
    ...x.ticks.map((tick, index) =>
      text(texts[index] ?? '', xOf(tick), area.bottom + 20, {
        size: tickSize,
        fill: '#64748b',
        anchor: 'middle',
      }),
    ),
  ];
}

/** A line, broken where there are gaps; a point without neighbors is a disc. */
function line(
  { xOf, yOf }: Plot,
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  index: number,
  look: 'pale' | 'bold',
): string {
  const { x, y } = columnExtremes(xs, ys, (value) => Math.round(xOf(value)));
  const color = colorOf(index);
  const opacity = look === 'pale' ? ' opacity="0.25"' : '';
  let path = '';
  let discs = '';
  for (const [at, value] of y.entries()) {
    if (!Number.isFinite(value)) continue;
    const point = { x: tidy(xOf(x[at]!)), y: tidy(yOf(value)) };
    const begins = !Number.isFinite(y[at - 1]);
    if (begins && !Number.isFinite(y[at + 1])) {
      discs += `<circle cx="${point.x}" cy="${point.y}" r="3" fill="${color}"${opacity}/>`;
    } else {
      path += `${begins ? 'M' : 'L'}${point.x} ${point.y}`;
    }
  }
  if (path === '') return discs;
  return (
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${look === 'pale' ? 1 : 2.25}" ` +
    `stroke-linejoin="round" stroke-linecap="round"${opacity}/>${discs}`
  );
}

function endLabels({ area, yOf }: Plot, series: readonly ChartSeries[]): string[] {
  const named = [...series.entries()].filter(([, each]) => endOf(each) !== undefined);
  const wanted = named.map(([, each]) => yOf(endOf(each)!));
  const placed = spreadLabels(wanted, labelSize + 4, area.top, area.bottom);
  return named.map(([index, each], at) =>
    text(each.label, area.right + 8, placed[at]! + 4, {
      size: labelSize,
      fill: colorOf(index),
      weight: 600,
    }),
  );
}

/** Room for the labels at the right, up to a third of the chart. */
function labelWidth({ labelled, series, width }: ResolvedChart): number {
  if (!labelled) return 0;
  const longest = Math.max(0, ...series.map(({ label }) => textWidth(label, labelSize)));
  return Math.min(longest * 1.05 + 8, width / 3);
}

function endOf(series: ChartSeries): number | undefined {
  return lastFinite(series.smoothed ?? series.y);
}

function colorOf(index: number): string {
  return colors[index % colors.length]!;
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
      String(Number(value.toPrecision(4))),
    );
    return (
      `${each.label}: ${points.length} points, from ${first} to ${last}, ` +
      `lowest ${lowest}, highest ${highest}.`
    );
  });
  return [axes, ...lines].join(' ');
}
