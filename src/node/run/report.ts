import { join } from 'node:path';
import { DeepQError } from '../../errors.ts';
import type { ChartOptions } from '../../pictures/plots/lineChart.ts';
import { movingAverage } from '../../pictures/plots/movingAverage.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { explain } from '../fileErrors.ts';
import { figure } from '../figure.ts';
import { replaceFile } from '../replaceFile.ts';
import type { ShownEpisode } from './bestEpisode.ts';
import {
  htmlAnimation,
  htmlCharts,
  htmlDetails,
  htmlPage,
  htmlParagraph,
  htmlTable,
} from './htmlPage.ts';
import { readConfig, type RunConfig } from './runConfig.ts';
import { PRIORITY_COLUMNS } from './progressRow.ts';
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
 * @param best - The best episode, or why there is none; `null` where there was no evaluation.
 * @throws {DeepQError} If it cannot be written.
 */
export async function writeReport(
  folder: string,
  best: ShownEpisode | string | null,
): Promise<void> {
  const config = readConfig(folder);
  const progress = readProgress(folder);
  if (!config || !progress) return;
  const page = reportPage(config, progress, readMonitor(folder), best);
  try {
    await replaceFile(join(folder, 'report.html'), encodeUtf8(page));
  } catch (cause) {
    throw new DeepQError(`The report in ${folder} could not be written: ${explain(cause)}.`, {
      cause,
    });
  }
}

function reportPage(
  config: RunConfig,
  progress: RunTable,
  monitor: RunTable | null,
  best: ShownEpisode | string | null,
): string {
  const { training, facts } = config;
  const title = `${training['environmentId'] as string}, seed ${training['seed'] as number}`;
  const charts = CHARTS.flatMap(([column, name]) => {
    const { x, y } = curveOf(progress, column);
    if (x.length < 2) return [];
    return [{ title: name, xLabel: 'environment steps', series: [{ label: '', x, y }] }];
  });
  return htmlPage(title, [
    htmlTable([], summary(config, progress, monitor)),
    ...bestEpisode(best),
    htmlCharts([...returnsChart(monitor), ...prioritiesChart(progress), ...charts]),
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
  const show = (value: number | undefined): string => (value === undefined ? '–' : figure(value));
  return [
    ['Steps', (progress['step']?.at(-1) ?? 0).toLocaleString('en')],
    ['Episodes', returns.length.toLocaleString('en')],
    ['Mean return of the last 20 episodes of training', last.length > 0 ? show(meanOf(last)) : '–'],
    ['Last evaluation', show(evaluation.at(-1))],
    ['Best evaluation', evaluation.length > 0 ? show(Math.max(...evaluation)) : '–'],
    ['Seconds', show(seconds)],
    ['Time', timeOf(progress)],
    ['Begun', facts.started],
  ];
}

/** The video, with what it shows below it. */
function bestEpisode(best: ShownEpisode | string | null): readonly string[] {
  if (best === null) return [];
  if (typeof best === 'string') return [htmlParagraph(best)];
  const { environmentSteps, return: total, length, video } = best;
  const count = (value: number): string => value.toLocaleString('en');
  const facts =
    `Best episode of the best evaluation, after ${count(environmentSteps)} steps of training: ` +
    `return ${figure(total)}, ${count(length)} steps`;
  if (typeof video === 'string') return [htmlParagraph(`${facts}. There is no video: ${video}.`)];
  const { bytes, everySteps } = video;
  const thinned = everySteps === 1 ? '' : `, of which one in ${everySteps} is shown`;
  return [htmlAnimation(bytes, `${facts}${thinned}.`)];
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
  return [
    {
      title: 'Return of each episode, in the rewards of training',
      xLabel: 'environment steps',
      series,
    },
  ];
}

/** The middle of the priorities in the replay buffer, and how far they spread. */
function prioritiesChart(progress: RunTable): readonly ChartOptions[] {
  const [low, middle, high] = PRIORITY_COLUMNS.map((column) => curveOf(progress, column));
  const count = middle?.x.length ?? 0;
  if (count < 2 || low?.y.length !== count || high?.y.length !== count) return [];
  return [
    {
      title: 'Priorities in the replay buffer: median, and where 80 % of them lie',
      xLabel: 'environment steps',
      series: [{ label: '', x: middle!.x, y: middle!.y, low: low.y, high: high.y }],
    },
  ];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
