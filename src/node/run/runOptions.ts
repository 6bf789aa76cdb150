import { DQNAgent } from '../../agents/dqnAgent.ts';
import { describeAgent } from '../../agents/describeAgent.ts';
import { OptionsError } from '../../errors.ts';
import { requireSpaces } from '../../protocol/requireSpaces.ts';
import { isGroup } from '../../protocol/environmentGroup.ts';
import type { TagStyle } from '../../runs/logs/tags.ts';
import type { State } from '../../state/state.ts';
import { parseStrictJson } from '../../state/strictJson.ts';
import { MAX_EPISODE_STEPS } from '../../training/evaluate.ts';
import { requireAgent } from '../../training/requireParts.ts';
import { resolveTrainOptions } from '../../training/resolveTrainOptions.ts';
import type { Trainable, TrainOptions } from '../../training/trainOptions.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
  requireSeed,
  show,
} from '../../validation/options.ts';

/**
 * Options of {@link openRun}.
 *
 * @category Runs
 */
export interface RunOptions {
  /** What is trained; fresh, also where the run goes on: it is put into the state that was saved. */
  readonly agent: DQNAgent;
  /** What it is trained in, as for `train`. */
  readonly environment: Trainable;
  /** How many steps the run takes, as for `train`. */
  readonly environmentSteps: number;
  /**
   * Decides the episodes: a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Evaluations along the way, as for `train`, but that there is one at the end as well, unless
   * `atEnd` is false: the best and the last weights of a run are to be judged.
   *
   * @default none
   */
  readonly evaluation?: NonNullable<TrainOptions['evaluation']>;
  /** When checkpoints are written: the whole training, from which it goes on bit for bit. */
  readonly checkpoint?: {
    /**
     * Whenever the agent's environment steps come to a multiple of this.
     *
     * @default a tenth of `environmentSteps`
     */
    readonly everyEnvironmentSteps?: number;
    /**
     * How many of the last ones are kept, at least 1.
     *
     * @default 3
     */
    readonly keep?: number;
  };
  /** When a row is added to progress.csv and TensorBoard's events. */
  readonly log?: {
    /**
     * Whenever the agent's environment steps come to a multiple of this.
     *
     * @default a two-hundredth of `environmentSteps`
     */
    readonly everyEnvironmentSteps?: number;
    /**
     * Whose names the curves in TensorBoard have: those of Stable-Baselines3, as the columns of
     * progress.csv, or those of CleanRL, with returns and lengths at each episode.
     *
     * @default 'sb3'
     */
    readonly tags?: TagStyle;
  };
  /**
   * Whether the best episode of the best evaluation is played once more when the run has ended,
   * and drawn: `videos/best.png`, an animated PNG of at most 3 MiB, which `report.html` holds,
   * too. Where `evaluation.environment` has no `render`, there is none. With `false` there is none,
   * either, and one that an earlier call made is removed: it may not be of the best any more.
   *
   * @default true
   */
  readonly video?: boolean;
  /**
   * What the environment is called, in the files.
   *
   * @default 'environment'
   */
  readonly environmentId?: string;
  /**
   * Plain data of your own for `config.json`, such as how the environment is made.
   *
   * @default {}
   */
  readonly about?: State;
  /** Stops the run as Ctrl-C does. */
  readonly signal?: AbortSignal;
  /**
   * Whether Ctrl-C (SIGINT) and SIGTERM stop the run with a checkpoint; a second one
   * ends the process at once.
   *
   * @default true
   */
  readonly handleSignals?: boolean;
  /**
   * Goes on with other settings than the run in the folder began with, such as more
   * steps. What comes then is not what an uninterrupted run would have come to. Fewer
   * `environmentSteps` than the run has taken are refused.
   *
   * @default false
   */
  readonly newSettings?: boolean;
}

/** {@link RunOptions} with every default filled in. */
export type ResolvedRunOptions = Required<Omit<RunOptions, 'evaluation' | 'signal'>> &
  Pick<RunOptions, 'evaluation' | 'signal'> & {
    readonly checkpoint: { readonly everyEnvironmentSteps: number; readonly keep: number };
    readonly log: { readonly everyEnvironmentSteps: number; readonly tags: TagStyle };
  };

const known = [
  'agent',
  'environment',
  'environmentSteps',
  'seed',
  'evaluation',
  'checkpoint',
  'log',
  'video',
  'environmentId',
  'about',
  'signal',
  'handleSignals',
  'newSettings',
] as const satisfies readonly (keyof RunOptions)[];

