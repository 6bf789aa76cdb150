import { presets, type PresetId } from '../src/presets/presets.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { fingerprint } from './support/fingerprint.ts';
import { RunLog, type LoggedRun } from './support/runLog.ts';
import { meanOfRuns, upperMedian } from './support/runStatistics.ts';
import type { Row } from './support/table.ts';
import { thresholds, trainRun, type TrainResult } from './support/trainRun.ts';

export const name = 'learning';
export const description: string =
  'trains each environment with its preset, seeds 11 to 15 (CartPole to 30); --only id, --seeds 3 ' +
  'for the first three, --first 31 for those from 31 on; goes on where an earlier run stopped, --fresh ' +
  'not, --shown prints what is there';
export const options: Options = {
  only: Object.keys(presets),
  seeds: 'number',
  first: 'number',
  fresh: 'flag',
  shown: 'flag',
};

/** All runs that were ever reported; those of the settings of today count. */
const LOG = 'docs/results/learning.jsonl';
const FIRST_SEED = 11;
const ids: readonly PresetId[] = [
  'CartPole-v1',
  'LunarLander-v3',
  'MountainCar-v0',
  'Acrobot-v1',
  'Taxi-v3',
  'FrozenLake-v1',
];

type Run = LoggedRun & TrainResult;

/** Trains once for each environment and seed, and writes each result down as it comes. */
export async function run(context: BenchmarkContext): Promise<void> {
  const { args } = context;
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : null;
  const first = context.number('first', FIRST_SEED);
  const log = new RunLog<Run>(LOG);
  const summary: Row[] = [];
  for (const id of ids.filter((known) => only === null || known === only)) {
    const preset = presets[id];
    const settings = fingerprint(preset);
    const seeds = context.number('seeds', id === 'CartPole-v1' ? 20 : 5);
    const runs: Run[] = [];
    for (let seed = first; seed < first + seeds; seed++) {
      let result = args.includes('--fresh') ? null : log.find({ id, settings, seed });
      if (result === null) {
        if (args.includes('--shown')) continue;
        result = { id, settings, seed, ...(await trainRun(id, preset, seed)) };
        log.add(result);
      }
      runs.push(result);
      context.note(`${id} ${JSON.stringify(result)}`);
    }
    if (runs.length === 0) continue;
    context.report(
      `${id}, greedy episodes after training`,
      runs.map(({ id: _, settings: __, ...row }) => row),
    );
    summary.push(summed(id, preset.environmentSteps, runs));
  }
  context.report('All, over the seeds', summary);
}

function summed(id: PresetId, environmentSteps: number, runs: readonly Run[]): Row {
  const scores = runs.map(({ score }) => score);
  const { mean, interquartileMean, low, high } = meanOfRuns(scores);
  const digits = id === 'FrozenLake-v1' || id === 'Taxi-v3' ? 3 : 1;
  const format = (value: number): string => value.toFixed(digits);
  return {
    environment: id,
    steps: environmentSteps,
    seeds: runs.length,
    'mean score': format(mean),
    'interquartile mean': format(interquartileMean),
    '95 % interval': `${format(low)} to ${format(high)}`,
    'lowest seed': format(Math.min(...scores)),
    threshold: thresholds[id],
    'median steps to it': upperMedian(runs.map(({ thresholdSteps }) => thresholdSteps)),
    'median seconds to it': upperMedian(runs.map(({ thresholdSeconds }) => thresholdSeconds)),
    'median seconds': upperMedian(runs.map(({ seconds }) => seconds)),
    'median CPU seconds': upperMedian(runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}
