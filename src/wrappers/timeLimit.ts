import { StateReader } from '../checkpoint/readState.ts';
import type { State } from '../checkpoint/state.ts';
import { abandonPromise } from '../environments/abandonPromise.ts';
import { checkResetOptions } from '../environments/checkResetOptions.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../environments/environment.ts';
import { EnvironmentError, UsageError } from '../errors.ts';
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
 * For synchronous environments only. Closing it closes the environment inside.
 * It has `getState` and `setState` where that environment has both, and
 * `render` where that environment has it.
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

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: TimeLimitOptions) {
    rejectUnknownOptions('TimeLimit', options, ['maxEpisodeSteps']);
    this.maxEpisodeSteps = requireInteger('TimeLimit maxEpisodeSteps', options.maxEpisodeSteps, {
      min: 1,
    });
    checkEnvironmentInside(environment);
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    // Present only where they can work, so that callers can ask for them.
    if (environment.getState && environment.setState) {
      this.getState = this.#getState;
      this.setState = this.#setState;
    }
    if (environment.render) this.render = this.#render;
  }

  /**
   * @throws {OptionsError} If there is a bare seed in place of options.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    if (options !== undefined) checkResetOptions('TimeLimit', options);
    const result = this.environment.reset(options);
    checkResult('reset()', result);
    this.#episodeSteps = 0;
    this.#running = true;
    return result;
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  step(action: number): StepResult<O> {
    if (!this.#running) {
      throw new UsageError(
        'TimeLimit.step() needs a running episode, but none was started or the last one has ended ' +
          `(after ${this.#episodeSteps} of at most ${this.maxEpisodeSteps} steps); call reset() first.`,
      );
    }
    const result = this.environment.step(action);
    checkResult('step(action)', result);
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

  /**
   * The picture of the environment inside. Absent where that environment has
   * none.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render?(): RgbaImage;

  #getState(): State {
    return {
      episodeSteps: this.#episodeSteps,
      running: this.#running,
      environment: this.environment.getState?.() ?? null,
    };
  }

  #setState(state: State): void {
    const reader = new StateReader('TimeLimit', state);
    const episodeSteps = reader.integer('episodeSteps', { min: 0, max: Number.MAX_SAFE_INTEGER });
    const running = reader.boolean('running');
    // The one inside may refuse: it goes first.
    this.environment.setState?.(reader.record('environment'));
    this.#episodeSteps = episodeSteps;
    this.#running = running;
  }

  #render(): RgbaImage {
    return (this.environment as Required<Environment<O>>).render();
  }
}

function checkEnvironmentInside(environment: unknown): void {
  const given = environment as Partial<Environment> | null | undefined;
  if (typeof given?.reset === 'function' && typeof given.step === 'function') return;
  throw new EnvironmentError(
    'new TimeLimit(environment, options) needs an environment, with reset and step; received ' +
      `${show(environment)}.${typeof environment === 'function' ? ' Pass an instance: new MyEnvironment().' : ''}`,
  );
}

/** Throws unless the environment inside returned an object, and not a promise. */
function checkResult(call: string, result: object | null | undefined): void {
  if (typeof result === 'object' && result !== null && !('then' in result)) return;
  throw new EnvironmentError(
    abandonPromise(result)
      ? `TimeLimit is for synchronous environments, but environment.${call} returned a promise. ` +
          'Count the steps inside the asynchronous environment, and return truncated at the limit.'
      : `environment.${call} must return an object; received ${show(result)}. ` +
          'checkEnvironment(environment) tells what else is amiss.',
  );
}
