import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CheckpointError, DeepQError, OptionsError, UsageError } from '../errors.ts';
import { requireBytes, requireKeep, type LogSink } from '../runs/logs/logSink.ts';
import { rejectUnknownOptions, requireChoice, show } from '../validation/options.ts';
import { explain } from './fileErrors.ts';
import { makeFolder, requireOrdinary } from './filePaths.ts';

/**
 * Options of {@link logFile}.
 *
 * @category Runs
 */
export interface LogFileOptions {
  /**
   * What to do where the file is there already, and holds anything: refuse to touch it, begin
   * it anew, or go on at its end, after the last line or record that is whole. (A log whose
   * state is put back goes on where it was, whatever this says.)
   *
   * @default 'refuse'
   */
  readonly existing?: 'refuse' | 'replace' | 'continue';
}

/** Written in pieces of this size, or after this time. */
const BUFFER_BYTES = 64 * 1024;
const BUFFER_MS = 1_000;

/**
 * A file that a log is written to, such as by `csvLog`. It is opened with the first event;
 * missing folders are created. What is written reaches the file a second later or before, and
 * at once with `flush` and `close`.
 *
 * @param path - Relative to the working directory of this moment.
 * @throws {OptionsError} If the path is no text, or an option is unknown.
 * @example
 * ```ts
 * import { csvLog } from 'deepq';
 * import { logFile } from 'deepq/node';
 *
 * const consumers = [csvLog(logFile('output/progress.csv', { existing: 'replace' }))];
 * ```
 * @category Runs
 */
export function logFile(path: string, options: LogFileOptions = {}): Required<LogSink> {
  if (typeof path !== 'string' || path === '') {
    throw new OptionsError(
      `logFile(path) needs the path of a file; received ${show(path)}. Pass one such as 'progress.csv'.`,
    );
  }
  rejectUnknownOptions('logFile', options, ['existing']);
  const { existing = 'refuse' } = options;
  requireChoice('logFile.existing', existing, ['refuse', 'replace', 'continue']);
  return new LogFile(resolve(path), existing);
}

/**
 * Files that a log of this process has open, by device and number: a second one would write over what
 * the first wrote. Paths do not tell, as one may lead through a link.
 */
const open = new Set<string>();

class LogFile implements Required<LogSink> {
  readonly #path: string;
  readonly #existing: 'refuse' | 'replace' | 'continue';
  #handle: number | null = null;
  #file = '';
  /** Where the next byte goes. */
  #end = 0;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #buffered = 0;
  #due = 0;

  constructor(path: string, existing: 'refuse' | 'replace' | 'continue') {
    this.#path = path;
    this.#existing = existing;
  }

  open(keep: number | ((existing: Uint8Array) => number)): number {
    if (this.#handle !== null) throw this.#isTaken();
    requireKeep('logFile', keep);
    return this.#attempt('could not be opened', () => {
      makeFolder(dirname(this.#path));
      requireOrdinary(this.#path);
      const handle = openSync(this.#path, this.#flags(keep));
      try {
        const { dev, ino } = fstatSync(handle, { bigint: true });
        this.#file = `${dev} ${ino}`;
        if (open.has(this.#file)) throw this.#isTaken();
        this.#end = this.#kept(handle, keep);
        ftruncateSync(handle, this.#end);
      } catch (error) {
        closeSync(handle);
        throw error;
      }
      this.#handle = handle;
      open.add(this.#file);
      this.#due = performance.now() + BUFFER_MS;
      return this.#end;
    });
  }

  write(bytes: Uint8Array): void {
    requireBytes('logFile', bytes);
    if (this.#buffered + bytes.length > BUFFER_BYTES) this.#empty();
    if (bytes.length > BUFFER_BYTES) this.#put(bytes);
    else {
      this.#buffer.set(bytes, this.#buffered);
      this.#buffered += bytes.length;
    }
    if (performance.now() >= this.#due) this.#empty();
  }

  flush(): void {
    if (this.#handle === null) return;
    this.#empty();
    const handle = this.#handle;
    this.#attempt('could not be written', () => {
      fsyncSync(handle);
    });
  }

  close(): void {
    const handle = this.#handle;
    if (handle === null) return;
    try {
      this.#empty();
    } finally {
      this.#handle = null;
      open.delete(this.#file);
      closeSync(handle);
    }
  }

  #isTaken(): UsageError {
    return new UsageError(`${this.#path} is being written to already; use a logFile for each log.`);
  }

  /** A log that goes on needs its file; a new one makes it. */
  #flags(keep: unknown): string {
    if (typeof keep === 'number' && keep > 0) {
      if (requireOrdinary(this.#path)) return 'r+';
      throw new CheckpointError(
        `${this.#path} is missing, to which this log had written ${keep} bytes when its state was saved; ` +
          'put the file back, or begin a new run.',
      );
    }
    return requireOrdinary(this.#path) ? 'r+' : 'wx+';
  }

  #kept(handle: number, keep: number | ((existing: Uint8Array) => number)): number {
    const { size } = fstatSync(handle);
    if (typeof keep === 'number') {
      if (size >= keep) return keep;
      throw new CheckpointError(
        `${this.#path} has ${size} bytes, and had ${keep} when the state of this log was saved; put the ` +
          'file back, or begin a new run.',
      );
    }
    if (size === 0 || this.#existing === 'replace') return 0;
    if (this.#existing === 'continue') return keep(readFileSync(this.#path));
    throw new OptionsError(
      `${this.#path} is there already, and is left as it is; take another name, or say what to do: ` +
        "logFile(path, { existing: 'replace' }) or { existing: 'continue' }.",
    );
  }

  #empty(): void {
    const bytes = this.#buffer.subarray(0, this.#buffered);
    this.#buffered = 0;
    this.#due = performance.now() + BUFFER_MS;
    this.#put(bytes);
  }

  #put(bytes: Uint8Array): void {
    const handle = this.#handle;
    if (handle === null) {
      throw new UsageError(`${this.#path} is not open; a log opens it with its first event.`);
    }
    this.#attempt('could not be written', () => {
      // A disk that is nearly full may take a part only.
      for (let at = 0; at < bytes.length;) {
        const count = writeSync(handle, bytes, at, bytes.length - at, this.#end);
        at += count;
        this.#end += count;
      }
    });
  }

  #attempt<T>(problem: string, action: () => T): T {
    try {
      return action();
    } catch (cause) {
      if (cause instanceof DeepQError) throw cause;
      throw new DeepQError(`${this.#path} ${problem}: ${explain(cause)}.`, { cause });
    }
  }
}
