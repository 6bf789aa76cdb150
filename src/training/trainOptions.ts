import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { OptionsError } from '../errors.ts';
import type { Agent } from '../agents/agent.ts';
import { isGroup, type EnvironmentGroup } from '../protocol/environmentGroup.ts';
import { receivedInstead } from '../protocol/receivedInstead.ts';
import { rejectUnknownOptions, requireInteger, requireSeed, show } from '../validation/options.ts';

/**
 * Options of {@link train}.
 *
 * @category Training
 */
export interface TrainOptions {
  /**
   * How many steps to take in this call: a whole number of at least 1. Steps of
   * all copies of a {@link VectorEnvironment} count; it is rounded up to a
   * multiple of their number.
   */
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
    /** Whenever the agent's environment steps come to a multiple of this. */
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
    /** Whenever the agent's environment steps come to a multiple of this. */
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
export function resolveTrainOptions(
  options: TrainOptions,
  training: Environment | AsyncEnvironment | EnvironmentGroup,
): ResolvedTrainOptions {
  const known = ['environmentSteps', 'seed', 'signal', 'evaluation', 'checkpoint'];
  rejectUnknownOptions('train', options, known, {
    steps: 'environmentSteps',
    totalSteps: 'environmentSteps',
    episodes: "environmentSteps, and break at an event of type 'episode'",
  });
  const { evaluation, checkpoint, signal } = options;
  requireInteger('environmentSteps', options.environmentSteps, { min: 1 });
  if (signal !== undefined) requireSignal(signal);
  if (evaluation) {
    rejectUnknownOptions('evaluation', evaluation, [
      'everyEnvironmentSteps',
      'environment',
      'episodes',
    ]);
    requireInteger('evaluation.everyEnvironmentSteps', evaluation.everyEnvironmentSteps, {
      min: 1,
    });
    requireEnvironment('evaluation.environment', evaluation.environment);
    const copies = isGroup(training) ? (training.environments ?? []) : [];
    if (evaluation.environment === training || copies.includes(evaluation.environment)) {
      throw new OptionsError(
        'evaluation.environment must not be the environment of training, whose episodes it would ' +
          'cut into; make a second one.',
      );
    }
  }
  if (checkpoint) {
    rejectUnknownOptions('checkpoint', checkpoint, ['everyEnvironmentSteps', 'save']);
    requireInteger('checkpoint.everyEnvironmentSteps', checkpoint.everyEnvironmentSteps, {
      min: 1,
    });
    const save: unknown = checkpoint.save;
    if (typeof save !== 'function') {
      throw new OptionsError(
        'checkpoint.save must be a function, such as () => agent.save(file(path)); ' +
          `received ${show(save)}.`,
      );
    }
  }
  return {
    environmentSteps: options.environmentSteps,
    seed: requireSeed(options.seed ?? 0),
    signal: signal ?? null,
    evaluation: evaluation
      ? {
          ...evaluation,
          episodes: requireInteger('evaluation.episodes', evaluation.episodes ?? 20, { min: 1 }),
        }
      : null,
    checkpoint: checkpoint ?? null,
  };
}

/** @throws {OptionsError} If `signal` is no AbortSignal. */
export function requireSignal(signal: AbortSignal): void {
  const given = signal as Partial<AbortSignal> | null;
  if (typeof given?.aborted === 'boolean' && typeof given.throwIfAborted === 'function') return;
  throw new OptionsError(
    `signal must be an AbortSignal, such as controller.signal; received ${show(signal)}.`,
  );
}

/** @throws {OptionsError} If `environment` cannot be stepped. */
export function requireEnvironment(
  name: string,
  environment: Environment | AsyncEnvironment,
): void {
  requireMethods(name, environment);
  if (!isGroup(environment)) return;
  throw new OptionsError(
    `${name} must be a single environment; received a group of ${show(environment.count)}. ` +
      'Make one environment for it.',
  );
}

function requireMethods(
  name: string,
  environment: Environment | AsyncEnvironment | EnvironmentGroup,
): void {
  const given = environment as Partial<Environment> | null | undefined;
  if (typeof given?.reset === 'function' && typeof given.step === 'function') return;
  throw new OptionsError(
    `${name} must be an environment with the methods reset and step; ` +
      receivedInstead(environment),
  );
}

/** @throws {OptionsError} If what `train` was given is no agent, or no environment. */
export function requireTrainable(
  agent: Agent,
  environment: Environment | AsyncEnvironment | EnvironmentGroup,
): void {
  const { act, observe, learn } = (agent as Partial<Agent> | null | undefined) ?? {};
  if (![act, observe, learn].every((method) => typeof method === 'function')) {
    throw new OptionsError(
      'train(agent, environment, options) needs an agent with the methods act, observe and learn; ' +
        `received ${show(agent)}.`,
    );
  }
  requireMethods('environment', environment);
  if (isGroup(environment)) requireInteger('environment.count', environment.count, { min: 1 });
}
