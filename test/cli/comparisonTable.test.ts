import { expect, test } from 'vitest';
import type { RunGroup } from '../../src/cli/comparison.ts';
import {
  comparisonCharts,
  comparisonRows,
  withoutCrowdedBands,
} from '../../src/cli/comparisonTable.ts';

function group(label: string, environmentId = 'CartPole-v1'): RunGroup {
  const band = {
    y: Float64Array.of(1, 2),
    low: Float64Array.of(0, 1),
    high: Float64Array.of(2, 3),
  };
  return {
    ...{ label, environmentId, band, x: [0, 100], seeds: [2, 1], estimate: 2, scores: [1, 3] },
    ...{ interval: { low: 1, high: 3 }, curves: [] },
  };
}

test('a single group has neither a number in the table nor at its line', () => {
  expect(comparisonRows([group('CartPole-v1')])).toEqual([
    ['runs', 'seeds', 'interquartile mean', '95 % interval'],
    ['CartPole-v1', '1, 2', '2', '1 to 3'],
  ]);
  expect(comparisonCharts([group('CartPole-v1')])[0]?.series[0]?.label).toBe('CartPole-v1');
});

test('of several groups each has a number, the same in the table and at its line', () => {
  const groups = [
    group('CartPole-v1, nStep 1'),
    group('Acrobot-v1', 'Acrobot-v1'),
    group('CartPole-v1, nStep 3'),
  ];
  expect(comparisonRows(groups).map((row) => row.slice(0, 2))).toEqual([
    ['', 'runs'],
    ['1', 'CartPole-v1, nStep 1'],
    ['2', 'Acrobot-v1'],
    ['3', 'CartPole-v1, nStep 3'],
  ]);
  const labels = comparisonCharts(groups).map(({ series }) => series.map(({ label }) => label));
  expect(labels).toEqual([['1 nStep 1', '3 nStep 3'], ['2 Acrobot-v1']]);
});

test('more than two bands are left out of a chart for terminals', () => {
  const [chart] = comparisonCharts(['a', 'b', 'c'].map((label) => group(label)));
  const two = chart!.series.slice(0, 2);
  expect(withoutCrowdedBands(two)).toEqual({ series: two, hasMore: false });
  const { series, hasMore } = withoutCrowdedBands(chart!.series);
  expect(hasMore).toBe(true);
  expect(series.map((one) => Object.keys(one))).toEqual([1, 2, 3].map(() => ['label', 'x', 'y']));
});
