import { basename, dirname } from 'node:path';
import { interquartileMean } from '../statistics/aggregates.ts';
import { bootstrapInterval, type Interval } from '../statistics/bootstrap.ts';
import { bootstrapBand } from '../statistics/bootstrapBand.ts';
import type { Band } from '../statistics/band.ts';
import { readConfig, type RunConfig } from '../node/run/runConfig.ts';
import { curveOf, readProgress } from '../node/run/runTable.ts';
import { CommandError } from './command.ts';
import { labelsOf, settingsOf } from './labels.ts';

/** Runs of the same settings, but for their seeds. */
export interface RunGroup {
  readonly label: string;
  readonly environmentId: string;
  readonly seeds: readonly number[];
  /** The interquartile mean of the last values. */
  readonly estimate: number;
  /** Its bootstrap interval; `null` of a single run, which says nothing of others. */
  readonly interval: Pick<Interval, 'low' | 'high'> | null;
  /** The last value of each run. */
  readonly scores: readonly number[];
  /** The steps at which there is a value. */
  readonly x: readonly number[];
  /** One for each run. Shape `[runs, points]`. */
  readonly curves: readonly (readonly number[])[];
  /** Of a single run, its curve alone. */
  readonly band: Pick<Band, 'y'> & Partial<Band>;
}

interface LoadedRun {
  readonly folder: string;
  readonly config: RunConfig;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Resamples for the interval of the table: as many as rliable takes. */
const RESAMPLES = 50_000;

/** Puts runs together that differ in their seed alone, and sums up each such group. */
export function compareRuns(folders: readonly string[]): readonly RunGroup[] {
  const runs = folders.map(load);
  const groups = new Map<string, LoadedRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(settingsOf(run.config));
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const all = [...groups.values()];
  const labels = labelsOf(all.map(([first]) => (first as LoadedRun).config));
  return all.map((group, index) => summarize(labels[index] as string, group));
}

function load(folder: string): LoadedRun {
  const config = readConfig(folder);
  if (!config) throw new CommandError(`There is no run in ${folder}.`);
  const progress = readProgress(folder);
  const evaluation = curveOf(progress, 'eval/mean_reward');
  // A run without evaluations is judged by the episodes of its training.
  const { x, y } = evaluation.x.length > 0 ? evaluation : curveOf(progress, 'rollout/ep_rew_mean');
  if (x.length > 0) return { folder, config, x, y };
  throw new CommandError(`${basename(dirname(folder))}/${basename(folder)} has no results yet.`);
}

function summarize(label: string, runs: readonly LoadedRun[]): RunGroup {
  // Where one of them has not come as far as the others, as far as it has come.
  const shared = runs.reduce<readonly number[]>(
    (x, run) => x.filter((step) => run.x.includes(step)),
    (runs[0] as LoadedRun).x,
  );
  if (shared.length === 0) {
    throw new CommandError(`The runs of ${label} have no evaluation at the same number of steps.`);
  }
  const curves = runs.map(({ x, y }) => shared.map((step) => y[x.indexOf(step)] as number));
  const scores = curves.map((curve) => curve.at(-1) as number);
  const statistic = (rows: readonly ArrayLike<number>[]): number => interquartileMean(rows);
  const { config } = runs[0] as LoadedRun;
  const final = bootstrapInterval(scores, statistic, { resamples: RESAMPLES });
  return {
    ...{ label, scores, curves, estimate: final.estimate },
    interval: runs.length > 1 ? final : null,
    environmentId: config.training['environmentId'] as string,
    seeds: runs.map((run) => Number(run.config.training['seed'])),
    x: shared,
    band: runs.length > 1 ? bootstrapBand(curves) : { y: Float64Array.from(curves[0] ?? []) },
  };
}
