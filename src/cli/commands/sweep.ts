import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeepQError } from '../../errors.ts';
import { explain } from '../../node/fileErrors.ts';
import { curveOf, readProgress } from '../../node/run/runTable.ts';
import { CommandError, readCount, readText, readWords, type Command } from '../command.ts';
import { findSource } from '../environmentSource.ts';
import { runJobs, type Job } from '../jobs.ts';
import { joinSetting } from '../settings.ts';
import { readSweep, survivors, trialsOf, type SweepPlan, type Trial } from '../sweepPlan.ts';
import { table } from './environments.ts';

const OPTIONS = { jobs: { type: 'string' }, out: { type: 'string' } } as const;

export const sweepCommand: Command = {
  name: 'sweep',
  summary: 'tries settings, over seeds, in several processes',
  help: `Usage: npx deepq sweep FILE.json [--jobs N] [--out DIR]

FILE says what is tried:

  {
    "environment": "CartPole-v1",
    "steps": 20000,
    "search": "grid",                        or "random", with "trials": 20
    "settings": {
      "learningRate": [1e-3, 3e-4],          or { "from": 1e-4, "to": 1e-2, "log": true }
      "batchSize": [32, 64]
    },
    "seeds": 3,
    "keep": 0.5                              default 1
  }

All trials are played with the first seed, then with the next one. "keep" stops hopeless trials:
after each seed that share of them goes on, the best ones by their mean.

  --jobs N    how many runs at the same time; default 1
  --out DIR   the runs' folders, and journal.jsonl, to which a line is added for each run; default
              sweeps/ and the name of FILE

The same command goes on where it was stopped: runs that the journal has are not made again, and
those that were broken off are resumed.`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: 1, what: 'FILE.json' });
    const [path = ''] = given.positionals;
    if (!existsSync(path)) throw new CommandError(`There is no file ${resolve(path)}.`);
    const text = readFileSync(path, 'utf8');
    const plan = readSweep(path, text);
    findSource(plan.environment, plan.preset);
    const name = path.replace(/^.*[\\/]|\.\w+$/g, '');
    const sweep = new Sweep(plan, readText(given, 'out') ?? join('sweeps', name), text);
    const isWhole = await sweep.play(readCount(given, 'jobs') ?? 1);
    process.stdout.write(`${sweep.table()}\n`);
    return isWhole ? 0 : 1;
  },
};

/** A line of the journal. */
interface Played {
  readonly trial: number;
  readonly seed: number;
  readonly settings: Trial;
  /** The last evaluation; `null` where the run failed. */
  readonly score: number | null;
}

/** The trials of a sweep, and what they came to so far. */
class Sweep {
  readonly #plan: SweepPlan;
  readonly #folder: string;
  readonly #trials: readonly Trial[];
  readonly #journal: string;
  readonly #played: Played[];

  constructor(plan: SweepPlan, folder: string, text: string) {
    this.#plan = plan;
    this.#folder = folder;
    this.#trials = trialsOf(plan);
    this.#journal = join(folder, 'journal.jsonl');
    try {
      mkdirSync(folder, { recursive: true });
      this.#requireSame(text);
    } catch (cause) {
      if (cause instanceof DeepQError) throw cause;
      throw new DeepQError(`${resolve(folder)} cannot be written to: ${explain(cause)}.`, {
        cause,
      });
    }
    this.#played = readJournal(this.#journal);
  }

  /** @returns Whether all was played. */
  async play(jobs: number): Promise<boolean> {
    let trials = this.#trials.map((_, trial) => trial);
    for (let seed = 1; seed <= this.#plan.seeds; seed++) {
      const open = trials.filter((trial) => !this.#find(trial, seed));
      const stopped: number[] = [];
      const made = open.map((trial) => this.#job(trial, seed));
      await runJobs(made, jobs, (index, code) => {
        if (code === 130) stopped.push(index);
        else this.#add(open[index] as number, seed, code === 0);
      });
      if (stopped.length > 0 || open.some((trial) => !this.#find(trial, seed))) return false;
      const scores = this.#trials.map((_, trial) =>
        trials.includes(trial) ? this.#mean(trial) : null,
      );
      trials = [...survivors(scores, this.#plan.keep)];
    }
    return true;
  }

  /** The trials, the best first. */
  table(): string {
    const keys = Object.keys(this.#plan.settings);
    const rows = this.#trials
      .map((settings, trial) => ({ trial, settings, mean: this.#mean(trial) }))
      .sort((one, other) => (other.mean ?? -Infinity) - (one.mean ?? -Infinity))
      .map(({ trial, settings, mean }) => [
        String(trial),
        ...keys.map((key) => String(settings[key])),
        mean === null ? 'none' : String(Number(mean.toPrecision(4))),
        String(this.#of(trial).length),
      ]);
    return table([['trial', ...keys, 'mean return', 'seeds'], ...rows]);
  }

  #job(trial: number, seed: number): Job {
    const { environment, preset, steps } = this.#plan;
    const folder = this.#folderOf(trial, seed);
    const label = `trial ${trial}, seed ${seed}`;
    if (existsSync(join(folder, 'config.json'))) return { label, words: ['resume', folder] };
    const settings = Object.entries(this.#trials[trial] as Trial);
    return {
      label,
      words: [
        ...['train', environment, '--seed', String(seed), '--folder', folder],
        ...(preset === undefined ? [] : ['--preset', preset]),
        ...(steps === undefined ? [] : ['--steps', String(steps)]),
        ...settings.flatMap(([key, value]) => ['--set', joinSetting(key, value)]),
      ],
    };
  }

  #add(trial: number, seed: number, isDone: boolean): void {
    const progress = isDone ? readProgress(this.#folderOf(trial, seed)) : null;
    const score = curveOf(progress, 'eval/mean_reward').y.at(-1) ?? null;
    const played: Played = { trial, seed, settings: this.#trials[trial] as Trial, score };
    this.#played.push(played);
    appendFileSync(this.#journal, `${JSON.stringify(played)}\n`);
  }

  #folderOf(trial: number, seed: number): string {
    return join(this.#folder, `trial-${String(trial).padStart(4, '0')}__${seed}`);
  }

  #find(trial: number, seed: number): Played | undefined {
    return this.#of(trial).find((one) => one.seed === seed);
  }

  #of(trial: number): readonly Played[] {
    return this.#played.filter((one) => one.trial === trial);
  }

  #mean(trial: number): number | null {
    const scores = this.#of(trial).map(({ score }) => score);
    if (scores.length === 0 || scores.includes(null)) return null;
    return (scores as number[]).reduce((sum, score) => sum + score, 0) / scores.length;
  }

  #requireSame(text: string): void {
    const path = join(this.#folder, 'sweep.json');
    if (!existsSync(path)) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      throw new CommandError(
        `${this.#folder} holds another sweep; give --out another folder, or the file as it was.`,
      );
    }
  }
}

/** A last line that a killed process has not written to its end is left out. */
function readJournal(path: string): Played[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) writeFileSync(path, whole);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Played);
}
