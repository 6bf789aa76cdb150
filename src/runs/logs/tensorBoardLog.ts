import { OptionsError } from '../../errors.ts';
import { QNetwork } from '../../qnetwork/qNetwork.ts';
import type { UpdateResult } from '../../qnetwork/update.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import type { Consumer } from '../../training/consumer.ts';
import type { TrainingEvent } from '../../training/events.ts';
import { isReached } from '../../training/milestones.ts';
import { rejectUnknownOptions, requireChoice, show } from '../../validation/options.ts';
import { beginEventFile, encodeSummaries } from '../tensorboard/events.ts';
import { hyperparameterSummaries, type Hyperparameters } from '../tensorboard/hyperparameters.ts';
import { wholeRecords } from '../tensorboard/record.ts';
import {
  histogramSummary,
  scalarSummary,
  textSummary,
  type Summary,
} from '../tensorboard/summaries.ts';
import { resolveRows, rhythmOf, type RowOptions } from './csvLog.ts';
import { createLog } from './log.ts';
import type { LogSink } from './logSink.ts';
import type { Metrics, RowRhythm } from './metrics.ts';
import { episodeTags, rowTags, type TagStyle } from './tags.ts';

/**
 * Options of {@link tensorBoardLog}.
 *
 * @category Runs
 */
export interface TensorBoardOptions extends RowOptions {
  /**
   * Whose names the curves have: those of Stable-Baselines3, such as `rollout/ep_rew_mean`, or
   * those of CleanRL, such as `charts/episodic_return`, which has a point for each episode.
   *
   * @default 'sb3'
   */
  readonly tags?: TagStyle;
  /**
   * Settings of the run, for the table that compares runs.
   *
   * @default none
   */
  readonly hyperparameters?: Hyperparameters;
  /**
   * Texts by their tags, such as `{ config: '…' }`.
   *
   * @default none
   */
  readonly texts?: Readonly<Record<string, string>>;
  /**
   * How weights, gradients, TD errors and values are distributed, from time to time.
   *
   * @default none
   */
  readonly histograms?: {
    /**
     * Environment steps between two of them, at least 1.
     *
     * @default 1,000, where there is no `everyUpdates`
     */
    readonly everyEnvironmentSteps?: number;
    /**
     * In its place: updates between two of them, at least 1; for logs that have `everyUpdates`.
     *
     * @default none
     */
    readonly everyUpdates?: number;
    /** Such as a `DQNAgent`. */
    readonly agent: {
      /** Its weights and values are drawn. */
      readonly network: QNetwork;
      /** Its TD errors are drawn, where there was one. */
      readonly lastUpdate?: Pick<UpdateResult, 'tdErrors'> | null;
    };
    /**
     * Observations whose values are drawn: the same ones each time. Shape
     * `[states, ...observation]`.
     *
     * @default none
     */
    readonly states?: ObservationBatch;
  };
}

/**
 * Writes an event file of TensorBoard: curves of how training goes, and, if asked for,
 * settings, texts and histograms.
 *
 * @param sink - Such as `logFile(eventFileName('runs/first'))` of `deepq/node`. TensorBoard
 *   finds files by `tfevents` in their names.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Runs
 */
