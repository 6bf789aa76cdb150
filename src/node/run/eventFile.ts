import { beginEventFile, encodeSummaries } from '../../runs/tensorboard/events.ts';
import { hyperparameterSummaries } from '../../runs/tensorboard/hyperparameters.ts';
import { episodeTags, type TagStyle } from '../../runs/logs/tags.ts';
import {
  histogramSummary,
  imageSummary,
  scalarSummary,
  textSummary,
  type Summary,
} from '../../runs/tensorboard/summaries.ts';
import type { State, StateValue } from '../../state/state.ts';
import type { EpisodeEvent, Evaluation } from '../../training/events.ts';
import { RunLog } from './runLog.ts';
import { PROGRESS_COLUMNS, type ProgressRow } from './progressRow.ts';

/** Written at the step of the evaluation, and not at that of the row after it. */
const EVALUATION = 'eval/mean_reward';

/** What CleanRL calls a curve; `null` where it has a point at each episode instead. */
const CLEANRL: Readonly<Record<string, string | null>> = {
  'rollout/ep_rew_mean': null,
  'rollout/ep_len_mean': null,
  'rollout/exploration_rate': 'charts/epsilon',
  'train/loss': 'losses/td_loss',
  'train/q_mean': 'losses/q_values',
  'train/learning_rate': 'charts/learning_rate',
  'time/fps': 'charts/SPS',
  'eval/mean_reward': 'eval/episodic_return',
  'eval/mean_ep_length': 'eval/episodic_length',
};

/** The file of TensorBoard's events of a run. */
export class EventFile {
  readonly file: RunLog;
  readonly #tags: TagStyle;

  constructor(path: string, length: number, tags: TagStyle) {
    this.file = new RunLog(path, length);
    this.#tags = tags;
  }

  /** Writes a point for an episode, where the names are of that kind. */
  addEpisode(event: EpisodeEvent, wallTime: number): void {
    const summaries = Object.entries(episodeTags(this.#tags, event)).flatMap(([tag, value]) =>
      typeof value === 'number' ? [scalarSummary(tag, value)] : [],
    );
    if (summaries.length === 0) return;
    this.file.add(encodeSummaries({ step: event.environmentSteps, wallTime, summaries }));
  }

  /** A curve under its own name; none where it is drawn otherwise. */
  #scalar(name: string, value: number): readonly Summary[] {
    const tag = this.#tags === 'cleanrl' && name in CLEANRL ? CLEANRL[name] : name;
    return typeof tag === 'string' ? [scalarSummary(tag, value)] : [];
  }

  /**
   * Writes what stands at the beginning: all settings, as a text and as a table.
   *
   * @param wallTime - Seconds since 1970.
   */
  begin(wallTime: number, settings: State): void {
    const text = JSON.stringify(settings, null, 2).replaceAll(/^/gm, '    ');
    this.file.add(beginEventFile(wallTime));
    const summaries = [...hyperparameterSummaries(flatten(settings)), textSummary('config', text)];
    this.file.add(encodeSummaries({ step: 0, wallTime, summaries }));
  }

  /**
   * Writes an evaluation at its own step.
   *
   * @param values - Of the states that are held, by action; `null` where there are none.
   * @param wallTime - Seconds since 1970.
   */
  addEvaluation(
    step: number,
    { returns, lengths, mean }: Evaluation,
    values: Float32Array | null,
    wallTime: number,
  ): void {
    const length = lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
    const summaries = [
      ...this.#scalar(EVALUATION, mean),
      ...this.#scalar('eval/mean_ep_length', length),
      histogramSummary('eval/returns', returns),
      ...(values ? [histogramSummary('train/q_values', values)] : []),
    ];
    this.file.add(encodeSummaries({ step, wallTime, summaries }));
  }

  /**
   * Writes the video of the best episode, as an image: an animated PNG, which browsers play.
   *
   * @param wallTime - Seconds since 1970.
   */
  addVideo(step: number, png: Uint8Array, wallTime: number): void {
    const summaries = [imageSummary('eval/best_episode', png)];
    this.file.add(encodeSummaries({ step, wallTime, summaries }));
  }

  /** @param wallTime - Seconds since 1970. */
  addRow(row: ProgressRow, wallTime: number): void {
    const scalars = PROGRESS_COLUMNS.flatMap(([name, read]) => {
      const value = read(row);
      return value === null || name === EVALUATION ? [] : this.#scalar(name, value);
    });
    const { priorities, sums } = row;
    const histograms = Object.entries({
      'train/td_errors': sums.tdErrors,
      'replay/priorities': priorities ?? [],
    }).flatMap(([tag, values]) => (values.length > 0 ? [histogramSummary(tag, values)] : []));
    const summaries = [...scalars, ...histograms];
    this.file.add(encodeSummaries({ step: row.environmentSteps, wallTime, summaries }));
  }
}

/** Settings within settings as `agent.batchSize` and the like; lists as text. */
function flatten(settings: State): Record<string, number | string | boolean> {
  const flat: Record<string, number | string | boolean> = {};
  const add = (name: string, value: StateValue): void => {
    if (value === null) return;
    if (typeof value !== 'object') flat[name] = value;
    else if (Array.isArray(value)) flat[name] = JSON.stringify(value);
    else
      for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner as StateValue);
  };
  for (const [key, value] of Object.entries(settings)) add(key, value);
  return flat;
}
