import type { Environment } from '../protocol/environment.ts';
import { ValueError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import type { StepOutcome } from '../protocol/stepOutcome.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link TransformReward} is made from.
 *
 * @category Wrappers
 */
export interface TransformRewardOptions<O extends Observation = Observation> {
  /**
   * Returns the new reward, a finite number, for the reward and all else that
   * is known of the step. It should depend on nothing but its arguments:
   * whatever else it remembers is in no saved state.
   */
  readonly transform: (reward: number, outcome: StepOutcome<O>) => number;
}

/**
 * Puts every reward through a function: scaled, shifted, squashed, or another
 * one for some actions, states or endings.
 *
 * **Order of wrapping**: as {@link ClipReward}, outside of
 * {@link ActionRepeat} and {@link RecordEpisodeStatistics}. Inside of
 * {@link TimeLimit} it never sees that an episode was truncated by it.
 *
 * @example
 * ```ts
 * import { TransformReward } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new TransformReward(new CartPole(), { transform: (reward) => reward / 10 });
 * environment.reset();
 * environment.step(0).reward; // 0.1
 *
 * // −1 for the step that ends in failure, and a little less for one of the actions:
 * new TransformReward(new CartPole(), { transform: (r, { terminated }) => (terminated ? -1 : r) });
 * new TransformReward(new CartPole(), { transform: (r, { action }) => r - 0.1 * action });
 * ```
 * @category Wrappers
 */
export class TransformReward<O extends Observation = Observation> extends Wrapper<O> {
  readonly #transform: (reward: number, outcome: StepOutcome<O>) => number;

  /**
   * @throws {OptionsError} If an option is unknown, or `transform` is no
   *   function.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: TransformRewardOptions<O>) {
    super(environment, 'TransformReward');
    rejectUnknownOptions(
      'TransformReward',
      options,
      ['transform'],
      { 'f func fn function': 'transform' },
      'new TransformReward(environment, { transform: (reward) => reward / 10 })',
    );
    this.#transform = requireFunction('TransformReward transform', options.transform);
  }

  /** @throws {ValueError} If `transform` does not return a finite number. */
  protected override reward(outcome: StepOutcome<O>): number {
    const transform = this.#transform;
    const reward: unknown = transform(outcome.reward, outcome);
    if (typeof reward === 'number' && Number.isFinite(reward)) return reward;
    throw new ValueError(
      'TransformReward transform must return a finite number; ' +
        `received ${show(reward)} for the reward ${show(outcome.reward)}.`,
    );
  }
}
