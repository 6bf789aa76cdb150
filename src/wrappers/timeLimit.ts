import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
import { Inner, type OwnState } from './inner.ts';

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
export class TimeLimit<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** The most steps an episode may take. */
  readonly maxEpisodeSteps: number;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  #episodeSteps = 0;
  #running = false;

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: TimeLimitOptions) {
    rejectUnknownOptions('TimeLimit', options, ['maxEpisodeSteps'], {
      steps: 'maxEpisodeSteps',
      maxSteps: 'maxEpisodeSteps',
    });
    this.maxEpisodeSteps = requireInteger('TimeLimit maxEpisodeSteps', options.maxEpisodeSteps, {
      min: 1,
    });
    this.#inner = new Inner('TimeLimit', environment);
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    const own: OwnState = {
      save: () => ({ episodeSteps: this.#episodeSteps, running: this.#running }),
      load: (reader) => {
        const episodeSteps = reader.integer('episodeSteps', {
          min: 0,
          max: Number.MAX_SAFE_INTEGER,
        });
        const running = reader.boolean('running');
        return () => {
          this.#episodeSteps = episodeSteps;
          this.#running = running;
        };
      },
    };
    this.#inner.lendMethods(this, own, () => {
      this.#requireRunning();
    });
  }

  /**
   * @throws {OptionsError} If there is a bare seed in place of options.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    const result = this.#inner.reset(options);
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
    this.#requireRunning();
    const result = this.#inner.step(action);
    this.#episodeSteps++;
    const truncated = result.truncated || this.#episodeSteps >= this.maxEpisodeSteps;
    this.#running = !(result.terminated || truncated);
    return truncated === result.truncated ? result : { ...result, truncated };
  }

  close(): void {
    this.#inner.close();
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

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;

  #requireRunning(): void {
    if (this.#running) return;
    throw new UsageError(
      'TimeLimit.step() needs a running episode, but none was started or the last one has ended ' +
        `(after ${this.#episodeSteps} of at most ${this.maxEpisodeSteps} steps); call reset() first.`,
    );
  }
}
