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
}

/** The columns of progress.csv after `step` and `timestamp`; they are TensorBoard's tags, too. */
export const PROGRESS_COLUMNS: readonly (readonly [
  name: string,
  read: (row: ProgressRow) => number | null,
])[] = [
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
