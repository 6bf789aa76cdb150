import type { Environment } from '../protocol/environment.ts';
import { Box, type BoxDtype } from '../spaces/box.ts';
import { requireBoxInside } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

/**
 * Declares observations to have one dimension, such as `[28224]` for
 * `[84, 84, 4]`. Observations are flat arrays already and pass through as they
 * are; what changes is how networks take them.
 *
 * **Order of wrapping**: outside of wrappers that need the dimensions. Numbers
 * of a `Discrete` are flattened by {@link OneHot}.
 *
 * @example
 * ```ts
 * import { Box, FlattenObservation, TransformObservation } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const table = new TransformObservation(new CartPole(), {
 *   observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [2, 2] }),
 *   transform: (observation) => observation,
 * });
 * const environment = new FlattenObservation(table);
 * environment.observationSpace.shape; // [4]
 * ```
 * @category Wrappers
 */
export class FlattenObservation<
  O extends Float32Array | Uint8Array = Float32Array | Uint8Array,
> extends Wrapper<O> {
  /** That of the environment inside, with all its elements in one dimension. */
  override readonly observationSpace: Box<BoxDtype>;

  /**
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(environment: Environment<O>) {
    super(environment, 'FlattenObservation');
    const { low, high, size, dtype } = requireBoxInside('FlattenObservation', environment);
    this.observationSpace = new Box({ low, high, shape: [size], dtype });
  }
}
