import { requireRepeats } from '../protocol/frameSkipRange.ts';
import type { Environment, ResetOptions, ResetResult } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { playFirst } from './parts/playFirst.ts';
import { requireAction } from './parts/spacesInside.ts';
import { SeededStream } from '../protocol/seededStream.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link NoopReset} is made from.
 *
 * @category Wrappers
 */
export interface NoopResetOptions {
  /**
   * The most steps that are taken: a whole number from 1 to 10,000. Each reset
   * draws from 1 to so many.
   *
   * @default 30
   */
  readonly max?: number;
  /**
   * The action that does nothing.
   *
   * @default 0
   */
  readonly action?: number;
}

/**
 * Begins every episode with a random number of steps that do nothing, so that
 * a game whose start is always the same cannot be learned by heart. Their
 * rewards are lost; where the episode ends in between, another one is begun.
 *
 * **Order of wrapping**: inside of {@link FrameSkip}, where it counts frames
 * of the game; outside of {@link TimeLimit} and {@link StickyActions}.
 *
 * @example
 * ```ts
 * import { NoopReset } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = new NoopReset(makeEnvironment('MountainCar-v0'), { max: 5, action: 1 });
 * environment.reset({ seed: 1 }).observation; // 1 to 5 steps from the start
 * ```
 * @see Mnih et al. 2015, Methods, https://doi.org/10.1038/nature14236
 * @category Wrappers
 */
export class NoopReset<O extends Observation = Observation> extends Wrapper<O> {
  /** The most steps that are taken. */
  readonly max: number;
  /** The action that does nothing. */
  readonly action: number;
  readonly #stream = new SeededStream('NoopReset');
  protected override readonly ownState: OwnState = this.#stream;

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: NoopResetOptions = {}) {
    super(environment, 'NoopReset');
    rejectUnknownOptions(
      'NoopReset',
      options,
      ['max', 'action'],
      { 'noopMax noops': 'max' },
      'new NoopReset(environment, { max: 30 })',
    );
    this.max = requireRepeats('NoopReset max', options.max ?? 30);
    this.action = requireAction('NoopReset action', options.action ?? 0, environment);
  }

  /**
   * The first observation is that of the last of these steps, and so are the
   * facts of `info` that both `reset` and `step` report.
   *
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  override reset(options?: ResetOptions): ResetResult<O> {
    const begun = this.#stream.reset(options, () => this.resetInside(options));
    const steps = 1 + this.#stream.random.integer(this.max);
    const actions = Array.from({ length: steps }, () => this.action);
    return playFirst(actions, begun, {
      step: (action) => this.stepInside(action),
      reset: () => this.resetInside(options),
    });
  }
}
