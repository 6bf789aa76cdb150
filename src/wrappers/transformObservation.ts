import type { Environment } from '../protocol/environment.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireFunction } from '../validation/options.ts';
import { requireSpace } from '../protocol/requireSpaces.ts';
import { Wrapper } from './wrapper.ts';

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
> extends Wrapper<From, To> {
  /** That of the options. */
  override readonly observationSpace: ObservationSpace;
  readonly #transform: (observation: From) => To;

  /**
   * @throws {OptionsError} If an option is unknown, `observationSpace` is no
   *   space, or `transform` is no function.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<From>, options: TransformObservationOptions<From, To>) {
    const where = 'TransformObservation';
    super(environment, where);
    rejectUnknownOptions(where, options, ['observationSpace', 'transform'], {
      'f func fn function': 'transform',
      space: 'observationSpace',
    });
    this.observationSpace = requireSpace(`${where} observationSpace`, options.observationSpace);
    this.#transform = requireFunction(`${where} transform`, options.transform);
  }

  /**
   * @throws {ShapeError | ValueError} If what `transform` returns does not fit
   *   the space, or holds NaN or infinity.
   */
  protected override observe(observation: From): To {
    const transform = this.#transform;
    const transformed = transform(observation);
    const name = 'TransformObservation transform(observation)';
    checkObservation(this.observationSpace, transformed, name);
    return transformed;
  }
}
