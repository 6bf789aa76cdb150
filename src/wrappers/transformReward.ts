import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { ValueError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import { Inner, withReward } from './inner.ts';

/**
 * What {@link TransformReward} is made from.
 *
 * @category Wrappers
 */
export interface TransformRewardOptions {
  /**
   * Returns the new reward, a finite number. It should depend on nothing but
   * its argument: whatever else it remembers is in no saved state.
   */
  readonly transform: (reward: number) => number;
}

/**
 * Puts every reward through a function: scaled, shifted, squashed.
 *
 * **Order of wrapping**: as {@link ClipReward}, outside of
 * {@link ActionRepeat} and {@link RecordEpisodeStatistics}.
 *
 * @example
 * ```ts
 * import { TransformReward } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new TransformReward(new CartPole(), { transform: (reward) => reward / 10 });
 * environment.reset();
 * environment.step(0).reward; // 0.1
 * ```
 * @category Wrappers
 */
export class TransformReward<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  readonly #transform: (reward: number) => number;

  /**
   * @throws {OptionsError} If an option is unknown, or `transform` is no
   *   function.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: TransformRewardOptions) {
    rejectUnknownOptions('TransformReward', options, ['transform']);
    this.#transform = requireFunction('TransformReward transform', options.transform);
    this.#inner = new Inner('TransformReward', environment);
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this);
  }

  /** @throws {EnvironmentError} If the environment inside returns a promise, or no object. */
  reset(options?: ResetOptions): ResetResult<O> {
    return this.#inner.reset(options);
  }

  /**
   * @throws {ValueError} If `transform` does not return a finite number.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  step(action: number): StepResult<O> {
    const result = this.#inner.step(action);
    const transform = this.#transform;
    const reward: unknown = transform(result.reward);
    if (typeof reward === 'number' && Number.isFinite(reward)) return withReward(result, reward);
    throw new ValueError(
      'TransformReward transform must return a finite number; ' +
        `received ${show(reward)} for the reward ${show(result.reward)}.`,
    );
  }

  close(): void {
    this.#inner.close();
  }

  /** The state of the environment inside. Absent where that has none. */
  getState?(): State;

  /** Sets the state of the environment inside. Absent where that has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;
}
