import type { Consumer } from '../../training/consumer.ts';
import { createLog, wholeLines } from './log.ts';
import type { LogSink } from './logSink.ts';

/**
 * Writes every event as a line of JSON. NaN and infinity become `null`, as JSON has no such
 * numbers. With `report` of `train` the lines of steps and updates are few.
 *
 * @param sink - Such as `logFile('events.jsonl')` of `deepq/node`.
 * @throws {OptionsError} If `sink` is none.
 * @category Runs
 */
export function jsonlLog(sink: LogSink): Consumer {
  return createLog(sink, {
    name: 'jsonlLog',
    begin: () => '',
    encode: (event) => `${JSON.stringify(event)}\n`,
    whole: (bytes) => wholeLines(bytes, '{'),
  });
}
