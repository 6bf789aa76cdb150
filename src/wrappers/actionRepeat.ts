import { requireRepeats } from '../protocol/frameSkipRange.ts';
import type { Environment, StepResult } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { repeatAction } from './parts/repeatAction.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link ActionRepeat} is made from.
 *
 * @category Wrappers
 */
export interface ActionRepeatOptions {
  /** How often each action is taken: a whole number from 1 to 10,000. */
  readonly repeat: number;
}

/**
 * Takes each action several times (frame skip): the agent decides less often,
 * and sees further ahead with each decision.
 *
 * The reward of a step is the sum over the repetitions, not discounted;
 * observation, flags and `info` are those of the last one. Where an episode
 * ends in between, its last repetition is the end. {@link FrameSkip} can draw
 * the number of repetitions, and keep what flickers.
 *
 * **Order of wrapping**: outside of {@link TimeLimit}, {@link RecordVideo} and
 * {@link RecordEpisodeStatistics}, which then count and show the steps of the
 * world; inside of what changes rewards or observations.
 *
 * @example
 * ```ts
 * import { ActionRepeat } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new ActionRepeat(new CartPole(), { repeat: 4 });
 * environment.reset();
 * environment.step(0).reward; // 4
 * ```
 * @see Mnih et al. 2015, Methods, https://doi.org/10.1038/nature14236
 * @category Wrappers
 */
export class ActionRepeat<O extends Observation = Observation> extends Wrapper<O> {
  /** How often each action is taken. */
  readonly repeat: number;
  readonly #take = (action: number): StepResult<O> => this.stepInside(action);

  /**
   * @throws {OptionsError} If an option is unknown, missing or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: ActionRepeatOptions) {
    super(environment, 'ActionRepeat');
    rejectUnknownOptions(
      'ActionRepeat',
      options,
      ['repeat'],
      { 'skip frames frameSkip times': 'repeat' },
      'new ActionRepeat(environment, { repeat: 4 })',
    );
    this.repeat = requireRepeats('ActionRepeat repeat', options.repeat);
  }

  override step(action: number): StepResult<O> {
    return repeatAction(this.#take, action, this.repeat);
  }
}
