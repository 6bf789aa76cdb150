import { resolve } from 'node:path';
import { DeepQError } from '../../errors.ts';
import { readConfig } from '../../node/run/runConfig.ts';
import { findPreset } from '../environmentSource.ts';
import { settingsOf, type TrialRun } from '../sweep/trialRun.ts';

/** What lies in the queue: a run, and the sweep that it belongs to. */
export interface TrialJob {
  /** The sweep's name, for the folder. */
  readonly sweep: string;
  /** Tells sweeps of the same name apart. */
  readonly id: string;
  readonly run: TrialRun;
}

/** What a worker answers. */
export interface TrialResult {
  readonly score: number | null;
  /** Which worker it was: its host and the number of its process. */
  readonly worker: string;
  /** Small files of the run's folder, gzip in base64, by name; only of whole runs. */
  readonly files: Readonly<Record<string, string>>;
}

/** The id of a job, by which one that is there already is not added again. */
export function jobIdOf({ id, run }: TrialJob): string {
  return `${id}-${run.trial}-${run.seed}-${run.until ?? 'whole'}`;
}

/**
 * Reads what lies in the queue. Whoever can write to Redis can write anything there: it is
 * to name no other folder, and to add no other option to a command line.
 *
 * @throws {DeepQError} If it is no trial.
 */
export function readTrialJob(data: unknown): TrialJob {
  const { sweep, id, run } = Object(data) as Partial<Record<keyof TrialJob, unknown>>;
  const found = Object(run) as Partial<Record<keyof TrialRun, unknown>>;
  const { trial, seed, environment, preset, parts, steps, until, settings } = found;
  const checks: readonly (readonly [string, boolean])[] = [
    ['sweep', isName(sweep)],
    ['id', isName(id)],
    ['trial', isCount(trial, 0)],
    ['seed', isCount(seed, 0)],
    ['environment', isWord(environment)],
    ['preset', preset === null || isWord(preset)],
    ['parts', parts === undefined || isWord(parts)],
    ['steps', steps === null || isCount(steps, 1)],
    ['until', until === null || isCount(until, 1)],
    ['settings', isSettings(settings)],
  ];
  const wrong = checks.find(([, isRight]) => !isRight)?.[0];
  if (wrong === undefined) {
    const named = { environment, preset, ...(parts !== undefined && { parts }) };
    const whole = { trial, seed, ...named, steps, until, settings } as TrialRun;
    return { sweep: sweep as string, id: id as string, run: whole };
  }
  throw new DeepQError(
    `What lies in the queue is no trial of npx deepq sweep: its ${wrong} is missing or wrong. Do sweep ` +
      'and worker have the same version of deepq?',
  );
}

/**
 * Reads what a worker has answered.
 *
 * @returns `null` where it is no such answer.
 */
export function readTrialResult(value: unknown): TrialResult | null {
  const { score, worker, files } = Object(value) as Partial<Record<keyof TrialResult, unknown>>;
  const isScore = score === null || (typeof score === 'number' && Number.isFinite(score));
  if (!isScore || typeof worker !== 'string' || !/^[\w.-]{1,200}$/.test(worker)) return null;
  const texts = Object.entries(Object(files) as object).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { score, worker, files: Object.fromEntries(texts) };
}

/**
 * Makes sure that the run in a worker's folder is this one: another sweep may have had the
 * same name.
 *
 * @throws {DeepQError} If it is another.
 */
export function requireSameTrial(folder: string, run: TrialRun): void {
  const config = readConfig(folder);
  if (!config) return;
  const { about, training } = config;
  const environment = Object(about['environment']) as { id?: unknown; preset?: unknown };
  const name = run.environment.replace(/^.*[\\/]|\.\w+$/g, '');
  const isSame =
    [run.environment, name].includes(String(environment.id)) &&
    training['seed'] === run.seed &&
    (run.steps === null || training['environmentSteps'] === run.steps) &&
    (environment.preset ?? null) === findPreset(run.environment, run.preset ?? undefined) &&
    // Paths from here, as a run keeps its own.
    pathOf(about['parts']) === pathOf(run.parts) &&
    JSON.stringify(about['settings']) === JSON.stringify(settingsOf(run.settings));
  if (isSame) return;
  throw new DeepQError(
    `${folder} holds a run of another sweep of that name; start the worker with another --out, or ` +
      'give the file of the sweep another name.',
  );
}

function pathOf(module: unknown): string | null {
  return typeof module === 'string' ? resolve(module) : null;
}

/** A name that is a single part of a path. */
function isName(value: unknown): boolean {
  return typeof value === 'string' && /^\w[\w.-]{0,199}$/.test(value);
}

/** A word of a command line that is no option. */
function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^[^-\0][^\0]{0,999}$/.test(value);
}

function isCount(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isSettings(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).every((key) => /^\w[\w.]{0,199}$/.test(key));
}