/** Steps between two checkpoints of a run without end. */
const ENDLESS = 1_000_000;

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveRunOptions(options: RunOptions): ResolvedRunOptions {
  rejectUnknownOptions('openRun', options, known, {
    steps: 'environmentSteps',
    resume: 'nothing: the same call goes on where the run in the folder was broken off',
  });
  const { agent, environment, environmentSteps, evaluation, signal } = options;
  // What only looks like one may lack what is called much later.
  if (!(agent instanceof DQNAgent) || typeof (agent.save as unknown) !== 'function') {
    throw new OptionsError(`openRun agent must be a DQNAgent; received ${show(agent)}.`);
  }
  // One that is derived from a DQNAgent may lack what training calls.
  requireAgent(agent);
  if (environmentSteps !== Infinity) {
    requireInteger('environmentSteps', environmentSteps, { min: 1 });
  }
  requireSameSpaces(agent, environment);
  // Before anything is written: a folder with settings that cannot run would be in the way.
  const training = {
    environmentSteps,
    ...(evaluation !== undefined && { evaluation }),
    ...(signal !== undefined && { signal }),
  };
  resolveTrainOptions(training, environment);
  const steps = environmentSteps === Infinity ? ENDLESS : environmentSteps;
  const { checkpoint = {}, log = {}, environmentId = 'environment', about = {} } = options;
  rejectUnknownOptions('openRun checkpoint', checkpoint, ['everyEnvironmentSteps', 'keep']);
  rejectUnknownOptions('openRun log', log, ['everyEnvironmentSteps', 'tags']);
  const { seed = 0, video = true, handleSignals = true, newSettings = false } = options;
  const { tags = 'sb3' } = log;
  const { keep = 3 } = checkpoint;
  requireChoice('openRun log.tags', tags, ['sb3', 'cleanrl']);
  const period = (name: string, share: number, given = Math.ceil(steps / share)): number =>
    requireInteger(`${name}.everyEnvironmentSteps`, given, { min: 1 });
  requireAbout(about);
  if (typeof environmentId !== 'string') {
    throw new OptionsError(`environmentId must be a text; received ${show(environmentId)}.`);
  }
  return {
    ...{ agent, environment, environmentSteps, environmentId, about },
    ...(evaluation && { evaluation: { ...evaluation, atEnd: evaluation.atEnd ?? true } }),
    ...(signal && { signal }),
    seed: requireSeed(seed),
    checkpoint: {
      everyEnvironmentSteps: period('checkpoint', 10, checkpoint.everyEnvironmentSteps),
      keep: requireInteger('checkpoint.keep', keep, { min: 1 }),
    },
    log: { everyEnvironmentSteps: period('log', 200, log.everyEnvironmentSteps), tags },
    video: requireBoolean('openRun video', video),
    handleSignals: requireBoolean('handleSignals', handleSignals),
    newSettings: requireBoolean('newSettings', newSettings),
  };
}

/** How a run is trained, as plain data. */
export function describeTraining(options: ResolvedRunOptions): State {
  const { environment, environmentSteps, seed, evaluation, checkpoint, log } = options;
  const {
    everyEnvironmentSteps = 0,
    episodes = 20,
    maxEpisodeSteps = MAX_EPISODE_STEPS,
    atStart = false,
    atEnd = true,
    explore = false,
  } = evaluation ?? {};
  return {
    environmentId: options.environmentId,
    environments: isGroup(environment) ? environment.count : 1,
    // JSON has no infinity.
    environmentSteps: environmentSteps === Infinity ? 'Infinity' : environmentSteps,
    seed,
    // All but three, and `tags`, only where they are not the usual ones, so that older folders go on.
    evaluation: evaluation
      ? {
          ...{ everyEnvironmentSteps, episodes, maxEpisodeSteps },
          ...(evaluation.seed !== undefined && { seed: evaluation.seed }),
          ...(explore && { explore }),
          ...(atStart && { atStart }),
          ...(!atEnd && { atEnd }),
        }
      : null,
    checkpoint: { ...checkpoint },
    log: {
      everyEnvironmentSteps: log.everyEnvironmentSteps,
      ...(log.tags !== 'sb3' && { tags: log.tags }),
    },
  };
}

/** What `config.json` could not hold, or would hold otherwise, is refused. */
function requireAbout(about: unknown): void {
  const isRecord = typeof about === 'object' && about !== null && !Array.isArray(about);
  let problem = isRecord ? null : `received ${show(about)}`;
  try {
    if (isRecord) parseStrictJson(JSON.stringify(about));
  } catch (cause) {
    problem = `it cannot be written as JSON: ${(cause as Error).message.slice(0, 200)}`;
  }
  if (problem === null) return;
  throw new OptionsError(
    'openRun about must be plain data, such as { difficulty: 2 }, of numbers, texts, lists and records; ' +
      `${problem}.`,
  );
}

function requireSameSpaces(agent: DQNAgent, environment: Trainable): void {
  const spaces = requireSpaces('openRun', environment);
  const describe = (of: typeof spaces): string => {
    const described = describeAgent({
      network: agent.network,
      options: { ...agent.options, environment: of },
    });
    return JSON.stringify([described['observationSpace'], described['actions']]);
  };
  if (describe(spaces) === describe(agent.options.environment)) return;
  const { observationSpace, actionSpace } = agent.options.environment;
  throw new OptionsError(
    `The agent is made for ${observationSpace.toString()} and ${actionSpace.toString()}; the environment ` +
      `has ${spaces.observationSpace.toString()} and ${spaces.actionSpace.toString()}, or other bounds. ` +
      'Make the agent with this environment.',
  );
}
