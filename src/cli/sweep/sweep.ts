import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeepQError } from '../../errors.ts';
import { explain } from '../../node/fileErrors.ts';
import { takeLock, type Lock } from '../../node/run/lock.ts';
import { CommandError } from '../command.ts';
import { table } from '../commands/environments.ts';
import { figure } from '../../node/figure.ts';
import { Journal } from './journal.ts';
import { rungSteps, survivors, trialsOf, type SweepPlan, type Trial } from './plan.ts';
import { folderOf, type TrialRun } from './trialRun.ts';

/** Who plays the runs of a sweep: processes of this machine, or workers of others. */
export interface RunPlayer {
  /**
   * Plays runs until all have ended, or until it is stopped.
   *
   * @param ended - Told of each that has ended, with its score; `null` where it failed.
   */
  play(
    runs: readonly TrialRun[],
    ended: (run: TrialRun, score: number | null) => void,
  ): Promise<void>;
}

/** The trials of a sweep, and what they came to so far. */
export class Sweep {
  /** Where the runs' folders and the journal are. */
  readonly folder: string;
  readonly #plan: SweepPlan;
  /** Environment steps of a whole run. */
  readonly #steps: number;
  readonly #trials: readonly Trial[];
  readonly #journal: Journal;
  readonly #lock: Lock;

