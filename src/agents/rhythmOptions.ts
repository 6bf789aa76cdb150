import { OptionsError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';

/** More at a time would be a training that stands still. */
const MAX_UPDATES = 1_000_000;

/**
 * The rhythm of learning: so many updates each time that a period is over, in
 * environment steps or in episodes; so many for each environment step; or `'never'`,
 * where updates are made by calls of `learn` alone.
 *
 * @category Agents
 */
export type TrainRhythm =
  | {
      /** The period, in observed transitions: a whole number of at least 1. */
      readonly everyEnvironmentSteps: number;
      /** How many updates fall due each time: a whole number from 1 to 1,000,000. */
      readonly updates: number;
    }
  | {
      /** The period, in episodes that have ended: a whole number of at least 1. */
      readonly everyEpisodes: number;
      /** How many updates fall due each time: a whole number from 1 to 1,000,000. */
      readonly updates: number;
    }
  | {
      /**
       * Updates for each environment step, those of all environments of a group:
       * above 0, at most 1,024. After N steps `⌊N · replayRatio⌋` have fallen due, so
       * that 0.25 is one update every 4 steps. It counts updates; papers that count
       * the transitions in them have this times the batch size.
       */
      readonly replayRatio: number;
    }
  | 'never';

/**
 * When the target network is renewed: exactly one of the four, or `'never'`, where
 * it keeps its first weights unless `network.syncTarget()` is called.
 *
 * @category Agents
 */
export type TargetUpdate =
  | {
      /** Copied each time that so many transitions were observed; at least 1. */
      readonly everyEnvironmentSteps: number;
    }
  | {
      /** Copied each time that so many updates were made; at least 1. */
      readonly everyUpdates: number;
    }
  | {
      /** Copied each time that so many episodes have ended; at least 1. */
      readonly everyEpisodes: number;
    }
  | {
      /** Moved at every update by this fraction τ, in `(0, 1]`. */
      readonly fraction: number;
    }
  | 'never';

/**
 * A copy of a rhythm of learning.
 *
 * @throws {OptionsError} If it is none.
 */
export function resolveTrain(train: TrainRhythm): TrainRhythm {
  if (train === 'never') return train;
  const example = '{ everyEnvironmentSteps: 4, updates: 1 }';
  refuseOther('train', train, '{ everyEnvironmentSteps, updates }', example);
  const periods = ['everyEnvironmentSteps', 'everyEpisodes', 'replayRatio'];
  rejectUnknownOptions('train', train, [...periods, 'updates']);
  const { updates, ...period } = train as { readonly updates?: number };
  const [name, value] = requireOne('train', period, periods);
  if (name === 'replayRatio') return { replayRatio: requireRatio(value, updates) };
  requireInteger(`train.${name}`, value, { min: 1 });
  requireInteger('train.updates', updates, { min: 1, max: MAX_UPDATES });
  return { [name]: value, updates } as unknown as TrainRhythm;
}

function requireRatio(ratio: unknown, updates: number | undefined): number {
  if (updates === undefined) {
    return requireNumber('train.replayRatio', ratio, { min: 0, max: 1_024, exclusiveMin: true });
  }
  throw new OptionsError(
    'train.replayRatio and train.updates exclude each other: the ratio is the number of updates for ' +
      `each environment step; leave updates (${show(updates)}) out.`,
  );
}

/**
 * A copy of a rhythm of the target.
 *
 * @throws {OptionsError} If it is none.
 */
export function resolveTargetUpdate(targetUpdate: TargetUpdate): TargetUpdate {
  if (targetUpdate === 'never') return targetUpdate;
  refuseOther('targetUpdate', targetUpdate, '{ everyUpdates }', '{ everyUpdates: 500 }');
  const known = ['everyEnvironmentSteps', 'everyUpdates', 'everyEpisodes', 'fraction'];
  rejectUnknownOptions('targetUpdate', targetUpdate, known);
  const [name, value] = requireOne('targetUpdate', targetUpdate, known);
  if (name === 'fraction') {
    requireNumber('targetUpdate.fraction', value, { min: 0, max: 1, exclusiveMin: true });
  } else {
    requireInteger(`targetUpdate.${name}`, value, { min: 1 });
  }
  return { [name]: value } as unknown as TargetUpdate;
}

/** A rhythm of learning in words, such as `'2 updates of 32 every 4 steps'`. */
export function describeTrain(train: TrainRhythm, batchSize: number): string {
  if (train === 'never') return `by calls of learn alone, with batches of ${batchSize}`;
  if ('replayRatio' in train) {
    return `${plural(train.replayRatio, 'update')} of ${batchSize} for each step`;
  }
  const [count, noun] =
    'everyEpisodes' in train
      ? [train.everyEpisodes, 'episode']
      : [train.everyEnvironmentSteps, 'step'];
  return `${plural(train.updates, 'update')} of ${batchSize} every ${plural(count, noun)}`;
}

/** A rhythm of the target in words, such as `'copied every 500 updates'`. */
export function describeTarget(target: TargetUpdate): string {
  if (target === 'never') return 'never renewed';
  if ('fraction' in target) return `moved by ${target.fraction} at every update`;
  if ('everyUpdates' in target) return `copied every ${plural(target.everyUpdates, 'update')}`;
  if ('everyEpisodes' in target) return `copied every ${plural(target.everyEpisodes, 'episode')}`;
  return `copied every ${plural(target.everyEnvironmentSteps, 'environment step')}`;
}

/** Such as `'1 update'` and `'2 updates'`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A bare number, as other libraries have it, does not say what is counted. */
function refuseOther(name: string, given: unknown, form: string, example: string): void {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw new OptionsError(
    `${name} must be ${form} or 'never'; received ${show(given)}. Write ${name}: ${example}.`,
  );
}

/** The one option that is given, of those named. */
function requireOne(name: string, given: object, names: readonly string[]): [string, unknown] {
  const found = Object.entries(given).filter(([, value]) => value !== undefined);
  const [entry] = found as [string, unknown][];
  if (entry && found.length === 1) return entry;
  const received = found.length === 0 ? 'none' : found.map(([option]) => option).join(' and ');
  const list = `${names.slice(0, -1).join(', ')} and ${String(names.at(-1))}`;
  throw new OptionsError(`${name} needs exactly one of ${list}; received ${received}.`);
}
