import { OptionsError } from '../errors.ts';
import type { Consumer } from '../training/consumer.ts';
import type { TrainingEvent } from '../training/events.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  show as describe,
} from '../validation/options.ts';
import { LiveBlock } from './liveBlock.ts';
import { logLine, metricsLine, progressLine } from './progressLine.ts';
import { ProgressTracker, type ProgressState } from './progressState.ts';

/**
 * Options of {@link showProgress}.
 *
 * @category Training
 */
export interface ProgressOptions {
  /**
   * How many environment steps the run takes, as in the `environmentSteps` of `train` and
   * `openRun`, those before it was broken off too; at least 1. Without it there is no bar
   * and no time left. Of `trainOffline`, how many updates.
   *
   * @default unknown
   */
  readonly total?: number;
  /**
   * Where to write.
   *
   * @default process.stderr
   */
  readonly stream?: NodeJS.WriteStream;
  /**
   * Seconds between two lines where the stream is not a terminal. At least 0.
   *
   * @default 5
   */
  readonly everySeconds?: number;
}

/**
 * Shows how training goes while its events pass through unchanged.
 *
 * On a terminal: two lines that are rewritten up to ten times a second, with
 * a progress bar, the time left, the mean return of the last 20 episodes of
 * training (`return (20)`), that of the latest evaluation (`eval`),
 * exploration (ε or τ), loss, episodes and speed. To a file or pipe: one line
 * every few seconds, and one at the end. Speed and time left go by the last
 * five seconds.
 *
 * Warnings, of training and of evaluations, are written as lines that stay, and so is why
 * nothing was learned.
 *
 * What the consumer prints appears between the states of the display, best
 * when it prints at an evaluation, a checkpoint or the end.
 *
 * @param events - What `train` returns; finished properly if the consumer
 *   breaks out of the loop.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import type { TrainingEvent } from 'deepq';
 * import { showProgress } from 'deepq/node';
 *
 * // Stands for the events of `train`.
 * async function* events(): AsyncGenerator<TrainingEvent> {
 *   for (let step = 1; step <= 3; step++) {
 *     const exploration = { name: 'epsilon', value: 1 / step };
 *     yield { type: 'steps', count: 1, seconds: 0.1, environmentSteps: step, exploration };
 *   }
 * }
 *
 * for await (const event of showProgress(events(), { total: 3 })) {
 *   if (event.type === 'evaluation') console.log(event.evaluation.mean);
 * }
 * ```
 * @category Training
 */
export function showProgress(
  events: AsyncIterable<TrainingEvent>,
  options: ProgressOptions = {},
): AsyncGenerator<TrainingEvent, void, undefined> {
  const display = makeDisplay('showProgress', options);
  requireEvents(events);
  const tracker = new ProgressTracker(options.total ?? null);
  noteStepsBefore(tracker, events);
  return passThrough(events, tracker, display);
}

/**
 * Shows how training goes, as {@link showProgress} does, for use with `consume`. One
 * display is for one training. What others print while it runs appears above it.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Training
 */
export function progress(options: ProgressOptions = {}): Consumer {
  const display = makeDisplay('progress', options);
  const tracker = new ProgressTracker(options.total ?? null);
  return {
    on(event, training) {
      noteStepsBefore(tracker, training);
      show(tracker, display, event);
    },
    close() {
      tracker.stop();
      display.end(tracker.state);
    },
  };
}

function makeDisplay(where: string, options: ProgressOptions): Display {
  rejectUnknownOptions(where, options, ['total', 'stream', 'everySeconds']);
  const { total, stream = process.stderr, everySeconds = 5 } = options;
  if (total !== undefined) requireInteger(`${where}.total`, total, { min: 1 });
  requireNumber(`${where}.everySeconds`, everySeconds, { min: 0 });
  requireStream(where, stream);
  return stream.isTTY ? new LiveDisplay(stream) : new LogDisplay(stream, everySeconds);
}

/** What `openRun` returned says where the run goes on. */
function noteStepsBefore(tracker: ProgressTracker, training: unknown): void {
  const { resumedAt } = Object(training) as { readonly resumedAt?: unknown };
  if (typeof resumedAt === 'number') tracker.goOnFrom(resumedAt);
}

