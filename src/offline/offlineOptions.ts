import type { Agent } from '../agents/agent.ts';
import { OptionsError } from '../errors.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import type { State } from '../state/state.ts';
import type { EvaluationEpisodes, ResolvedEvaluation } from '../training/evaluationEpisodes.ts';
import { episodeOptions, resolveEpisodes } from '../training/evaluationOptions.ts';
import { requireEnvironment, requireSignal } from '../training/requireParts.ts';
import { requireSave, requireState } from '../training/requireSavable.ts';
import type { Training } from '../training/training.ts';
import { isGiven } from '../validation/isGiven.ts';
import { rejectUnknownOptions, requireInteger, requireSeed, show } from '../validation/options.ts';

/**
 * Options of {@link trainOffline}.
 *
 * @category Offline
 */
export interface TrainOfflineOptions {
  /**
   * How many updates the run makes: a whole number of at least 1, or `Infinity`, which
   * ends by `signal` or `break` alone. With `from`, those that the run had made count as
   * well.
   */
  readonly updates: number;
  /**
   * Decides the episodes of evaluations: a whole number from 0 to 2³² − 1. (What the
   * agent draws is decided by its own seed.)
   *
   * @default 0; with `from` that of the run
   */
  readonly seed?: number;
  /**
   * A state of a run, as {@link Training.getState} gives it: the run goes on there, with
   * the agent, which is made alike, put into that state.
   *
   * @default a new run begins
   */
  readonly from?: State;
  /** Stops at the next update; the last event then says `'aborted'`. */
  readonly signal?: AbortSignal;
  /**
   * When events of the type `'updates'` are sent: as it goes, or whenever the agent's updates come
   * to a multiple of a number. What a log keeps of the latter is the same at every run, times
   * aside, however fast the machine is.
   *
   * @default as it goes, up to about 60 times a second
   */
  readonly report?: {
    /** At least 1. */
    readonly everyUpdates: number;
  };
  /**
   * Episodes along the way, greedy ones unless it is said otherwise.
   *
   * @default none
   */
  readonly evaluation?: EvaluationEpisodes & {
    /** Whenever the agent's updates come to a multiple of this. */
    readonly everyUpdates: number;
    /** Where they are played. */
    readonly environment: Environment | AsyncEnvironment;
  };
  /**
   * Saves along the way.
   *
   * @default none
   */
  readonly checkpoint?: {
    /** Whenever the agent's updates come to a multiple of this. */
    readonly everyUpdates: number;
    /** Such as `() => agent.save(file('offline.safetensors'))`, as in {@link TrainOptions}. */
    readonly save: (training: Training) => Promise<void> | void;
  };
}

/** {@link TrainOfflineOptions} with every default filled in. */
export interface ResolvedOfflineOptions {
  readonly updates: number;
  readonly seed: number | null;
  readonly from: State | null;
  readonly signal: AbortSignal | null;
  readonly report: NonNullable<TrainOfflineOptions['report']> | null;
  readonly evaluation: ResolvedEvaluation<NonNullable<TrainOfflineOptions['evaluation']>> | null;
  readonly checkpoint: NonNullable<TrainOfflineOptions['checkpoint']> | null;
}

const known = [
  'updates',
  'seed',
  'from',
  'signal',
  'report',
  'evaluation',
  'checkpoint',
] as const satisfies readonly (keyof TrainOfflineOptions)[];

/** The rhythm of what happens along the way, for those who write that of `train`. */
const byUpdates = { everyEnvironmentSteps: 'everyUpdates, as no steps are taken' };

/** Fills in defaults and checks. */
export function resolveOfflineOptions(options: TrainOfflineOptions): ResolvedOfflineOptions {
  rejectUnknownOptions('trainOffline', options, known, {
    environmentSteps: 'updates, as no steps are taken',
    steps: 'updates',
  });
  const { updates, seed, from, signal, report, evaluation, checkpoint } = options;
  if (updates !== Infinity) requireInteger('updates', updates, { min: 1 });
  if (signal !== undefined) requireSignal(signal);
  if (from !== undefined) requireState(from);
  return {
    updates,
    seed: seed === undefined ? null : requireSeed(seed),
    from: from ?? null,
    signal: signal ?? null,
    report: isGiven(report) ? resolveReport(report) : null,
    evaluation: isGiven(evaluation) ? resolveEvaluation(evaluation) : null,
    checkpoint: isGiven(checkpoint) ? resolveCheckpoint(checkpoint) : null,
  };
}

function resolveReport(
  report: NonNullable<TrainOfflineOptions['report']>,
): NonNullable<ResolvedOfflineOptions['report']> {
  rejectUnknownOptions('report', report, ['everyUpdates'], byUpdates);
  const { everyUpdates } = report;
  requireInteger('report.everyUpdates', everyUpdates, { min: 1 });
  return { everyUpdates };
}

function resolveEvaluation(
  evaluation: NonNullable<TrainOfflineOptions['evaluation']>,
): NonNullable<ResolvedOfflineOptions['evaluation']> {
  rejectUnknownOptions(
    'evaluation',
    evaluation,
    ['everyUpdates', 'environment', ...episodeOptions],
    {
      observationSpace: '{ everyUpdates, environment } instead of the environment itself',
      ...byUpdates,
    },
    '{ everyUpdates: 1_000, environment }',
  );
  const { everyUpdates, environment } = evaluation;
  requireInteger('evaluation.everyUpdates', everyUpdates, { min: 1 });
  requireEnvironment('evaluation.environment', environment);
  return { everyUpdates, environment, ...resolveEpisodes(evaluation) };
}

function resolveCheckpoint(
  checkpoint: NonNullable<TrainOfflineOptions['checkpoint']>,
): NonNullable<ResolvedOfflineOptions['checkpoint']> {
  rejectUnknownOptions(
    'checkpoint',
    checkpoint,
    ['everyUpdates', 'save'],
    {
      write: '{ everyUpdates, save: () => agent.save(store) } instead of the store itself',
      ...byUpdates,
    },
    '{ everyUpdates: 1_000, save: () => agent.save(store) }',
  );
  const { everyUpdates, save } = checkpoint;
  requireInteger('checkpoint.everyUpdates', everyUpdates, { min: 1 });
  requireSave(save);
  return { everyUpdates, save };
}

/**
 * Throws unless an agent can learn without steps.
 *
 * @throws {OptionsError}
 */
export function requireLearner(agent: Agent): void {
  const { learn, learnAsync, reads } = Object(agent) as Partial<Agent>;
  const needed = reads === 'async' ? learnAsync : learn;
  if (typeof needed !== 'function') {
    throw new OptionsError(
      'trainOffline(agent, options) needs an agent with the methods learn and learnAsync; ' +
        `received ${show(agent)}.`,
    );
  }
  // Of a DQNAgent; an agent of one's own may have no such option.
  const { options } = agent as { readonly options?: { readonly targetUpdate?: unknown } };
  const target = options?.targetUpdate;
  if (target === undefined || target === 'never') return;
  const names = Object.keys(Object(target) as object);
  if (names.includes('everyUpdates') || names.includes('fraction')) return;
  throw new OptionsError(
    `targetUpdate (${names.join()}) counts what does not happen offline, so that the target network would ` +
      'never be renewed; give the agent targetUpdate: { everyUpdates } or { fraction }.',
  );
}