export function tensorBoardLog(sink: LogSink, options: TensorBoardOptions = {}): Consumer {
  const { tracker, now } = resolveRows('tensorBoardLog', options, [
    ...['tags', 'hyperparameters', 'texts', 'histograms'],
  ]);
  const { tags = 'sb3', hyperparameters, texts = {}, histograms } = options;
  requireChoice('tensorBoardLog.tags', tags, ['sb3', 'cleanrl']);
  const rhythm = histograms && requireHistograms(histograms, options);
  if (typeof texts !== 'object' || (texts as unknown) === null) {
    throw new OptionsError(
      `tensorBoardLog.texts must be texts by their tags, such as { config: '…' }; received ${show(texts)}.`,
    );
  }
  const opening = [
    ...(hyperparameters ? hyperparameterSummaries(hyperparameters) : []),
    ...Object.entries(texts).map(([tag, text]) => textSummary(tag, text)),
  ];
  let histogramAt = 0;

  const wallTime = (): number => now() / 1000;
  const record = (step: number, summaries: readonly Summary[]): Uint8Array | null =>
    summaries.length > 0 ? encodeSummaries({ step, wallTime: wallTime(), summaries }) : null;
  const rowOf = (row: Metrics | null): Uint8Array | null =>
    row && record(row.step, scalars(rowTags(tags, row)));
  const isHistogramDue = (type: TrainingEvent['type'], step: number): boolean => {
    if (!rhythm || type !== 'updates') return false;
    return isReached(histogramAt, step, rhythm.every);
  };
  return createLog(sink, {
    name: 'tensorBoardLog',
    begin: () => join(beginEventFile(wallTime()), record(0, opening)),
    encode(event) {
      const step = tracker.stepOf(event);
      const row = rowOf(tracker.observe(event));
      const episode =
        event.type === 'episode' ? record(step, scalars(episodeTags(tags, event))) : null;
      const scalarsOfEvent = join(row, episode);
      if (!histograms || !isHistogramDue(event.type, step)) return scalarsOfEvent;
      histogramAt = step;
      return histogramsOf(histograms).then((found) => join(scalarsOfEvent, record(step, found)));
    },
    end: () => rowOf(tracker.end()),
    whole: wholeRecords,
    getState: () => ({ rows: tracker.getState(), histogramAt }),
    prepareState(state) {
      const takeOver = tracker.prepareState(state['rows'] as never);
      const at = state['histogramAt'];
      return () => {
        takeOver();
        histogramAt = typeof at === 'number' ? at : 0;
      };
    },
  });
}

function scalars(values: Readonly<Record<string, number | null | undefined>>): Summary[] {
  return Object.entries(values).flatMap(([tag, value]) =>
    value === null || value === undefined ? [] : [scalarSummary(tag, value)],
  );
}

async function histogramsOf({
  agent,
  states,
}: NonNullable<TensorBoardOptions['histograms']>): Promise<Summary[]> {
  const { network, lastUpdate } = agent;
  const summaries: Summary[] = [];
  for (const [group, tensors] of [
    ['weights', await network.getWeights()],
    ['gradients', await network.gradient()],
  ] as const) {
    for (const [name, { data }] of Object.entries(tensors)) {
      summaries.push(histogramSummary(`${group}/${name}`, data));
    }
  }
  if (lastUpdate) summaries.push(histogramSummary('train/td_errors', lastUpdate.tdErrors));
  if (states) {
    // By the weights that choose, as a run of openRun has them.
    const values = await network.qValuesAsync(states, network.actingWeights);
    summaries.push(histogramSummary('train/q_values', values));
  }
  return summaries;
}

function requireHistograms(
  histograms: NonNullable<TensorBoardOptions['histograms']>,
  rows: RowOptions,
): RowRhythm {
  const where = 'tensorBoardLog.histograms';
  rejectUnknownOptions(where, histograms, [
    ...['everyEnvironmentSteps', 'everyUpdates', 'agent', 'states'],
  ]);
  const rhythm = rhythmOf(where, histograms);
  // One axis for both: a histogram stands at the step of the curves.
  const { counts } = rhythmOf('tensorBoardLog', rows);
  if (rhythm.counts !== counts) {
    const every = counts === 'updates' ? 'everyUpdates' : 'everyEnvironmentSteps';
    throw new OptionsError(
      `${where} must be counted as the rows of tensorBoardLog are, by ${every}; received ` +
        `${show(rhythm.every)} ${rhythm.counts}. Give both of them the same option.`,
    );
  }
  const { network } = Object(histograms.agent) as Partial<typeof histograms.agent>;
  if (network instanceof QNetwork) return rhythm;
  throw new OptionsError(
    `${where}.agent must be an agent with its network, such as a DQNAgent; received ${show(histograms.agent)}.`,
  );
}

function join(...parts: readonly (Uint8Array | null)[]): Uint8Array {
  const there = parts.filter((part) => part !== null);
  const whole = new Uint8Array(there.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of there) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
