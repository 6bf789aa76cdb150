import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import type { EnvironmentGroup } from '../protocol/environmentGroup.ts';
import type { State } from '../state/state.ts';
import type { ExperienceSource } from './experienceSource.ts';
import type { Training } from './training.ts';
import type { EvaluationEpisodes, ResolvedEvaluation } from './evaluationEpisodes.ts';
import type { UpcomingStep } from './upcomingStep.ts';

/**
 * Options of {@link train}.
 *
 * @category Training
 */
export interface TrainOptions {
  /**
   * How many steps the run takes: a whole number of at least 1, or `Infinity`, which
   * ends by `signal` or `break` alone. Steps of all copies of a
   * {@link VectorEnvironment} count; it is rounded up to a multiple of their number.
   * With `from`, the steps that the run had taken count as well.
   */
  readonly environmentSteps: number;
  /**
   * Decides the episodes, together with the steps that the agent has taken; a
   * whole number from 0 to 2³² − 1. (What the agent draws is decided by its own
   * seed.)
   *
   * @default 0; with `from` that of the run
   */
  readonly seed?: number;
  /**
   * A state of a run, as {@link Training.getState} gives it: the run goes on there,
   * with the agent and the environment, which are made alike, put into that state.
   *
   * @default a new run begins
   */
  readonly from?: State;
  /** Stops at the next step or update; the last event then says `'aborted'`. */
  readonly signal?: AbortSignal;
  /**
   * Called before each step; the training goes on when the promise that it may return is
   * settled, and an error ends it. For a pause or a pace: where nothing is to be waited for, it
   * should return no promise. The state of the training can be taken meanwhile. The time is
   * not counted in events. Who stops the training has to settle the promise.
   *
   * @default none
   */
  readonly beforeStep?: (upcoming: UpcomingStep) => Promise<void> | void;
  /**
   * When events of the types `'steps'` and `'updates'` are sent: as it goes, or whenever the
   * agent's environment steps come to a multiple of a number. What a log keeps of the
   * latter is the same at every run, times aside, however fast the machine is.
   *
   * @default as it goes, up to about 60 times a second
   */
  readonly report?: {
    /** At least 1. */
    readonly everyEnvironmentSteps: number;
  };
  /**
   * Episodes along the way, greedy ones unless it is said otherwise, in an environment of their own.
   *
   * @default none
   */
  readonly evaluation?: EvaluationEpisodes & {
    /** Whenever the agent's environment steps come to a multiple of this. */
    readonly everyEnvironmentSteps: number;
    /** A second environment, as that of training would be cut into. */
    readonly environment: Environment | AsyncEnvironment;
  };
  /**
   * Saves along the way.
   *
   * @default none
   */
  readonly checkpoint?: {
    /** Whenever the agent's environment steps come to a multiple of this. */
    readonly everyEnvironmentSteps: number;
    /**
     * Such as `() => agent.save(file('cartpole.safetensors'))`. The training is handed in
     * for its {@link Training.getState}, from which the whole run can go on.
     */
    readonly save: (training: Training) => Promise<void> | void;
  };
}

/** {@link TrainOptions} with every default filled in, but for the seed of a run that goes on. */
export interface ResolvedTrainOptions {
  readonly environmentSteps: number;
  readonly seed: number | null;
  readonly from: State | null;
  readonly signal: AbortSignal | null;
  readonly beforeStep: NonNullable<TrainOptions['beforeStep']> | null;
  readonly report: NonNullable<TrainOptions['report']> | null;
  readonly evaluation: ResolvedEvaluation<NonNullable<TrainOptions['evaluation']>> | null;
  readonly checkpoint: NonNullable<TrainOptions['checkpoint']> | null;
}

/**
 * What `train` can train in.
 *
 * @category Training
 */
export type Trainable = Environment | AsyncEnvironment | EnvironmentGroup | ExperienceSource;
