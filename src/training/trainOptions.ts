import type { AsyncEnvironment, Environment } from '../environments/environment.ts';
import { rejectUnknownOptions, requireInteger, requireSeed } from '../validation/options.ts';

/**
 * Options of {@link train}.
 *
 * @category Training
 */
export interface TrainOptions {
  /** How many steps to take in this call: a whole number of at least 1. */
  readonly environmentSteps: number;
  /**
   * Decides the episodes, together with the steps that the agent has taken; a
   * whole number from 0 to 2³² − 1. (What the agent draws is decided by its own
   * seed.)
   *
   * @default 0
   */
  readonly seed?: number;
  /** Stops at the next step or update; the last event then says `'aborted'`. */
  readonly signal?: AbortSignal;
  /**
   * Greedy episodes along the way, in an environment of their own.
   *
   * @default none
   */
  readonly evaluation?: {
    /** Whenever the agent's environment steps are a multiple of this. */
    readonly everyEnvironmentSteps: number;
    /** A second environment, as that of training would be cut into. */
    readonly environment: Environment | AsyncEnvironment;
    /**
     * How many episodes to play. Each evaluation plays the same ones.
     *
     * @default 20
     */
    readonly episodes?: number;
  };
  /**
   * Saves along the way.
   *
   * @default none
   */
  readonly checkpoint?: {
    /** Whenever the agent's environment steps are a multiple of this. */
    readonly everyEnvironmentSteps: number;
    /** Such as `() => agent.save(file('cartpole.safetensors'))`. */
    readonly save: () => Promise<void> | void;
  };
}

/** {@link TrainOptions} with every default filled in. */
export interface ResolvedTrainOptions {
  readonly environmentSteps: number;
  readonly seed: number;
  readonly signal: AbortSignal | null;
  readonly evaluation: Required<NonNullable<TrainOptions['evaluation']>> | null;
  readonly checkpoint: NonNullable<TrainOptions['checkpoint']> | null;
}

/** Fills in defaults and checks. */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  rejectUnknownOptions('train', options, [
    'environmentSteps',
    'seed',
    'signal',
    'evaluation',
    'checkpoint',
  ]);
  const { evaluation, checkpoint } = options;
  requireInteger('environmentSteps', options.environmentSteps, { min: 1 });
  for (const [name, part] of Object.entries({ evaluation, checkpoint })) {
    if (!part) continue;
    requireInteger(`${name}.everyEnvironmentSteps`, part.everyEnvironmentSteps, { min: 1 });
  }
  return {
    environmentSteps: options.environmentSteps,
    seed: requireSeed(options.seed ?? 0),
    signal: options.signal ?? null,
    evaluation: evaluation
      ? {
          ...evaluation,
          episodes: requireInteger('evaluation.episodes', evaluation.episodes ?? 20, { min: 1 }),
        }
      : null,
    checkpoint: checkpoint ?? null,
  };
}

/** Whether `count` is a positive multiple of `period`. */
export function isMultiple(count: number, period: number): boolean {
  return count > 0 && count % period === 0;
}