function show(tracker: ProgressTracker, display: Display, event: TrainingEvent): void {
  tracker.observe(event);
  if (event.type === 'end') display.end(tracker.state);
  else if (event.type === 'evaluation' || event.type === 'checkpoint') display.makeWay();
  else display.update(tracker.state);
  const word = wordOf(event);
  if (typeof word === 'string') display.say(word);
}

function requireEvents(events: unknown): void {
  const { [Symbol.asyncIterator]: iterate } = Object(events) as Partial<AsyncIterable<unknown>>;
  if (typeof iterate === 'function') return;
  throw new OptionsError(
    'showProgress(events, options) needs the events of a training, such as ' +
      `train(agent, environment, { environmentSteps }); received ${describe(events)}.`,
  );
}

function requireStream(where: string, stream: unknown): void {
  if (typeof (stream as { write?: unknown } | null)?.write === 'function') return;
  throw new OptionsError(
    `${where}.stream must be a stream that can be written to; received ${describe(stream)}. ` +
      'Pass process.stdout, or leave it out.',
  );
}

async function* passThrough(
  events: AsyncIterable<TrainingEvent>,
  tracker: ProgressTracker,
  display: Display,
): AsyncGenerator<TrainingEvent, void, undefined> {
  let failed = false;
  try {
    for await (const event of events) {
      show(tracker, display, event);
      yield event;
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    tracker.stop();
    endDisplay(display, tracker.state, failed);
  }
}

/** @param failed - Whether there is an error already, which no other may hide. */
function endDisplay(display: Display, state: ProgressState, failed: boolean): void {
  try {
    display.end(state);
  } catch (error) {
    if (!failed) throw error;
  }
}

/** What an event has to say to people. */
function wordOf(event: TrainingEvent): string | null {
  if (event.type === 'warning') return event.message;
  if (event.type === 'evaluation') return event.evaluation.warning;
  return event.type === 'end' ? (event.nothingLearned ?? event.message) : null;
}

interface Display {
  /** Shows the state if it is time to. */
  update(state: ProgressState): void;
  /** Writes a line that stays. */
  say(text: string): void;
  /** Lets the consumer print: this is when it is likely to. */
  makeWay(): void;
  /** Shows the last state; after the first call it does nothing. */
  end(state: ProgressState): void;
}

/** Faster than anybody can read would only cost time. */
const millisecondsBetweenDrawings = 100;

/** Two lines at the bottom of a terminal. */
class LiveDisplay implements Display {
  readonly #stream: NodeJS.WriteStream;
  readonly #block: LiveBlock;
  #next = -Infinity;
  #ended = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#block = new LiveBlock(stream);
  }

  update(state: ProgressState): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + millisecondsBetweenDrawings;
    this.#draw(state);
  }

  say(text: string): void {
    this.makeWay();
    this.#stream.write(`${text}\n`);
  }

  makeWay(): void {
    this.#block.erase();
    this.#next = -Infinity;
  }

  end(state: ProgressState): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#draw(state);
    this.#block.finish();
  }

  #draw(state: ProgressState): void {
    // The last column stays free: a terminal may break the line after it.
    const width = Math.max(1, (this.#stream.columns || 80) - 1);
    const lines = [progressLine(state, width), metricsLine(state, width)];
    this.#block.show(lines.filter((line) => line !== ''));
  }
}

/** A line from time to time. */
class LogDisplay implements Display {
  readonly #stream: NodeJS.WriteStream;
  readonly #milliseconds: number;
  #next: number;
  #ended = false;

  constructor(stream: NodeJS.WriteStream, everySeconds: number) {
    this.#stream = stream;
    this.#milliseconds = everySeconds * 1000;
    this.#next = performance.now() + this.#milliseconds;
  }

  update(state: ProgressState): void {
    const now = performance.now();
    if (now < this.#next) return;
    this.#next = now + this.#milliseconds;
    this.#stream.write(`${logLine(state)}\n`);
  }

  say(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  makeWay(): void {
    // A line in a log is in nobody's way.
  }

  end(state: ProgressState): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stream.write(`${logLine(state)}\n`);
  }
}
