import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { curveOf, readProgress } from '../../node/run/runTable.ts';
import { joinSetting } from '../settings.ts';
import type { Trial } from './plan.ts';

/** A run of a sweep: one trial with one seed, whole or up to a rung. Plain data. */
export interface TrialRun {
  readonly trial: number;
  readonly seed: number;
  readonly environment: string;
  readonly preset: string | null;
  /** The module that makes parts of the user's; left out for none. */
  readonly parts?: string;
  /** Environment steps of the whole run; `null` for those of the preset. */
  readonly steps: number | null;
  /** The environment steps of the rung that it is played to; `null` for the whole run. */
  readonly until: number | null;
  readonly settings: Trial;
}

/** What lines about a run begin with. */
export function labelOf({ trial, seed }: TrialRun): string {
  return `trial ${trial}, seed ${seed}`;
}

/** The run's folder in that of the sweep; its rungs and its whole share it. */
export function folderOf(sweep: string, { trial, seed }: Pick<TrialRun, 'trial' | 'seed'>): string {
  return join(sweep, `trial-${String(trial).padStart(4, '0')}__${seed}`);
}

/** The words after `deepq` that play a run, or go on with it where it was broken off. */
export function wordsOf(run: TrialRun, folder: string): readonly string[] {
  const { environment, preset, parts, steps, until, seed, settings } = run;
  const rung = until === null ? [] : ['--until', String(until)];
  // Of all the trials only few are looked at; npx deepq watch shows any of them.
  const rest = [...rung, '--no-video'];
  if (existsSync(join(folder, 'config.json'))) return ['resume', folder, ...rest];
  return [
    ...['train', environment, '--seed', String(seed), '--folder', folder],
    ...(preset === null ? [] : ['--preset', preset]),
    ...(parts === undefined ? [] : ['--parts', parts]),
    ...(steps === null ? [] : ['--steps', String(steps)]),
    ...settingsOf(settings).flatMap((setting) => ['--set', setting]),
    ...rest,
  ];
}

/** Settings as `--set` takes them. */
export function settingsOf(settings: Trial): readonly string[] {
  return Object.entries(settings).map(([key, value]) => joinSetting(key, value));
}

/** The last evaluation of a run, or the last one up to its rung; `null` where there is none. */
export function scoreOf(folder: string, until: number | null): number | null {
  const { x, y } = curveOf(readProgress(folder), 'eval/mean_reward');
  const scores = until === null ? y : y.filter((_, index) => (x[index] as number) <= until);
  return scores.at(-1) ?? null;
}
