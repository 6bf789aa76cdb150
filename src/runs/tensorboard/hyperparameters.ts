import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';
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
 *   `['eval/mean_reward']`.
 * @throws {OptionsError} If a value is no number, text or truth.
 * @category Runs
 */
export function hyperparameterSummaries(
  settings: Hyperparameters,
  metrics: readonly string[] = [],
): readonly Summary[] {
  requireSettings(settings);
  const experiment = new ProtobufMessage();
  const start = new ProtobufMessage();
  for (const [name, value] of Object.entries(settings)) {
    experiment.message(4, new ProtobufMessage().text(1, name).integer(4, typeOf(value)));
    start.message(1, new ProtobufMessage().text(1, name).message(2, valueOf(value)));
  }
  for (const tag of metrics) {
    experiment.message(5, new ProtobufMessage().message(1, new ProtobufMessage().text(2, tag)));
  }
  return [
    summary('_hparams_/experiment', new ProtobufMessage().message(2, experiment)),
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
