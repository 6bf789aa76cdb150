import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';
import { isShortList } from '../../validation/lists.ts';
import { ProtobufMessage } from './protobuf.ts';
import { pluginMetadata, type Summary } from './summaries.ts';

/**
 * Settings of a run, for the table of TensorBoard that compares runs.
 *
 * @category Runs
 */
export type Hyperparameters = Readonly<Record<string, number | string | boolean>>;

/** Types of settings. */
const STRING = 1;
const BOOL = 2;
const FLOAT_64 = 3;
/** How a run ended. */
const SUCCESS = 1;

/**
 * What puts a run into TensorBoard's table of settings. It belongs at the beginning of a file.
 *
 * @param settings - Names and values.
 * @param metrics - Tags of scalars that stand beside the settings, such as
 *   `['eval/mean_reward']`; without them all scalars do. With them TensorBoard shows only the settings
 *   of one of the runs that it compares, so that all runs should have the same names.
 * @throws {OptionsError} If a value is no number, text or truth, or the metrics are no tags.
 * @category Runs
 */
export function hyperparameterSummaries(
  settings: Hyperparameters,
  metrics: readonly string[] = [],
): readonly Summary[] {
  requireSettings(settings);
  requireMetrics(metrics);
  const experiment = new ProtobufMessage();
  const start = new ProtobufMessage();
  for (const [name, value] of Object.entries(settings)) {
    experiment.message(4, new ProtobufMessage().text(1, name).integer(4, typeOf(value)));
    start.message(1, new ProtobufMessage().text(1, name).message(2, valueOf(value)));
  }
  for (const tag of metrics) {
    experiment.message(5, new ProtobufMessage().message(1, new ProtobufMessage().text(2, tag)));
  }
  // TensorBoard takes the experiment of any one run for all of them: settings that only others have
  // are lost then, and none is known to differ. Without it, it collects them from each run.
  const isNamed = metrics.length > 0;
  return [
    ...(isNamed
      ? [summary('_hparams_/experiment', new ProtobufMessage().message(2, experiment))]
      : []),
    summary('_hparams_/session_start_info', new ProtobufMessage().message(3, start)),
    summary(
      '_hparams_/session_end_info',
      new ProtobufMessage().message(4, new ProtobufMessage().integer(1, SUCCESS)),
    ),
  ];
}

function summary(tag: string, content: ProtobufMessage): Summary {
  const message = new ProtobufMessage().text(1, tag).message(9, pluginMetadata('hparams', content));
  return { tag, bytes: message.encode() };
}

function typeOf(value: number | string | boolean): number {
  return typeof value === 'number' ? FLOAT_64 : typeof value === 'string' ? STRING : BOOL;
}

function valueOf(value: number | string | boolean): ProtobufMessage {
  const message = new ProtobufMessage();
  if (typeof value === 'number') return message.double(2, value);
  return typeof value === 'string' ? message.text(3, value) : message.integer(4, Number(value));
}

function requireMetrics(metrics: readonly unknown[]): void {
  if (isShortList(metrics) && metrics.every((tag) => typeof tag === 'string')) return;
  throw new OptionsError(
    `metrics must be a list of tags, such as ['eval/mean_reward']; received ${show(metrics)}.`,
  );
}

function requireSettings(settings: unknown): void {
  const isRecord = typeof settings === 'object' && settings !== null && !Array.isArray(settings);
  if (!isRecord) {
    throw new OptionsError(
      `Hyperparameters must be a record of names and values; received ${show(settings)}.`,
    );
  }
  for (const [name, value] of Object.entries(settings)) {
    if (['number', 'string', 'boolean'].includes(typeof value)) continue;
    throw new OptionsError(
      `Hyperparameter ${name} must be a number, a text, true or false; received ${show(value)}. ` +
        'Put larger things into a text.',
    );
  }
}
