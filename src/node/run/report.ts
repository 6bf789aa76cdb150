import { join } from 'node:path';
import { DeepQError } from '../../errors.ts';
import type { ChartOptions } from '../../pictures/plots/lineChart.ts';
import { movingAverage } from '../../pictures/plots/movingAverage.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { explain } from '../fileErrors.ts';
import { replaceFile } from '../replaceFile.ts';
import { htmlCharts, htmlDetails, htmlPage, htmlTable } from './htmlPage.ts';
import { readConfig, type RunConfig } from './runConfig.ts';
import { curveOf, readMonitor, readProgress, type RunTable } from './runTable.ts';

/** Columns of progress.csv, and the titles of their charts. */
const CHARTS: readonly (readonly [column: string, title: string])[] = [
  ['eval/mean_reward', 'Evaluation: mean return of greedy episodes'],
  ['train/q_mean', 'Q values: mean over batches'],
  ['train/td_error', 'TD errors: mean size'],
  ['train/loss', 'Loss'],
  ['rollout/exploration_rate', 'Exploration'],
  ['rollout/ep_len_mean', 'Length of episodes'],
  ['train/learning_rate', 'Learning rate'],
  ['time/fps', 'Steps a second'],
];

/**
 * Writes `report.html` into a run's folder, of the files that are there: a page that
 * needs nothing else.
 *
 * @throws {DeepQError} If it cannot be written.
 */
export async function writeReport(folder: string): Promise<void> {
  const config = readConfig(folder);
  const progress = readProgress(folder);
  if (!config || !progress) return;
  const page = reportPage(config, progress, readMonitor(folder));
  try {
    await replaceFile(join(folder, 'report.html'), encodeUtf8(page));
  } catch (cause) {
    throw new DeepQError(`The report in ${folder} could not be written: ${explain(cause)}.`, {
      cause,
    });
  }
}

function reportPage(config: RunConfig, progress: RunTable, monitor: RunTable | null): string {
  const { training, facts } = config;
  const title = `${training['environmentId'] as string}, seed ${training['seed'] as number}`;
  const charts = CHARTS.flatMap(([column, name]) => {
    const { x, y } = curveOf(progress, column);
    if (x.length < 2) return [];
    return [{ title: name, xLabel: 'environment steps', series: [{ label: '', x, y }] }];
  });
  return htmlPage(title, [
    htmlTable([], summary(config, progress, monitor)),
    htmlCharts([...returnsChart(monitor), ...charts]),
    htmlDetails('Agent', JSON.stringify(config.agent, null, 2)),
    htmlDetails('Training', JSON.stringify(training, null, 2)),
    htmlDetails('Command, versions, commit', JSON.stringify(facts, null, 2)),
  ]);
}

function summary(
  { facts }: RunConfig,
  progress: RunTable,
  monitor: RunTable | null,
): readonly (readonly [string, string])[] {
  const returns = monitor?.['r'] ?? new Float64Array(0);
  const last = returns.subarray(-20);
  const evaluation = curveOf(progress, 'eval/mean_reward').y;
  const seconds = progress['time/time_elapsed']?.at(-1);
  const show = (value: number | undefined): string =>
    value === undefined ? '–' : String(Number(value.toPrecision(4)));
  return [
    ['Steps', (progress['step']?.at(-1) ?? 0).toLocaleString('en')],
    ['Episodes', returns.length.toLocaleString('en')],
    ['Mean return of the last 20 episodes', last.length > 0 ? show(meanOf(last)) : '–'],
    ['Last evaluation', show(evaluation.at(-1))],
    ['Best evaluation', evaluation.length > 0 ? show(Math.max(...evaluation)) : '–'],
    ['Seconds', show(seconds)],
    ['Time', timeOf(progress)],
    ['Begun', facts.started],
  ];
}

/** What the time went to. */
function timeOf(progress: RunTable): string {
  const seconds = progress['time/time_elapsed']?.at(-1) ?? NaN;
  const learning = progress['time/learning']?.at(-1) ?? NaN;
  if (!(seconds > 0) || Number.isNaN(learning)) return '–';
  const percent = Math.round((100 * learning) / seconds);
  return `updates ${percent} %; acting, environment, evaluations and files ${100 - percent} %`;
}

/** Each episode pale, their moving average bold. */
function returnsChart(monitor: RunTable | null): readonly ChartOptions[] {
  const returns = monitor?.['r'];
  const lengths = monitor?.['l'];
  if (!returns || !lengths || returns.length < 2) return [];
  let steps = 0;
  const x = Float64Array.from(lengths, (length) => (steps += length));
  const smoothed = movingAverage(returns, Math.min(20, returns.length));
  const series = [{ label: 'mean of 20', x, y: returns, smoothed }];
  return [{ title: 'Return of each episode', xLabel: 'environment steps', series }];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
