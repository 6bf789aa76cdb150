import { OptionsError, ShapeError, ValueError } from '../../errors.ts';
import { requireInteger, show } from '../../validation/options.ts';
import { rejectUnknownKeys } from '../../validation/rejectUnknown.ts';
import { requireNumbers } from './requireNumbers.ts';
import { niceTicks } from './ticks.ts';

/**
 * One line of a chart.
 *
 * @category Plots
 */
export interface ChartSeries {
  /** Its name, written at its end. */
  readonly label: string;
  /**
   * Positions on the horizontal axis: finite numbers up to ±1e300 that do not
   * decrease.
   */
  readonly x: ArrayLike<number>;
  /**
   * The value at each position, as many as in `x`, up to ±1e300. Where one is
   * NaN or infinite, the line has a gap.
   */
  readonly y: ArrayLike<number>;
  /**
   * A smoothed version of `y`, such as {@link movingAverage} makes, as many
   * as in `x`. It becomes the line, and `y` its pale background.
   */
  readonly smoothed?: ArrayLike<number>;
  /**
   * The lower end of a band around the line, such as of {@link bootstrapBand}, as many as in
   * `x`; together with `high`. The band has a gap where either end is NaN or infinite.
   */
  readonly low?: ArrayLike<number>;
  /** The upper end of the band, as many as in `x`; together with `low`. */
  readonly high?: ArrayLike<number>;
  /**
   * The color of the line in a picture, as in CSS: `'#c2410c'`, `'teal'`. A terminal has colors
   * of its own.
   *
   * @default one of six, in turn
   */
  readonly color?: string;
}

/**
 * What every chart has.
 *
 * @category Plots
 */
export interface ChartOptions {
  /** The lines, any number of them, each with any number of points. */
  readonly series: readonly ChartSeries[];
  /**
   * Width of the whole chart, at most 1,000 characters or 10,000 pixels.
   *
   * @default 72 characters, or 720 pixels
   */
  readonly width?: number;
  /**
   * Height of the whole chart, at most 1,000 lines or 10,000 pixels.
   *
   * @default 20 lines, or 400 pixels
   */
  readonly height?: number;
  /** What the chart shows. */
  readonly title?: string;
  /** What the horizontal axis counts, with its unit. */
  readonly xLabel?: string;
  /**
   * What the vertical axis measures, with its unit.
   *
   * @default the label of the series, if there is but one
   */
  readonly yLabel?: string;
  /**
   * The least and the largest value of the vertical axis; what lies beyond is cut off.
   *
   * @default as far as the values reach
   */
  readonly yRange?: readonly [min: number, max: number];
}

/** Checked options with every default filled in; an empty text is no text. */
export type ResolvedChart = Required<Omit<ChartOptions, 'yRange'>> & {
  readonly yRange: readonly [min: number, max: number] | null;
  /** Whether the lines bear their labels. */
  readonly labelled: boolean;
};

/** Beyond this, the width of an interval might not be a finite number. */
const LARGEST = 1e300;
/** An interval narrower than this is near where numbers lose their digits. */
const NARROWEST = 1e-290;

const known = ['series', 'width', 'height', 'title', 'xLabel', 'yLabel', 'yRange'] as const;

/** Checks the options of the chart called `where`; it may have some `more`. */
export function resolveChart(
  where: string,
  options: ChartOptions,
  defaults: { readonly width: number; readonly height: number },
  sizes: { readonly leastWidth: number; readonly leastHeight: number; readonly most: number },
  more: readonly string[] = [],
): ResolvedChart {
  rejectUnknownKeys(where, options, [...known, ...more], {
    call: () => ` Write ${where}({ series: [{ label, x, y }] }).`,
    key: () => '',
  });
  const { series, width = defaults.width, height = defaults.height } = options;
  checkAllSeries(where, series);
  for (const name of ['title', 'xLabel', 'yLabel'] as const) {
    if (options[name] !== undefined) requireText(`${where}.${name}`, options[name]);
  }
  const only = series.length === 1 ? series[0]?.label : undefined;
  return {
    series,
    width: requireInteger(`${where}.width`, width, {
      min: sizes.leastWidth,
      max: sizes.most,
    }),
    height: requireInteger(`${where}.height`, height, {
      min: sizes.leastHeight,
      max: sizes.most,
    }),
    title: options.title ?? '',
    xLabel: options.xLabel ?? '',
    yLabel: options.yLabel ?? only ?? '',
    yRange: options.yRange === undefined ? null : requireRange(`${where}.yRange`, options.yRange),
    // A single label that already stands at the axis need not stand twice.
    labelled: series.length > 1 || (options.yLabel !== undefined && options.yLabel !== only),
  };
}

