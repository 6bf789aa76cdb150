import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireFunction } from '../validation/options.ts';
import { requireSpace } from '../protocol/requireSpaces.ts';
import { Inner, withObservation } from './inner.ts';

/**
 * What {@link TransformObservation} is made from.
 *
 * @category Wrappers
 */
export interface TransformObservationOptions<From extends Observation, To extends Observation> {
  /** What the new observations are like. */
  readonly observationSpace: ObservationSpace;
  /**
   * Returns the new observation: a new array, or a number. It should depend
   * on nothing but its argument: whatever else it remembers is in no saved
   * state.
   */
  readonly transform: (observation: From) => To;
}

/**
 * Puts every observation through a function: parts picked, units changed,
 * features added.
 *
 * **Order of wrapping**: outside of {@link ActionRepeat}, which would have the
 * observations in between transformed for nothing; inside of whatever is to
 * see the new observations.
 *
 * @example
 * ```ts
 * import { Box, TransformObservation } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * // The two positions, without the velocities.
 * const environment = new TransformObservation(new CartPole(), {
 *   observationSpace: new Box({ low: [-4.8, -0.42], high: [4.8, 0.42] }),
 *   transform: ([position, , angle]) => Float32Array.of(position!, angle!),
 * });
 * environment.reset().observation.length; // 2
 * ```
 * @category Wrappers
 */
export class TransformObservation<
  From extends Observation = Observation,
  To extends Observation = Observation,
> implements Environment<To> {
  /** The environment inside. */
  readonly environment: Environment<From>;
  /** That of the options. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<From>;
  readonly #transform: (observation: From) => To;

  /**
   * @throws {OptionsError} If an option is unknown, `observationSpace` is no
   *   space, or `transform` is no function.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<From>, options: TransformObservationOptions<From, To>) {
    const where = 'TransformObservation';
    rejectUnknownOptions(where, options, ['observationSpace', 'transform']);
    this.observationSpace = requireSpace(`${where} observationSpace`, options.observationSpace);
    this.#transform = requireFunction(`${where} transform`, options.transform);
    this.#inner = new Inner(where, environment);
    this.environment = environment;
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this);
  }

  /**
   * @throws {ShapeError | ValueError} If what `transform` returns does not fit
   *   the space, or holds NaN or infinity.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  reset(options?: ResetOptions): ResetResult<To> {
    const { observation, info } = this.#inner.reset(options);
    return { observation: this.#transformed(observation), info };
  }

  /**
   * @throws {ShapeError | ValueError} If what `transform` returns does not fit
   *   the space, or holds NaN or infinity.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  step(action: number): StepResult<To> {
    const result = this.#inner.step(action);
    return withObservation(result, this.#transformed(result.observation));
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

  #transformed(observation: From): To {
    const transform = this.#transform;
    const transformed = transform(observation);
    checkObservation(
      this.observationSpace,
      transformed,
      'TransformObservation transform(observation)',
    );
    return transformed;
  }
}