  /**
   * @param text - The sweep's file, which its folder keeps.
   * @throws {DeepQError} If the folder holds another sweep, is in use, or cannot be written to.
   */
  constructor(plan: SweepPlan, steps: number, folder: string, text: string) {
    this.#plan = plan;
    this.#steps = steps;
    this.folder = folder;
    this.#trials = trialsOf(plan);
    try {
      mkdirSync(folder, { recursive: true });
      this.#requireSame(text);
      this.#lock = takeLock(folder);
    } catch (cause) {
      if (cause instanceof DeepQError) throw cause;
      throw new DeepQError(`${resolve(folder)} cannot be written to: ${explain(cause)}.`, {
        cause,
      });
    }
    try {
      this.#journal = new Journal(join(folder, 'journal.jsonl'));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Has the runs that failed made again, from their beginning: their folders are removed.
   *
   * @returns How many there are.
   * @throws {DeepQError} If a folder cannot be removed, or the journal not be written.
   */
  async retryFailed(): Promise<number> {
    const failed = this.#journal.failed();
    if (failed.length === 0) return 0;
    const folders = new Set(failed.map((run) => folderOf(this.folder, run)));
    try {
      // Before their lines: a process that is killed in between leaves runs that can be tried again.
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
      await this.#journal.forgetFailed();
    } catch (cause) {
      throw new DeepQError(`${resolve(this.folder)} cannot be written to: ${explain(cause)}.`, {
        cause,
      });
    }
    return folders.size;
  }

  /** @returns Whether all was played. */
  async play(player: RunPlayer): Promise<boolean> {
    let trials: readonly number[] = this.#trials.map((_, trial) => trial);
    for (const until of rungSteps(this.#plan, this.#steps)) {
      if (!(await this.#playAll(player, trials, 1, until))) return false;
      trials = this.#best(trials, (trial) => this.#journal.find(trial, 1, until)?.score ?? null);
    }
    for (let seed = 1; seed <= this.#plan.seeds; seed++) {
      if (!(await this.#playAll(player, trials, seed, null))) return false;
      // By these seeds alone: a sweep that goes on knows later ones, too.
      trials = this.#best(trials, (trial) => this.#mean(trial, seed));
    }
    return true;
  }

  /** The trials, the best first; those that were stopped at a rung come last. */
  table(): string {
    const keys = Object.keys(this.#plan.settings);
    const hasRungs = this.#plan.rungs.length > 0;
    const hasRange = this.#plan.seeds > 1;
    const rows = this.#trials
      .map((settings, trial) => this.#row(settings, trial))
      .sort(
        (one, other) =>
          other.steps - one.steps || (other.mean ?? -Infinity) - (one.mean ?? -Infinity),
      )
      .map(({ trial, settings, mean, range, steps, seeds }) => [
        String(trial),
        ...keys.map((key) => shownSetting(settings[key])),
        mean === null ? 'none' : figure(mean),
        ...(hasRungs ? [String(steps)] : []),
        String(seeds),
        ...(hasRange ? [range] : []),
      ]);
    const names = ['trial', ...keys, 'mean return', ...(hasRungs ? ['steps'] : []), 'seeds'];
    return table([[...names, ...(hasRange ? ['lowest to highest'] : [])], ...rows]);
  }

  /** Whether no run has a score, so that nothing was found out. */
  get hasFailed(): boolean {
    const { played, failed } = this.#journal.count();
    return played === failed;
  }

  /** What to say of runs that failed; `null` if none has. */
  failures(): string | null {
    const { played, failed } = this.#journal.count();
    if (failed === 0) return null;
    return (
      `${failed} of ${played} runs failed, for reasons that were told as they ended. They stay failed when the ` +
      'sweep is started again; the same command with --retry makes them again, from their beginning.'
    );
  }

  /** Gives the folder back. */
  close(): void {
    this.#lock.release();
  }

  #row(settings: Trial, trial: number): Row {
    const seeds = this.#journal.wholeOf(trial).length;
    const rung = seeds === 0 ? this.#journal.lastRung(trial) : undefined;
    const mean = rung ? rung.score : this.#mean(trial);
    const range = mean === null ? '' : rangeOf(this.#scores(trial) as readonly number[]);
    return { trial, settings, mean, range, steps: rung?.until ?? this.#steps, seeds };
  }

  async #playAll(
    player: RunPlayer,
    trials: readonly number[],
    seed: number,
    until: number | null,
  ): Promise<boolean> {
    const isOpen = (trial: number): boolean => !this.#journal.find(trial, seed, until);
    const runs = trials.filter(isOpen).map((trial) => this.#run(trial, seed, until));
    if (runs.length > 0) {
      await player.play(runs, (run, score) => {
        this.#journal.add(run, score);
      });
    }
    return !trials.some(isOpen);
  }

  #run(trial: number, seed: number, until: number | null): TrialRun {
    const { environment, preset = null, parts, steps = null } = this.#plan;
    const settings = this.#trials[trial] as Trial;
    const named = { environment, preset, ...(parts !== undefined && { parts }) };
    return { trial, seed, ...named, steps, until, settings };
  }

  #best(trials: readonly number[], scoreOf: (trial: number) => number | null): readonly number[] {
    const scores = this.#trials.map((_, trial) => (trials.includes(trial) ? scoreOf(trial) : null));
    return survivors(scores, this.#plan.keep);
  }

  /** @param seeds - The last seed that counts. */
  #mean(trial: number, seeds = this.#plan.seeds): number | null {
    const scores = this.#scores(trial, seeds);
    if (scores.length === 0 || scores.includes(null)) return null;
    return (scores as number[]).reduce((sum, score) => sum + score, 0) / scores.length;
  }

  /** Of the whole runs; `null` of those that failed. */
  #scores(trial: number, seeds = this.#plan.seeds): readonly (number | null)[] {
    const runs = this.#journal.wholeOf(trial).filter(({ seed }) => seed <= seeds);
    return runs.map(({ score }) => score);
  }

  #requireSame(text: string): void {
    const path = join(this.folder, 'sweep.json');
    if (!existsSync(path)) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      throw new CommandError(
        `${this.folder} holds another sweep; give --out another folder, or the file as it was.`,
      );
    }
  }
}

/** One that is an object, such as a network, as JSON; the beginning has to do where it is long. */
function shownSetting(value: unknown): string {
  const isList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (typeof value !== 'object' || value === null || isList) return String(value);
  const text = JSON.stringify(value);
  return text.length > MAX_SETTING ? `${text.slice(0, MAX_SETTING)}…` : text;
}

/** How far the seeds lie apart; one alone says nothing of that. */
function rangeOf(scores: readonly number[]): string {
  if (scores.length < 2) return '';
  return `${figure(Math.min(...scores))} to ${figure(Math.max(...scores))}`;
}

/** A column of the table is not wider than this many characters. */
const MAX_SETTING = 60;

/** A trial in the table. */
interface Row {
  readonly trial: number;
  readonly settings: Trial;
  readonly mean: number | null;
  /** Of the scores of its seeds. */
  readonly range: string;
  readonly steps: number;
  /** Whole runs. */
  readonly seeds: number;
}
