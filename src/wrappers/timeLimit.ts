import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { notRunning } from '../protocol/notRunning.ts';
import type { Observation } from '../spaces/space.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
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
  readonly #own = { episodeSteps: 0, running: false };
  protected override readonly ownState: OwnState = fieldsState('TimeLimit', this.#own, {
    episodeSteps: 'count',
    running: 'boolean',
  });

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: TimeLimitOptions) {
    super(environment, 'TimeLimit');
    rejectUnknownOptions(
      'TimeLimit',
      options,
      ['maxEpisodeSteps'],
      { 'steps maxSteps': 'maxEpisodeSteps' },
      'new TimeLimit(environment, { maxEpisodeSteps: 500 })',
    );
    this.maxEpisodeSteps = requireInteger('TimeLimit maxEpisodeSteps', options.maxEpisodeSteps, {
      min: 1,
    });
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.resetInside(options);
    this.#own.episodeSteps = 0;
    this.#own.running = true;
    return result;
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   */
  override step(action: number): StepResult<O> {
    this.#requireRunning();
    const result = this.stepInside(action);
    this.#own.episodeSteps++;
    const truncated = result.truncated || this.#own.episodeSteps >= this.maxEpisodeSteps;
    this.#own.running = !(result.terminated || truncated);
    return truncated === result.truncated ? result : { ...result, truncated };
  }

  protected override startInside(action: number): void {
    this.#requireRunning();
    super.startInside(action);
  }

  #requireRunning(): void {
    const { episodeSteps, running } = this.#own;
    if (running) return;
    throw notRunning(
      'TimeLimit',
      ` (after ${episodeSteps} of at most ${this.maxEpisodeSteps} steps)`,
    );
  }
}
