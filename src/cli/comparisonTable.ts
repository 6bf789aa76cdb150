import type { ChartOptions, ChartSeries } from '../pictures/plots/lineChart.ts';
import type { RunGroup } from './comparison.ts';
import { figure } from '../node/figure.ts';

const HEAD = ['runs', 'seeds', 'interquartile mean', '95 % interval'];
/** More bands than these in a terminal hide each other, and the lines. */
const MOST_BANDS = 2;

/** Groups of runs as rows of a table, the heading first. Of several, each has its number. */
export function comparisonRows(groups: readonly RunGroup[]): readonly (readonly string[])[] {
  const rows = [HEAD, ...groups.map(rowOf)];
  if (groups.length === 1) return rows;
  return rows.map((row, index) => [index === 0 ? '' : String(index), ...row]);
}

/**
 * A chart for each environment. Of several groups, labels begin with the numbers that they have in
 * the table: what comes behind is cut where it is long, and may then be alike.
 */
export function comparisonCharts(groups: readonly RunGroup[]): readonly ChartOptions[] {
  const ids = [...new Set(groups.map(({ environmentId }) => environmentId))];
  return ids.map((id) => ({
    title: `${id}: interquartile mean over seeds`,
    xLabel: 'environment steps',
    yLabel: 'return',
    series: [...groups.entries()]
      .filter(([, { environmentId }]) => environmentId === id)
      .map(([index, { label, x, band }]) => ({
        label: `${groups.length > 1 ? `${index + 1} ` : ''}${label.replace(`${id}, `, '')}`,
        x,
        ...band,
      })),
  }));
}

/** For a terminal: without bands where there are many, and whether any was left out. */
export function withoutCrowdedBands(series: readonly ChartSeries[]): {
  readonly series: readonly ChartSeries[];
  readonly hasMore: boolean;
} {
  const banded = series.filter(({ low }) => low !== undefined).length;
  if (banded <= MOST_BANDS) return { series, hasMore: false };
  return { series: series.map(({ low: _, high: __, ...line }) => line), hasMore: true };
}

function rowOf({ label, seeds, estimate, interval }: RunGroup): readonly string[] {
  const list = [...seeds].sort((a, b) => a - b);
  const range = list.length > 4 ? `${list.length} seeds` : list.join(', ');
  const within = interval
    ? `${figure(interval.low)} to ${figure(interval.high)}`
    : 'none of one run';
  return [label, range, figure(estimate), within];
}
