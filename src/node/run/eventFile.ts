import { beginEventFile, encodeSummaries } from '../../runs/tensorboard/events.ts';
import { hyperparameterSummaries } from '../../runs/tensorboard/hyperparameters.ts';
import { histogramSummary, scalarSummary, textSummary } from '../../runs/tensorboard/summaries.ts';
import type { State, StateValue } from '../../state/state.ts';
import type { Evaluation } from '../../training/events.ts';
import { RunLog } from './runLog.ts';
import { PROGRESS_COLUMNS, type ProgressRow } from './progressRow.ts';

/** Written at the step of the evaluation, and not at that of the row after it. */
const EVALUATION = 'eval/mean_reward';

/** The file of TensorBoard's events of a run. */
export class EventFile {
  readonly file: RunLog;

  constructor(path: string, length: number) {
    this.file = new RunLog(path, length);
  }

  /**
   * Writes what stands at the beginning: all settings, as a text and as a table.
   *
   * @param wallTime - Seconds since 1970.
   */
  begin(wallTime: number, settings: State): void {
    const text = JSON.stringify(settings, null, 2).replaceAll(/^/gm, '    ');
    this.file.add(beginEventFile(wallTime));
    const table = hyperparameterSummaries(flatten(settings), [EVALUATION]);
    const summaries = [...table, textSummary('config', text)];
    this.file.add(encodeSummaries({ step: 0, wallTime, summaries }));
  }

  /**
   * Writes an evaluation at its own step.
   *
   * @param wallTime - Seconds since 1970.
   */
  addEvaluation(step: number, { returns, lengths, mean }: Evaluation, wallTime: number): void {
    const length = lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
    const summaries = [
      scalarSummary(EVALUATION, mean),
      scalarSummary('eval/mean_ep_length', length),
      histogramSummary('eval/returns', returns),
    ];
    this.file.add(encodeSummaries({ step, wallTime, summaries }));
  }

  /** @param wallTime - Seconds since 1970. */
  addRow(row: ProgressRow, wallTime: number): void {
    const scalars = PROGRESS_COLUMNS.flatMap(([name, read]) => {
      const value = read(row);
      return value === null || name === EVALUATION ? [] : [scalarSummary(name, value)];
    });
    const { tdErrors } = row.sums;
    const histograms = tdErrors.length > 0 ? [histogramSummary('train/td_errors', tdErrors)] : [];
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
