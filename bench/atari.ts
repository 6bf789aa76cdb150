import type { Options } from './support/arguments.ts';
import { atariRun, type AtariResult } from './support/atariRun.ts';
import { atariTaskNames, atariTasks, type AtariTaskName } from './support/atariTasks.ts';
import type { BenchmarkContext } from './support/context.ts';
import { fingerprint } from './support/fingerprint.ts';
import { requirePython } from './support/requirePython.ts';
import { RunLog, type LoggedRun } from './support/runLog.ts';
import { meanOfRuns, upperMedian } from './support/runStatistics.ts';
import type { Row } from './support/table.ts';

export const name = 'atari';
export const description: string =
  'trains games of Atari, seeds 11 to 13; --only assault, --seeds 1 for the first, --first 12 for those ' +
  'from 12 on, --steps n, --python path; goes on where an earlier run stopped, --fresh not, --shown ' +
  'prints what is there';
export const options: Options = {
  only: atariTaskNames,
  seeds: 'number',
  first: 'number',
  steps: 'number',
  python: 'text',
  fresh: 'flag',
  shown: 'flag',
};

/** All runs that were ever reported; those of the settings of today count. */
const LOG = 'docs/results/atari.jsonl';
const FIRST_SEED = 11;
const SEEDS = 3;

type Run = LoggedRun & AtariResult;

/** Trains once for each task and seed, and writes each result down as it comes. */
export async function run(context: BenchmarkContext): Promise<void> {
  const { args } = context;
  const given = (option: string): string | undefined =>
    args.includes(option) ? args[args.indexOf(option) + 1] : undefined;
  const isShown = args.includes('--shown');
  const python = given('--python') ?? (isShown ? null : requirePython(context));
  if (python === null && !isShown) return;
  const only = given('--only');
  const first = context.number('first', FIRST_SEED);
  const log = new RunLog<Run>(LOG);
  const summary: Row[] = [];
  for (const id of atariTaskNames.filter((known) => only === undefined || known === only)) {
    const { preset: usual } = atariTasks[id];
    const preset = { ...usual, environmentSteps: context.number('steps', usual.environmentSteps) };
    const settings = fingerprint(preset);
    const runs: Run[] = [];
    for (let seed = first; seed < first + context.number('seeds', SEEDS); seed++) {
      const fresh = args.includes('--fresh');
      let result = fresh ? null : log.find({ id, settings, seed });
      if (result === null) {
        if (python === null) continue;
        const path = `output/bench-atari-${id}-${settings}-${seed}`;
        const note = (text: string): void => context.note(`${id} seed ${seed} ${text}`);
        result = {
          ...{ id, settings, seed },
          ...(await atariRun(preset, { path, python, seed, fresh, note })),
        };
        log.add(result);
      }
      runs.push(result);
      context.note(`${id} ${JSON.stringify(result)}`);
    }
    if (runs.length > 0) summary.push(summed(id, runs));
  }
  context.report('Games of Atari, over the seeds', summary);
}

function summed(id: AtariTaskName, runs: readonly Run[]): Row {
  const scores = runs.map(({ score }) => score);
  const { mean, interquartileMean, low, high } = meanOfRuns(scores);
  const { title, aim } = atariTasks[id];
  const random = runs.reduce((sum, row) => sum + row.random, 0) / runs.length;
  return {
    task: title,
    decisions: runs[0]?.environmentSteps ?? null,
    'random player': random.toFixed(1),
    'scores by seed': scores.map((score) => score.toFixed(1)).join(', '),
    mean: mean.toFixed(1),
    'interquartile mean': interquartileMean.toFixed(1),
    '95 % interval': `${low.toFixed(1)} to ${high.toFixed(1)}`,
    aim,
    'median hours': hours(upperMedian(runs.map(({ seconds }) => seconds))),
    'median processor hours': hours(upperMedian(runs.map(({ cpuSeconds }) => cpuSeconds))),
  };
}

function hours(seconds: number | null): string {
  return ((seconds ?? NaN) / 3600).toFixed(2);
}
