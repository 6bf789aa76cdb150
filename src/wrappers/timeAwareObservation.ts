import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { OptionsError } from '../errors.ts';
import { lookInside } from '../protocol/lookInside.ts';
import { withObservation } from '../protocol/changedResults.ts';
import { Box } from '../spaces/box.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { rejectUnknownOptions, requireBoolean, requireInteger } from '../validation/options.ts';
import type { OwnState } from './parts/lentState.ts';
import { requireBoxInside } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link TimeAwareObservation} is made from.
 *
 * @category Wrappers
 */
export interface TimeAwareObservationOptions {
  /**
   * Whether the time goes from 0 to 1, the limit. Otherwise it is the number of steps
   * taken.
   *
   * @default false
   */
  readonly normalizeTime?: boolean;
  /**
   * The most steps an episode may take: a whole number of at least 1. It ends no episode.
   *
   * @default that of the TimeLimit inside
   */
  readonly maxEpisodeSteps?: number;
}

/**
 * Adds the time to every observation, as its last element: the steps taken since
 * `reset`, or their share of the limit. Without it an agent cannot know that an episode
 * is about to be cut off, or how often it may still try.
 *
 * **Order of wrapping**: outside of {@link TimeLimit}, and inside of
 * {@link ActionRepeat} to count steps of the world; inside of what scales or stacks
 * observations. Numbers of a `Discrete` go through {@link OneHot} first.
 *
 * @example
 * ```ts
 * import { TimeAwareObservation } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = new TimeAwareObservation(makeEnvironment('CartPole-v1'), {
 *   normalizeTime: true,
 * });
 * environment.reset().observation.length; // 5
 * environment.step(0).observation[4]; // 0.002, a step of 500
 * ```
 * @see Pardo et al. 2018, https://arxiv.org/abs/1712.00378
 * @category Wrappers
 */
export class TimeAwareObservation<
  O extends Float32Array | Uint8Array = Float32Array | Uint8Array,
> extends Wrapper<O, Float32Array> {
  /** Whether the time goes from 0 to 1. */
  readonly normalizeTime: boolean;
  /** The most steps an episode may take. */
  readonly maxEpisodeSteps: number;
  /** Shape `[size + 1]`, where the environment inside has `size` elements. */
  override readonly observationSpace: Box;
  readonly #inside: Box<'float32' | 'uint8'>;
  readonly #own = { episodeSteps: 0 };
  protected override readonly ownState: OwnState = fieldsState('TimeAwareObservation', this.#own, {
    episodeSteps: 'count',
  });

  /**
   * @throws {OptionsError} If an option is unknown or out of range, or no limit is known.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(environment: Environment<O>, options: TimeAwareObservationOptions = {}) {
    const where = 'TimeAwareObservation';
    super(environment, where);
    rejectUnknownOptions(
      where,
      options,
      ['normalizeTime', 'maxEpisodeSteps'],
      { 'normalize normalise normaliseTime': 'normalizeTime', 'maxSteps limit': 'maxEpisodeSteps' },
      'new TimeAwareObservation(environment, { normalizeTime: true })',
    );
    this.normalizeTime = requireBoolean(`${where} normalizeTime`, options.normalizeTime ?? false);
    this.maxEpisodeSteps = requireLimit(environment, options.maxEpisodeSteps);
    this.#inside = requireBoxInside(where, environment);
    const { low, high } = this.#inside;
    const latest = this.normalizeTime ? 1 : this.maxEpisodeSteps;
    this.observationSpace = new Box({ low: [...low, 0], high: [...high, latest] });
  }

  /** @throws {ValueError | ShapeError} If the observation inside does not fit its space. */
  override reset(options?: ResetOptions): ResetResult<Float32Array> {
    const { observation, info } = this.resetInside(options);
    this.#own.episodeSteps = 0;
    return { observation: this.#withTime(observation), info };
  }

  /** @throws {ValueError | ShapeError} If the observation inside does not fit its space. */
  override step(action: number): StepResult<Float32Array> {
    const result = this.stepInside(action);
    this.#own.episodeSteps++;
    return withObservation(result, this.#withTime(result.observation));
  }

  #withTime(observation: O): Float32Array {
    checkObservation(this.#inside, observation, 'TimeAwareObservation: the observation inside');
    const { size } = this.#inside;
    const together = new Float32Array(size + 1);
    together.set(observation);
    // An episode that the limit does not end stays there.
    const steps = Math.min(this.#own.episodeSteps, this.maxEpisodeSteps);
    together[size] = this.normalizeTime ? steps / this.maxEpisodeSteps : steps;
    return together;
  }
}

/** @throws {OptionsError} If none is given, and no environment inside has one. */
function requireLimit(environment: Environment, given: number | undefined): number {
  const limit: unknown = given ?? lookInside(environment, 'maxEpisodeSteps');
  if (limit !== undefined && limit !== null) {
    // Float32 tells steps apart as far as that.
    return requireInteger('TimeAwareObservation maxEpisodeSteps', limit, {
      min: 1,
      max: 2 ** 24,
    });
  }
  throw new OptionsError(
    'TimeAwareObservation needs the most steps an episode may take; there is no TimeLimit inside. Wrap the environment in ' +
      'TimeLimit first, or give maxEpisodeSteps.',
  );
}
