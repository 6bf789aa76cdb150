import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { replaceFile } from '../../node/replaceFile.ts';
import { parseStrictJson } from '../../state/strictJson.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { CommandError } from '../command.ts';
import type { Trial } from './plan.ts';
import type { TrialRun } from './trialRun.ts';

/** A line of the journal. */
export interface Played {
  readonly trial: number;
  readonly seed: number;
  readonly settings: Trial;
  /** The environment steps of the rung that it was played to; left out for a whole run. */
  readonly until?: number;
  /** The last evaluation; `null` where the run failed. */
  readonly score: number | null;
}

/** Which runs of a sweep have ended, and how: a file to which a line is added for each. */
export class Journal {
  readonly #path: string;
  #played: Played[];

  /** @throws {CommandError} If there is a line in it that no sweep has written. */
  constructor(path: string) {
    this.#path = path;
    this.#played = read(path);
  }

  /** Adds a run. One that is there already is left as it is: a result counts once. */
  add({ trial, seed, settings, until }: TrialRun, score: number | null): void {
    if (this.find(trial, seed, until)) return;
    const played: Played = { trial, seed, settings, ...(until !== null && { until }), score };
    this.#played.push(played);
    appendFileSync(this.#path, `${JSON.stringify(played)}\n`);
  }

  /** Those that failed. */
  failed(): readonly Played[] {
    return this.#played.filter(({ score }) => score === null);
  }

  /** Forgets those that failed, so that they are made again. */
  async forgetFailed(): Promise<void> {
    const kept = this.#played.filter(({ score }) => score !== null);
    const lines = kept.map((played) => `${JSON.stringify(played)}\n`);
    // Whole, or not at all: the other results must not be lost.
    await replaceFile(this.#path, encodeUtf8(lines.join('')));
    this.#played = kept;
  }

  find(trial: number, seed: number, until: number | null): Played | undefined {
    return this.#played.find(
      (one) => one.trial === trial && one.seed === seed && (one.until ?? null) === until,
    );
  }

  /** The whole runs of a trial. */
  wholeOf(trial: number): readonly Played[] {
    return this.#played.filter((one) => one.trial === trial && one.until === undefined);
  }

  /** How many runs were played, and how many of them failed: one that goes on from a rung counts once. */
  count(): { readonly played: number; readonly failed: number } {
    const runOf = ({ trial, seed }: Played): string => `${trial} ${seed}`;
    const failed = this.failed();
    return {
      played: new Set(this.#played.map(runOf)).size,
      failed: new Set(failed.map(runOf)).size,
    };
  }

  /** The last rung that a trial was played to. */
  lastRung(trial: number): Played | undefined {
    return this.#played.findLast((one) => one.trial === trial && one.until !== undefined);
  }
}

/** A last line that a killed process has not written to its end is left out. */
function read(path: string): Played[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) writeFileSync(path, whole);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => readPlayed(path, line, index + 1));
}

function readPlayed(path: string, line: string, number: number): Played {
  let found: Partial<Played> | null;
  try {
    found = parseStrictJson(line) as Partial<Played> | null;
  } catch {
    found = null;
  }
  const { trial, seed, until, score } = Object(found) as Partial<Played>;
  const isScore = score === null || Number.isFinite(score);
  const isRung = until === undefined || Number.isSafeInteger(until);
  if (Number.isSafeInteger(trial) && Number.isSafeInteger(seed) && isRung && isScore) {
    return found as Played;
  }
  throw new CommandError(
    `Line ${number} of ${path} is none that a sweep has written; put the file back as it was, or ` +
      'remove that line to have its run made again.',
  );
}
