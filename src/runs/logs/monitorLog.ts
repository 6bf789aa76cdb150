import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { Consumer } from '../../training/consumer.ts';
import { rejectUnknownOptions, requireFunction } from '../../validation/options.ts';
import { createLog, wholeLines } from './log.ts';
import type { LogSink } from './logSink.ts';

/**
 * Options of {@link monitorLog}.
 *
 * @category Runs
 */
export interface MonitorOptions {
  /** The environment's id, such as `'CartPole-v1'`. */
  readonly environmentId: string;
  /**
   * Tells the time, in milliseconds since 1970.
   *
   * @default Date.now
   */
  readonly now?: () => number;
}

/**
 * Writes a row for each episode as the `Monitor` of Stable-Baselines3 does: return (`r`),
 * length (`l`) and seconds since the beginning (`t`). Its plots read the file by its
 * name, which must end in `monitor.csv`.
 *
 * @param sink - Such as `logFile('0.monitor.csv')` of `deepq/node`.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see https://stable-baselines3.readthedocs.io/en/master/common/monitor.html
 * @category Runs
 */
export function monitorLog(sink: LogSink, options: MonitorOptions): Consumer {
  rejectUnknownOptions('monitorLog', options, ['environmentId', 'now']);
  const { environmentId, now = Date.now } = options;
  requireFunction('monitorLog.now', now);
  let start = now() / 1000;
  return createLog(sink, {
    name: 'monitorLog',
    begin: () => `#${JSON.stringify({ t_start: start, env_id: environmentId })}\nr,l,t\n`,
    encode(event) {
      if (event.type !== 'episode') return null;
      return `${rounded(event.return)},${event.length},${rounded(now() / 1000 - start)}\n`;
    },
    whole: (bytes) => wholeLines(bytes, '#{'),
    getState: (): State => ({ start }),
    prepareState(state) {
      const saved = new StateReader('monitorLog', state).number('start');
      return () => {
        start = saved;
      };
    },
  });
}

/** Six decimals are kept. */
function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(6)) : value;
}
