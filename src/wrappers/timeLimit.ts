import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import { StateReader } from '../state/stateReader.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
import { RunningEpisode } from './parts/runningEpisode.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

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
 * **Order of wrapping**: innermost, so that it counts the steps of the world;
 * outside of {@link ActionRepeat} it would count decisions.
 *
 * As all wrappers, it is for synchronous environments, closes the environment
 * inside when it is closed, and has `render`, or `getState` and `setState`,
 * where that environment has them.
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
export class TimeLimit<O extends Observation = Observation> extends Wrapper<O> {
  /** The most steps an episode may take. */
  readonly maxEpisodeSteps: number;
  readonly #episode = new RunningEpisode('TimeLimit');
  #episodeSteps = 0;
  protected override readonly ownState: OwnState = {
    getState: () => ({ episodeSteps: this.#episodeSteps, running: this.#episode.isRunning }),
    prepareState: (state) => {
      const reader = new StateReader('TimeLimit', state);
      const range = { min: 0, max: Number.MAX_SAFE_INTEGER };
      const episodeSteps = reader.integer('episodeSteps', range);
      const running = reader.boolean('running');
      return () => {
        this.#episodeSteps = episodeSteps;
        this.#episode.isRunning = running;
      };
    },
  };

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: TimeLimitOptions) {
    super(environment, 'TimeLimit');
    rejectUnknownOptions('TimeLimit', options, ['maxEpisodeSteps'], {
      steps: 'maxEpisodeSteps',
      maxSteps: 'maxEpisodeSteps',
    });
    this.maxEpisodeSteps = requireInteger('TimeLimit maxEpisodeSteps', options.maxEpisodeSteps, {
      min: 1,
    });
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.resetInside(options);
    this.#episodeSteps = 0;
    this.#episode.isRunning = true;
    return result;
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   */
  override step(action: number): StepResult<O> {
    this.#requireRunning();
    const result = this.stepInside(action);
    this.#episodeSteps++;
    const truncated = result.truncated || this.#episodeSteps >= this.maxEpisodeSteps;
    this.#episode.isRunning = !(result.terminated || truncated);
    return truncated === result.truncated ? result : { ...result, truncated };
  }

  protected override startInside(action: number): void {
    this.#requireRunning();
    super.startInside(action);
  }

  #requireRunning(): void {
    if (this.#episode.isRunning) return;
    this.#episode.requireStep(
      ` (after ${this.#episodeSteps} of at most ${this.maxEpisodeSteps} steps)`,
    );
  }
}
