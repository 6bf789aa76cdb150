import type { State } from '../checkpoint/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../environments/environment.ts';
import { CheckpointError, UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, requireInteger, show } from '../validation/options.ts';

/**
 * What {@link TimeLimit} is made from.
 *
 * @category Wrappers
 */
export interface TimeLimitOptions {
  /** The most steps an episode may take: a whole number of at least 1. */
  readonly maxEpisodeSteps: number;
}

/**
 * Ends an episode after a number of steps. The step that reaches the limit is
 * `truncated`; where the environment ends at that very step, it is
 * `terminated` as well (as in Gymnasium).
 *
 * Closing it closes the environment inside. It has `getState` and `setState`
 * where that environment has both.
 *
 * @example
 * ```ts
 * import { TimeLimit } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 2 });
 * environment.reset();
 * environment.step(0).truncated; // false
 * environment.step(1).truncated; // true
 * ```
 * @category Wrappers
 */
export class TimeLimit<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** The most steps an episode may take. */
  readonly maxEpisodeSteps: number;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  #episodeSteps = 0;
  #running = false;

  /** @throws {OptionsError} If an option is unknown, missing or out of range. */
  constructor(environment: Environment<O>, options: TimeLimitOptions) {
    rejectUnknownOptions('TimeLimit', options, ['maxEpisodeSteps']);
    this.maxEpisodeSteps = requireInteger('TimeLimit maxEpisodeSteps', options.maxEpisodeSteps, {
      min: 1,
    });
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    // Present only where they can work, so that callers can ask for them.
    if (environment.getState && environment.setState) {
      this.getState = this.#getState;
      this.setState = this.#setState;
    }
  }

  reset(options?: ResetOptions): ResetResult<O> {
    const result = this.environment.reset(options);
    this.#episodeSteps = 0;
    this.#running = true;
    return result;
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   */
  step(action: number): StepResult<O> {
    if (!this.#running) {
      throw new UsageError(
        'TimeLimit.step() needs a running episode, but none was started or the last one has ended ' +
          `(after ${this.#episodeSteps} of at most ${this.maxEpisodeSteps} steps); call reset() first.`,
      );
    }
    const result = this.environment.step(action);
    this.#episodeSteps++;
    const truncated = result.truncated || this.#episodeSteps >= this.maxEpisodeSteps;
    this.#running = !(result.terminated || truncated);
    return truncated === result.truncated ? result : { ...result, truncated };
  }

  close(): void {
    this.environment.close?.();
  }

  /**
   * The steps of the running episode, and the state of the environment inside.
   * Absent where that environment has none.
   */
  getState?(): State;

  /**
   * Continues from a state that {@link TimeLimit.getState} returned.
   *
   * @throws {CheckpointError} If the state is not one of a time limit, or the
   *   environment inside refuses its part; everything then stays as it was.
   */
  setState?(state: State): void;

  #getState(): State {
    return {
      episodeSteps: this.#episodeSteps,
      running: this.#running,
      environment: this.environment.getState?.() ?? null,
    };
  }

  #setState(state: State): void {
    // The state may come from a file, so its type proves nothing.
    const { episodeSteps, running, environment }: Record<string, unknown> = { ...state };
    if (!Number.isSafeInteger(episodeSteps) || (episodeSteps as number) < 0) {
      throw badState("a whole number 'episodeSteps' of at least 0", episodeSteps);
    }
    if (typeof running !== 'boolean') throw badState("a boolean 'running'", running);
    if (typeof environment !== 'object' || environment === null) {
      throw badState("the state of the environment inside as 'environment'", environment);
    }
    // The one inside may refuse: it goes first.
    this.environment.setState?.(environment as State);
    this.#episodeSteps = episodeSteps as number;
    this.#running = running;
  }
}

function badState(required: string, received: unknown): CheckpointError {
  return new CheckpointError(
    `TimeLimit.setState(state) needs ${required}; received ${show(received)}. ` +
      'Pass a state that TimeLimit.getState() returned.',
  );
}
