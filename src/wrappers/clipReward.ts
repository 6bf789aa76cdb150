import type { Environment, StepResult } from '../protocol/environment.ts';
import { OptionsError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { withReward } from '../protocol/changedResults.ts';
import { Wrapper } from './wrapper.ts';

/**
 * The range that {@link ClipReward} keeps rewards in; at least one bound.
 *
 * @category Wrappers
 */
export interface RewardRange {
  /**
   * Lower rewards become this one.
   *
   * @default -Infinity
   */
  readonly min?: number;
  /**
   * Higher rewards become this one. At least `min`.
   *
   * @default Infinity
   */
  readonly max?: number;
}

/**
 * What {@link ClipReward} is made from.
 *
 * @category Wrappers
 */
export interface ClipRewardOptions {
  /**
   * `'sign'`: every gain counts 1, every loss −1, nothing 0. A range such as
   * `{ min: -1, max: 1 }`: a reward outside of it becomes the nearest bound,
   * one inside stays as it is.
   *
   * @default 'sign'
   */
  readonly to?: 'sign' | RewardRange;
}

/**
 * Makes rewards small, so that one learning rate suits many games. The agent
 * then learns another task than the one given: a gain of 100 is worth no more
 * to it than one of 1.
 *
 * **Order of wrapping**: outside of {@link ActionRepeat}, so that the sum is
 * clipped, and outside of {@link RecordEpisodeStatistics}, so that the returns
 * reported are the true ones. Evaluate in an environment without it.
 *
 * @example
 * ```ts
 * import { ClipReward } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new ClipReward(new CartPole(), { to: { max: 0.5 } });
 * environment.reset();
 * environment.step(0).reward; // 0.5; with `to: 'sign'` it is 1
 * ```
 * @see Mnih et al. 2015, Methods, https://doi.org/10.1038/nature14236
 * @category Wrappers
 */
export class ClipReward<O extends Observation = Observation> extends Wrapper<O> {
  /** Null for the sign. */
  readonly #range: Required<RewardRange> | null;

  /**
   * @throws {OptionsError} If an option is unknown or makes no sense.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: ClipRewardOptions = {}) {
    super(environment, 'ClipReward');
    rejectUnknownOptions(
      'ClipReward',
      options,
      ['to'],
      { 'min max': 'to: { min, max }' },
      'new ClipReward(environment, { to: { min: -1, max: 1 } })',
    );
    const { to = 'sign' } = options;
    this.#range = to === 'sign' ? null : requireRange(to);
  }

  // Not by `reward`, which would remember observations that it does not need.
  override step(action: number): StepResult<O> {
    const result = this.stepInside(action);
    const { reward } = result;
    const range = this.#range;
    const clipped = range ? Math.min(range.max, Math.max(range.min, reward)) : Math.sign(reward);
    return withReward(result, clipped);
  }
}

function requireRange(to: unknown): Required<RewardRange> {
  if (typeof to !== 'object' || to === null) {
    throw new OptionsError(
      `ClipReward to must be 'sign' or a range such as { min: -1, max: 1 }; received ${show(to)}.`,
    );
  }
  rejectUnknownOptions('ClipReward to', to, ['min', 'max']);
  const { min = -Infinity, max = Infinity } = to as RewardRange;
  // False for whatever is no number, and for NaN.
  const ordered = typeof min === 'number' && typeof max === 'number' && min <= max;
  if (ordered && (min > -Infinity || max < Infinity)) return { min, max };
  throw new OptionsError(
    'ClipReward to must be a range with min, max or both, numbers of which min is at most max; ' +
      `received min ${show(min)} and max ${show(max)}.`,
  );
}
