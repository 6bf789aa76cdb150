import { readFileSync } from 'node:fs';
import { quantile } from '../../statistics/percentiles.ts';
import type { RowSums } from './rowMeter.ts';

/** What is known at the end of a row of a run's files. */
export interface ProgressRow {
  readonly sums: RowSums;
  readonly environmentSteps: number;
  readonly updates: number;
  readonly exploration: number | null;
  readonly learningRate: number;
  /** Mean return of the last evaluation since the row before. */
  readonly evaluation: number | null;
  readonly seconds: number;
  /** Seconds that updates took. */
  readonly learning: number;
  readonly stepsPerSecond: number;
  /** Of prioritized replay, those of some transitions, sorted; `null` for others. */
  readonly priorities: Float64Array | null;
}

/** A column of progress.csv, and where its cells come from. */
export type Column = readonly [name: string, read: (row: ProgressRow) => number | null];

/** The columns of progress.csv after `step` and `timestamp`; they are TensorBoard's tags, too. */
export const PROGRESS_COLUMNS: readonly Column[] = [
  ['rollout/ep_rew_mean', ({ sums }) => sums.meanReturn],
  ['rollout/ep_len_mean', ({ sums }) => sums.meanLength],
  ['rollout/episodes', ({ sums }) => sums.episodes],
  ['rollout/exploration_rate', ({ exploration }) => exploration],
  ['train/loss', ({ sums }) => sums.loss],
  ['train/q_mean', ({ sums }) => sums.meanQ],
  ['train/td_error', ({ sums }) => sums.tdError],
  ['train/learning_rate', ({ learningRate }) => learningRate],
  ['train/n_updates', ({ updates }) => updates],
  ['eval/mean_reward', ({ evaluation }) => evaluation],
  ['replay/priority_10', ({ priorities }) => quantileOf(priorities, 0.1)],
  ['replay/priority_50', ({ priorities }) => quantileOf(priorities, 0.5)],
  ['replay/priority_90', ({ priorities }) => quantileOf(priorities, 0.9)],
  ['time/time_elapsed', ({ seconds }) => seconds],
  ['time/learning', ({ learning }) => learning],
  ['time/fps', ({ stepsPerSecond }) => stepsPerSecond],
];

/** Those that hang on the time that a run takes. */
export const TIME_COLUMNS: readonly string[] = [
  'timestamp',
  'time/time_elapsed',
  'time/learning',
  'time/fps',
];

/** Those that a run has only where its replay is prioritized: a tenth, half and nine tenths lie below. */
export const PRIORITY_COLUMNS: readonly string[] = [
  'replay/priority_10',
  'replay/priority_50',
  'replay/priority_90',
];

/**
 * The columns of a run's progress.csv.
 *
 * @param path - The file of a run that goes on, which keeps the columns that it began with: an
 *   older version may have had others. `null` for a new file.
 * @param hasPriorities - Whether the run's replay is prioritized.
 */
export function columnsOf(path: string | null, hasPriorities: boolean): readonly Column[] {
  if (path === null) {
    const isThere = (name: string): boolean => hasPriorities || !PRIORITY_COLUMNS.includes(name);
    return PROGRESS_COLUMNS.filter(([name]) => isThere(name));
  }
  const [head = ''] = readFileSync(path, 'utf8').split('\n', 1);
  return head
    .split(',')
    .slice(2)
    .map((name) => PROGRESS_COLUMNS.find(([known]) => known === name) ?? [name, () => null]);
}

/** The value that so large a share of sorted values lies below; `null` where there are none. */
function quantileOf(sorted: Float64Array | null, share: number): number | null {
  return sorted && sorted.length > 0 ? quantile(sorted, share) : null;
}