function requireRange(name: string, range: unknown): readonly [number, number] {
  const [min, max] = Array.isArray(range) ? (range as readonly unknown[]) : [];
  if (isWithin(min) && isWithin(max) && max - min > NARROWEST) return [min, max];
  throw new OptionsError(
    `${name} must be [min, max], two numbers within ±${LARGEST}, the larger one last; received ${show(range)}.`,
  );
}

function isWithin(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LARGEST;
}

function checkAllSeries(where: string, series: unknown): void {
  if (!Array.isArray(series)) {
    throw new OptionsError(
      `${where}.series must be a list of { label, x, y }; received ${show(series)}.`,
    );
  }
  for (const [index, each] of series.entries()) {
    checkSeries(`${where}.series[${index}]`, each as ChartSeries);
  }
}

function requireText(name: string, value: unknown): void {
  if (typeof value === 'string') return;
  throw new OptionsError(`${name} must be a string; received ${show(value)}.`);
}

function checkSeries(name: string, series: ChartSeries): void {
  rejectUnknownKeys(name, series, ['label', 'x', 'y', 'smoothed', 'low', 'high', 'color'], {
    call: () => '',
    key: () => '',
  });
  const { label, x, y, color } = series;
  requireText(`${name}.label`, label);
  requireNumbers(`${name}.x`, x, LARGEST);
  requireNumbers(`${name}.y`, y, LARGEST);
  if (color !== undefined) requireText(`${name}.color`, color);
  if ((series.low === undefined) !== (series.high === undefined)) {
    throw new OptionsError(`${name} needs both low and high for a band; received one of them.`);
  }
  for (const key of ['y', 'smoothed', 'low', 'high'] as const) {
    const values = series[key];
    if (values === undefined) continue;
    if (values !== y) requireNumbers(`${name}.${key}`, values, LARGEST);
    if (values.length === x.length) continue;
    throw new ShapeError(
      `${name} needs one ${key} for each of ${x.length} x; received ${values.length}.`,
    );
  }
  for (let index = 0; index < x.length; index++) {
    const position = x[index]!;
    if (Number.isFinite(position) && !(index > 0 && position < x[index - 1]!)) continue;
    throw new ValueError(
      `${name}.x must be finite and must not decrease; received ${position} at index ${index}` +
        `${index > 0 ? ` after ${x[index - 1]!}` : ''}. Sort the points by x.`,
    );
  }
}

/** An interval of an axis and the ticks in it. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** Where a value lies: 0 at `min`, 1 at `max`. */
  position(value: number): number;
}

/** An axis that reaches from the least to the largest value exactly. */
export function exactAxis(values: Iterable<ArrayLike<number>>, steps: number): Axis {
  const { min, max } = extent(values);
  return axis(min, max, niceTicks(min, max, steps, false));
}

/** All values that a series is drawn with. */
export function drawnValues({ y, smoothed, low, high }: ChartSeries): ArrayLike<number>[] {
  return [y, smoothed, low, high].filter((values) => values !== undefined);
}

/** An axis that is extended outward to the next tick at both ends, or has a given range. */
export function niceAxis(
  values: Iterable<ArrayLike<number>>,
  steps: number,
  range: ResolvedChart['yRange'],
): Axis {
  if (range) return axis(...range, niceTicks(...range, steps, false));
  const { min, max } = extent(values);
  const ticks = niceTicks(min, max, steps, true);
  return axis(ticks[0] ?? min, ticks.at(-1) ?? max, ticks);
}

function axis(min: number, max: number, ticks: readonly number[]): Axis {
  return { min, max, ticks, position: (value) => (value - min) / (max - min) };
}

/** The interval of the finite values, widened if it is empty or a point. */
function extent(values: Iterable<ArrayLike<number>>): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const array of values) {
    for (let index = 0; index < array.length; index++) {
      const value = array[index]!;
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  if (min > max) return { min: 0, max: 1 };
  // An interval near the resolution of its numbers cannot be divided.
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (max - min > Math.max(1e-9 * size, NARROWEST)) return { min, max };
  const margin = size < NARROWEST ? 1 : size / 10;
  return { min: min - margin, max: max + margin };
}

/** The last finite value, at which a line's label belongs. */
export function lastFinite(values: ArrayLike<number>): number | undefined {
  for (let index = values.length - 1; index >= 0; index--) {
    if (Number.isFinite(values[index])) return values[index];
  }
  return undefined;
}
