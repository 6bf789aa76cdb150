import { createRandom } from '../../random/createRandom.ts';
import type { Random } from '../../random/random.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireInteger,
  requireNumber,
  requireSeed,
  show,
} from '../../validation/options.ts';
import { CommandError, MOST_RUNS } from '../command.ts';

/** A range that random search draws from. */
interface Range {
  readonly from: number;
  readonly to: number;
  /** Whether the logarithm is drawn evenly. */
  readonly log: boolean;
  /** Whether only whole numbers are drawn. */
  readonly whole: boolean;
}

/** What a sweep's file says. */
export interface SweepPlan {
  readonly environment: string;
  readonly preset: string | undefined;
  /** The path of the module that makes parts of the user's. */
  readonly parts: string | undefined;
  readonly steps: number | undefined;
  readonly search: 'grid' | 'random';
  readonly trials: number;
  readonly seeds: number;
  /** The share of the trials that goes on: to the next rung, and to the next seed. */
  readonly keep: number;
  /** At which shares of the first seed's steps trials are compared. In rising order. */
  readonly rungs: readonly number[];
  readonly seed: number;
  readonly settings: Readonly<Record<string, readonly unknown[] | Range>>;
}

/** The settings of a trial, by their keys. */
export type Trial = Readonly<Record<string, unknown>>;

const KNOWN = [
  'environment',
  'preset',
  'parts',
  'steps',
  'search',
  'trials',
  'seeds',
  'keep',
  'rungs',
  'seed',
  'settings',
];

/**
 * Reads the text of a sweep's file.
 *
 * @throws {CommandError} If it is not JSON, or no sweep.
 */
export function readSweep(path: string, text: string): SweepPlan {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new CommandError(`${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
  rejectUnknownOptions(path, given, KNOWN);
  const { environment, preset, steps, search = 'grid', seeds = 1, keep = 1, seed = 0 } = given;
  if (typeof environment !== 'string') {
    throw new CommandError(`${path} must name its environment, such as "CartPole-v1".`);
  }
  const settings = readSettings(path, given['settings']);
  const { parts } = given;
  if (parts !== undefined && typeof parts !== 'string') {
    throw new CommandError(
      `${path}: parts must be the path of a module, such as "./parts.js"; received ${show(parts)}.`,
    );
  }
  requireChoice('search', search as string, ['grid', 'random']);
  const trials = search === 'grid' ? gridOf(settings).length : given['trials'];
  return {
    environment,
    preset: typeof preset === 'string' ? preset : undefined,
    parts,
    steps: steps === undefined ? undefined : requireInteger('steps', steps, { min: 1 }),
    search: search as 'grid' | 'random',
    trials: requireInteger('trials', trials, { min: 1, max: MOST_RUNS }),
    seeds: requireInteger('seeds', seeds, { min: 1, max: MOST_RUNS }),
    keep: requireNumber('keep', keep, { min: 0, max: 1, exclusiveMin: true }),
    rungs: readRungs(path, given['rungs'] ?? []),
    seed: requireSeed(seed),
    settings,
  };
}

function readRungs(path: string, rungs: unknown): readonly number[] {
  const list = Array.isArray(rungs) ? (rungs as unknown[]) : [undefined];
  const isRising = list.every(
    (rung, index) =>
      typeof rung === 'number' && rung > (index === 0 ? 0 : Number(list[index - 1])) && rung < 1,
  );
  if (isRising) return list as number[];
  throw new CommandError(
    `${path}: rungs must be rising shares of the steps between 0 and 1, such as [0.25, 0.5]; ` +
      `received ${show(rungs)}.`,
  );
}

/**
 * The environment steps of a plan's rungs: each at an evaluation, of which a run has twenty.
 *
 * @param steps - How many a whole run takes.
 */
export function rungSteps({ rungs }: Pick<SweepPlan, 'rungs'>, steps: number): readonly number[] {
  const every = Math.ceil(steps / 20);
  const at = rungs.map((rung) => Math.ceil((rung * steps) / every - 1e-9) * every);
  // Two rungs at the same evaluation, or one at the end, would stop trials without anything new.
  return [...new Set(at)].filter((until) => until < steps);
}

function readSettings(path: string, settings: unknown): SweepPlan['settings'] {
  const entries = Object.entries(Object(settings) as object).map(
    ([key, values]: [string, unknown]) => {
      if (Array.isArray(values) && values.length > 0) return [key, values as unknown[]] as const;
      const { from, to, log = false, whole = false } = Object(values) as Partial<Range>;
      if (typeof from === 'number' && typeof to === 'number' && from < to && !(log && from <= 0)) {
        return [key, { from, to, log, whole }] as const;
      }
      throw new CommandError(
        `${path}: settings.${key} must be a list of values, or a range such as ` +
          `{ "from": 1e-4, "to": 1e-2, "log": true }; received ${show(values)}.`,
      );
    },
  );
  if (entries.length > 0) return Object.fromEntries<readonly unknown[] | Range>(entries);
  throw new CommandError(
    `${path} must have settings, such as { "learningRate": [1e-3, 1e-4] }; received ${show(settings)}.`,
  );
}

/** All trials of a sweep, the same at every call. */
export function trialsOf(plan: SweepPlan): readonly Trial[] {
  if (plan.search === 'grid') return gridOf(plan.settings);
  const random = createRandom(plan.seed).fork('sweep');
  return Array.from({ length: plan.trials }, () =>
    Object.fromEntries(
      Object.entries(plan.settings).map(([key, values]) => [key, draw(values, random)]),
    ),
  );
}

function gridOf(settings: SweepPlan['settings']): readonly Trial[] {
  return Object.entries(settings).reduce<readonly Trial[]>(
    (trials, [key, values]) => {
      if (!Array.isArray(values)) {
        throw new CommandError(`settings.${key} is a range, which needs "search": "random".`);
      }
      if (trials.length * values.length > MOST_RUNS) {
        throw new CommandError(
          `The grid of the settings has more than ${MOST_RUNS} trials; leave out values, or try some of ` +
            'them: "search": "random", with "trials".',
        );
      }
      return trials.flatMap((trial) =>
        values.map((value: unknown) => ({ ...trial, [key]: value })),
      );
    },
    [{}],
  );
}

function draw(values: readonly unknown[] | Range, random: Random): unknown {
  if (!Array.isArray(values)) {
    const { from, to, log, whole } = values as Range;
    const part = random.uniform();
    const value = log
      ? Math.exp(Math.log(from) + part * (Math.log(to) - Math.log(from)))
      : from + part * (to - from);
    return whole ? Math.round(value) : Number(value.toPrecision(6));
  }
  const list: readonly unknown[] = values;
  return list[random.integer(list.length)];
}

/**
 * Which trials go on to their next seed: of those that were played, the better share.
 *
 * @param scores - The mean so far of each trial; `null` where it failed.
 */
export function survivors(scores: readonly (number | null)[], keep: number): readonly number[] {
  const played = scores.flatMap((score, trial) => (score === null ? [] : [{ score, trial }]));
  const count = Math.max(1, Math.ceil(played.length * keep));
  return played
    .sort((one, other) => other.score - one.score || one.trial - other.trial)
    .slice(0, count)
    .map(({ trial }) => trial)
    .sort((one, other) => one - other);
}
