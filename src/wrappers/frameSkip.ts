import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { higherOf } from '../pictures/images/maxPixels.ts';
import type { Observation } from '../spaces/space.ts';
import { requireOwnArray } from '../protocol/checkStep.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireBoolean } from '../validation/options.ts';
import { drawSkip, type FrameSkipRange, requireFrameSkip } from '../protocol/frameSkipRange.ts';
import { repeatAction } from './parts/repeatAction.ts';
import { requireBoxInside } from './parts/spacesInside.ts';
import { withObservation } from '../protocol/changedResults.ts';
import { SeededStream } from '../protocol/seededStream.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link FrameSkip} is made from.
 *
 * @category Wrappers
 */
export interface FrameSkipOptions {
  /**
   * How often each action is taken: a whole number from 1 to 10,000, or a range
   * such as `{ from: 2, to: 4 }`, from which every step draws one, both ends
   * included.
   *
   * @default 4
   */
  readonly skip?: number | FrameSkipRange;
  /**
   * Whether observations are the higher, element by element, of the last two
   * of a step: what a console draws only in every other frame is then in all
   * of them. Needs observations of a `Box`.
   *
   * @default false
   */
  readonly maxOfLastTwo?: boolean;
}

/**
 * Takes each action for several frames and shows the agent the last one, as
 * {@link ActionRepeat} does; the number may be drawn anew at every step, and
 * the last two frames may be laid over one another.
 *
 * The reward of a step is the sum over its frames; where an episode ends in
 * between, that frame is the last. A step of a single frame has no second one
 * to lay over.
 *
 * **Order of wrapping**: outside of {@link TimeLimit}, {@link RecordVideo},
 * {@link RecordEpisodeStatistics}, {@link StickyActions} and
 * {@link NoopReset}, which see single frames; inside of everything that works
 * on what the agent sees.
 *
 * @example
 * ```ts
 * import { FrameSkip } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new FrameSkip(new CartPole(), { skip: { from: 2, to: 4 } });
 * environment.reset({ seed: 1 });
 * environment.step(0).reward; // 2, 3 or 4
 * ```
 * @see Machado et al. 2018, https://arxiv.org/abs/1709.06009
 * @category Wrappers
 */
export class FrameSkip<O extends Observation = Observation> extends Wrapper<O> {
  /** How often each action is taken. */
  readonly skip: number | FrameSkipRange;
  /** Whether observations are the higher of the last two. */
  readonly maxOfLastTwo: boolean;
  readonly #stream = new SeededStream('FrameSkip');
  protected override readonly ownState: OwnState = this.#stream;
  /** The frame before the last one of a step. */
  #passed: O | null = null;
  readonly #takeOne = (action: number): StepResult<O> => this.stepInside(action);
  // Takes any observation, so that this class stays assignable to that of a wider one.
  readonly #pass = (observation: Observation): void => {
    this.#passed = observation as O;
  };

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations have no elements to compare.
   */
  constructor(environment: Environment<O>, options: FrameSkipOptions = {}) {
    super(environment, 'FrameSkip');
    rejectUnknownOptions(
      'FrameSkip',
      options,
      ['skip', 'maxOfLastTwo'],
      { 'frames frameSkip repeat': 'skip', max: 'maxOfLastTwo' },
      'new FrameSkip(environment, { skip: 4 })',
    );
    this.skip = requireFrameSkip('FrameSkip skip', options.skip ?? 4);
    this.maxOfLastTwo = requireBoolean('FrameSkip maxOfLastTwo', options.maxOfLastTwo ?? false);
    if (this.maxOfLastTwo) requireBoxInside('FrameSkip with maxOfLastTwo', environment);
  }

  /** @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1. */
  override reset(options?: ResetOptions): ResetResult<O> {
    return this.#stream.reset(options, () => this.resetInside(options));
  }

  /**
   * @throws {ValueError | ShapeError} If frames to lay over one another are none of the space.
   * @throws {EnvironmentError} If the environment inside returns a promise, no
   *   object, or frames that overwrite one another.
   */
  override step(action: number): StepResult<O> {
    const { skip } = this;
    // A number draws nothing.
    if (typeof skip === 'number') return this.#take(action, skip);
    return this.#stream.drawFor(() => this.#take(action, drawSkip(skip, this.#stream.random)));
  }

  #take(action: number, times: number): StepResult<O> {
    if (!this.maxOfLastTwo) return repeatAction(this.#takeOne, action, times);
    // A step that threw may have left one behind.
    this.#takePassed();
    const result = repeatAction(this.#takeOne, action, times, this.#pass);
    const passed = this.#takePassed();
    if (passed === null) return result;
    const { observationSpace: space } = this;
    checkObservation(space, passed, 'FrameSkip: the observation inside');
    checkObservation(space, result.observation, 'FrameSkip: the observation inside');
    requireOwnArray(passed, result.observation);
    // The constructor has seen to it that observations are arrays.
    const highest = higherOf(passed as Uint8Array, result.observation as Uint8Array);
    return withObservation(result, highest as Observation as O);
  }

  #takePassed(): O | null {
    const passed = this.#passed;
    this.#passed = null;
    return passed;
  }
}
