import { ValueError } from '../errors.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { joinStates } from '../state/joinStates.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireNumber,
  show,
} from '../validation/options.ts';
import type { OwnState } from './parts/lentState.ts';
import { withReward } from '../protocol/changedResults.ts';
import { requireSeen, resolveStatistics, statisticsState } from '../statistics/givenStatistics.ts';
import type { ObservationStatistics } from '../statistics/runningStatistics.ts';
import { Wrapper } from './wrapper.ts';

const WHERE = 'NormalizeReward';

/**
 * What {@link NormalizeReward} is made from.
 *
 * @category Wrappers
 */
export interface NormalizeRewardOptions {
  /**
   * What a reward one step later counts in the returns whose spread is
   * measured: that of the agent. From 0 to 1.
   *
   * @default 0.99
   */
  readonly discount?: number;
  /**
   * Rewards are kept within ± this, which catches what comes before the spread
   * is known. Above 0; `Infinity` for no bound.
   *
   * @default 10
   */
  readonly clip?: number;
  /**
   * Added to the variance. Above 0.
   *
   * @default 1e-8
   */
  readonly epsilon?: number;
  /**
   * Whether rewards change the statistics: true in training, false where they
   * are to stay as they are. Can be changed later.
   *
   * @default true
   */
  readonly update?: boolean;
  /**
   * Statistics to use, of 1 element, which others may use at the same time.
   *
   * @default new RunningStatistics(1)
   */
  readonly statistics?: ObservationStatistics;
}

/**
 * Divides rewards by the spread of what they add up to, so that one learning
 * rate suits rewards of any size: `reward / √(variance + epsilon)`, with the
 * variance of the discounted sums of rewards of each episode so far,
 * `G ← discount · G + reward`. Rewards keep their sign.
 *
 * Where all sums so far were the same, as after the first step, rewards stay
 * as they are. What is in a replay buffer was divided by the spread of its own
 * time; see {@link NormalizeObservation}, also for checks and evaluation.
 *
 * **Order of wrapping**: as {@link ClipReward}. Evaluate in an environment
 * without it, which tells the true returns.
 *
 * @example
 * ```ts
 * import { NormalizeReward } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = new NormalizeReward(makeEnvironment('Acrobot-v1'), { discount: 0.99 });
 * environment.reset({ seed: 1 });
 * environment.step(0).reward; // -1: nothing is known yet
 * environment.step(0).reward; // -2.02: the sums were -1 and -1.99
 * ```
 * @see Engstrom et al. 2020, https://arxiv.org/abs/2005.12729
 * @category Wrappers
 */
export class NormalizeReward<O extends Observation = Observation> extends Wrapper<O> {
  /** Mean and variance of the sums so far. Its `getState` saves them alone. */
  readonly statistics: ObservationStatistics;
  /** Whether rewards change the statistics. A setting: it is not part of the state. */
  update: boolean;
  readonly #discount: number;
  readonly #clip: number;
  readonly #epsilon: number;
  /** `sum`: the discounted sum of the episode. */
  readonly #own = { sum: 0 };
  protected override readonly ownState: OwnState = joinStates(
    fieldsState(WHERE, this.#own, { sum: 'number' }),
    statisticsState(WHERE, () => this.statistics),
  );

  /**
   * @throws {OptionsError} If an option is unknown or makes no sense.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: NormalizeRewardOptions = {}) {
    super(environment, WHERE);
    const known = ['discount', 'clip', 'epsilon', 'update', 'statistics'];
    rejectUnknownOptions(
      WHERE,
      options,
      known,
      { training: 'update', gamma: 'discount', clipReward: 'clip' },
      'new NormalizeReward(environment, { discount: 0.99 })',
    );
    const { discount = 0.99, clip = 10, epsilon = 1e-8, update = true, statistics } = options;
    const above0 = { min: 0, exclusiveMin: true };
    this.#discount = requireNumber(`${WHERE} discount`, discount, { min: 0, max: 1 });
    this.#clip = clip === Infinity ? clip : requireNumber(`${WHERE} clip`, clip, above0);
    this.#epsilon = requireNumber(`${WHERE} epsilon`, epsilon, above0);
    this.update = requireBoolean(`${WHERE} update`, update);
    this.statistics = resolveStatistics(WHERE, statistics, 1);
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.resetInside(options);
    this.#own.sum = 0;
    return result;
  }

  /**
   * @throws {ValueError} If the reward inside is no finite number, or so large that the
   *   square of the sum is none; the statistics stay as they are.
   * @throws {UsageError} If `update` is off and the statistics have seen nothing yet.
   */
  override step(action: number): StepResult<O> {
    const result = this.stepInside(action);
    return withReward(result, this.#normalized(result.reward));
  }

  #normalized(reward: number): number {
    // A single NaN would stay in the mean for ever.
    if (!Number.isFinite(reward)) {
      throw new ValueError(
        `NormalizeReward: the reward inside must be a finite number; received ${show(reward)}. ` +
          'Look in the environment for a division by zero.',
      );
    }
    const sum = this.#discount * this.#own.sum + reward;
    // Its square is what is measured.
    if (!(sum * sum < Infinity)) {
      throw new ValueError(
        'NormalizeReward: the discounted sum of rewards must have a finite square; received the reward ' +
          `${show(reward)}, which makes the sum ${show(sum)}. Scale rewards down inside, by TransformReward.`,
      );
    }
    if (this.update) this.statistics.update([sum]);
    else requireSeen(WHERE, this.statistics);
    this.#own.sum = sum;
    // Without any spread there is nothing to divide by.
    const variance = this.statistics.variance[0]! || 1;
    const normalized = reward / Math.sqrt(variance + this.#epsilon);
    return Math.min(this.#clip, Math.max(-this.#clip, normalized));
  }
}
