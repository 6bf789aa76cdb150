import { OptionsError } from '../../errors.ts';
import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import type { Consumer } from '../../training/consumer.ts';
import type { TrainingEvent } from '../../training/events.ts';
import { show } from '../../validation/options.ts';
import type { LogSink } from './logSink.ts';

/** What a log is made of: texts or bytes for events, one after the other. */
export interface LogFormat {
  /** Names the log in messages. */
  readonly name: string;
  /** What a new log begins with. */
  begin(): string | Uint8Array;
  /** What an event adds; null for nothing. */
  encode(event: TrainingEvent): string | Uint8Array | null | Promise<string | Uint8Array | null>;
  /** What is left to add when no more events come. */
  end?(): string | Uint8Array | null;
  /** How many bytes from the front are whole, of a log that a killed process may have left. */
  whole(bytes: Uint8Array): number;
  /** What it must know to go on. */
  getState?(): State;
  prepareState?(state: State): () => void;
}

/** Writes what a format makes of events to a sink, and knows how many bytes that were. */
export function createLog(sink: LogSink, format: LogFormat): Consumer {
  requireSink(format.name, sink);
  let isOpen = false;
  /** How many bytes were written; of a log that goes on, before it is opened. */
  let written: number | null = null;

  const write = (data: string | Uint8Array | null): void | Promise<void> => {
    if (data === null || data.length === 0) return;
    const bytes = typeof data === 'string' ? encodeUtf8(data) : data;
    written = (written ?? 0) + bytes.length;
    return sink.write(bytes);
  };
  const open = async (): Promise<void> => {
    written = await sink.open(written ?? ((existing) => requireWhole(format, existing)));
    isOpen = true;
    if (written === 0) await write(format.begin());
  };
  const take = (event: TrainingEvent): void | Promise<void> => {
    const encoded = format.encode(event);
    return encoded instanceof Promise ? encoded.then(write) : write(encoded);
  };
  return {
    on: (event) => (isOpen ? take(event) : open().then(() => take(event))),
    async close() {
      if (!isOpen) return;
      try {
        await write(format.end?.() ?? null);
      } finally {
        await sink.close?.();
      }
    },
    getState: () => ({ written, format: format.getState?.() ?? {} }),
    prepareState(state) {
      const reader = new StateReader(format.name, state);
      const saved =
        state['written'] === null
          ? null
          : reader.integer('written', { min: 0, max: Number.MAX_SAFE_INTEGER });
      const takeOver = format.prepareState?.(reader.record('format'));
      return () => {
        written = saved;
        takeOver?.();
      };
    },
  };
}

/**
 * How many bytes from the front are whole lines; none, if they do not begin with `start`.
 */
export function wholeLines(bytes: Uint8Array, start: string): number {
  const isOurs = encodeUtf8(start).every((byte, at) => bytes[at] === byte);
  return isOurs ? bytes.lastIndexOf(10) + 1 : 0;
}

/** A file that is no such log must not be cut off. */
function requireWhole(format: LogFormat, existing: Uint8Array): number {
  const whole = format.whole(existing);
  if (whole > 0 || existing.length === 0) return whole;
  throw new OptionsError(
    `${format.name} cannot go on with what lies there (${existing.length} bytes), which does not begin ` +
      'as such a log does; it is left as it is. Take another name, or have it replaced.',
  );
}

function requireSink(name: string, sink: unknown): void {
  const { open, write } = Object(sink) as Partial<LogSink>;
  if (typeof open === 'function' && typeof write === 'function') return;
  throw new OptionsError(
    `${name}(sink) needs where to write, such as logFile(path) of deepq/node or memoryLog(); received ` +
      `${show(sink)}.`,
  );
}
