import type { Consumer } from '../../training/consumer.ts';
import { OptionsError, ValueError } from '../../errors.ts';
import {
  rejectUnknownOptions,
  requireFunction,
  requireInteger,
  show,
} from '../../validation/options.ts';
import { createLog, wholeLines } from './log.ts';
import type { LogSink } from './logSink.ts';
import { MetricsTracker, type Metrics, type RowRhythm } from './metrics.ts';

/**
 * Options of logs that have a row for every so many steps.
 *
 * @category Runs
 */
export interface RowOptions {
  /**
   * Environment steps between two rows, at least 1. An evaluation has a row in any case. For
   * rows at the same steps at every run, set `report` of `train` to this as well.
   *
   * @default 1,000, where there is no `everyUpdates`
   */
  readonly everyEnvironmentSteps?: number;
  /**
   * In its place: updates between two rows, at least 1. What is called the step of a row counts
   * updates then. For `trainOffline`, which takes no steps; set its `report` to this as well.
   *
   * @default none
   */
  readonly everyUpdates?: number;
  /**
   * Tells the time, in milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

type Column = (metrics: Metrics, now: number) => number | string | null | undefined;

/** All that there are: columns that come later would not fit the rows above. */
const columns: Readonly<Record<string, Column>> = {
  step: ({ step }) => step,
  timestamp: (_, now) => new Date(now).toISOString(),
  seconds: ({ seconds }) => seconds,
  episodes: ({ episodes }) => episodes,
  updates: ({ updates }) => updates,
  mean_return: ({ meanReturn }) => meanReturn,
  mean_length: ({ meanLength }) => meanLength,
  exploration: ({ exploration }) => exploration,
  loss: ({ loss }) => loss,
  mean_q: ({ meanQ }) => meanQ,
  learning_rate: ({ learningRate }) => learningRate,
  gradient_norm: ({ gradientNorm }) => gradientNorm,
  steps_per_second: ({ stepsPerSecond }) => stepsPerSecond,
  evaluation_mean: ({ evaluation }) => evaluation?.mean,
  evaluation_deviation: ({ evaluation }) => evaluation?.standardDeviation,
  evaluation_length: ({ evaluation }) =>
    evaluation && evaluation.lengths.reduce((sum, one) => sum + one, 0) / evaluation.lengths.length,
};

/**
 * Writes a table of how training goes, with a row every so many steps, as a `progress.csv`
 * that spreadsheets, pandas and Trackio read. All columns stand in the first line; what is
 * not known yet is left empty. `mean_return` and `mean_length` are over the last 100 episodes;
 * `step` counts environment steps, or updates with `everyUpdates`.
 *
 * @param sink - Such as `logFile('progress.csv')` of `deepq/node`.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { consume, csvLog, DQNAgent, memoryLog, train } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, learningStarts: 100, seed: 1 });
 * const log = memoryLog();
 * const report = { everyEnvironmentSteps: 100 };
 * const training = train(agent, environment, { environmentSteps: 500, report });
 * await consume(training, [csvLog(log, report)]).finish();
 * new TextDecoder().decode(log.bytes); // step,timestamp,seconds,…
 * agent.dispose();
 * ```
 * @category Runs
 */
export function csvLog(sink: LogSink, options: RowOptions = {}): Consumer {
  const { tracker, now } = resolveRows('csvLog', options);
  const line = (metrics: Metrics | null): string | null =>
    metrics && csvLine(Object.values(columns).map((column) => column(metrics, now()) ?? null));
  return createLog(sink, {
    name: 'csvLog',
    begin: () => csvLine(Object.keys(columns)),
    encode: (event) => line(tracker.observe(event)),
    end: () => line(tracker.end()),
    whole: (bytes) => wholeLines(bytes, csvLine(Object.keys(columns))),
    getState: () => tracker.getState(),
    prepareState: (state) => tracker.prepareState(state),
  });
}

/** Checks what logs with rows have in common. */
export function resolveRows(
  where: string,
  options: RowOptions,
  more: readonly string[] = [],
): { readonly tracker: MetricsTracker; readonly now: () => number } {
  rejectUnknownOptions(where, options, ['everyEnvironmentSteps', 'everyUpdates', 'now', ...more]);
  const { now = Date.now } = options;
  const rhythm = rhythmOf(where, options);
  return { tracker: new MetricsTracker(rhythm), now: checkedClock(where, now) };
}

/** By what rows, or histograms, are counted. */
export function rhythmOf(
  where: string,
  options: Pick<RowOptions, 'everyEnvironmentSteps' | 'everyUpdates'>,
): RowRhythm {
  const { everyEnvironmentSteps, everyUpdates } = options;
  if (everyUpdates === undefined) {
    const every = everyEnvironmentSteps ?? 1_000;
    requireInteger(`${where}.everyEnvironmentSteps`, every, { min: 1 });
    return { every, counts: 'environmentSteps' };
  }
  if (everyEnvironmentSteps !== undefined) {
    throw new OptionsError(
      `${where} takes everyEnvironmentSteps or everyUpdates, and not both; received ` +
        `${show(everyEnvironmentSteps)} and ${show(everyUpdates)}. Leave one out.`,
    );
  }
  requireInteger(`${where}.everyUpdates`, everyUpdates, { min: 1 });
  return { every: everyUpdates, counts: 'updates' };
}

/** The latest time that a date can have, in milliseconds since 1970. */
const LATEST = 8.64e15;

/** A clock that a user may have brought, whose times must be such that dates can be made of them. */
export function checkedClock(where: string, now: () => number): () => number {
  requireFunction(`${where}.now`, now);
  return () => {
    const time: unknown = now();
    if (typeof time === 'number' && Math.abs(time) <= LATEST) return time;
    throw new ValueError(
      `${where}.now() must return milliseconds since 1970, as Date.now() does; received ${show(time)}.`,
    );
  };
}

/** A line of a table; null is an empty field. */
export function csvLine(fields: readonly (number | string | null)[]): string {
  const texts = fields.map((field) => {
    const text = field === null ? '' : String(field);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${texts.join(',')}\n`;
}
