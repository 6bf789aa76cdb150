import type { Environment } from '../protocol/environment.ts';
import { EnvironmentError, OptionsError } from '../errors.ts';
import { Box, type BoxDtype } from '../spaces/box.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireNumber, show } from '../validation/options.ts';
import { requireBoxInside } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link RescaleObservation} is made from.
 *
 * @category Wrappers
 */
export interface RescaleObservationOptions {
  /**
   * What the lowest value of each element becomes.
   *
   * @default -1
   */
  readonly low?: number;
  /**
   * What the highest value of each element becomes; above `low`.
   *
   * @default 1
   */
  readonly high?: number;
}

/**
 * Stretches each element of the observations from its bounds in the space to
 * the same range, so that a network sees all of them equally well: a velocity
 * of 0.07 beside a position of 1.2, say. Beyond the bounds it goes on in a
 * straight line.
 *
 * Where bounds are infinite, {@link NormalizeObservation} learns the scale.
 *
 * **Order of wrapping**: outside of {@link ActionRepeat} and of
 * {@link TransformObservation}, in the place of {@link NormalizeObservation}.
 *
 * @example
 * ```ts
 * import { RescaleObservation } from 'deepq';
 * import { MountainCar } from 'deepq/environments';
 *
 * const environment = new RescaleObservation(new MountainCar());
 * environment.observationSpace.high; // Float32Array [1, 1]
 * environment.reset().observation[1]; // 0: standing still
 * ```
 * @category Wrappers
 */
export class RescaleObservation extends Wrapper<Float32Array | Uint8Array, Float32Array> {
  /** From `low` to `high`, in the shape of the environment inside. */
  override readonly observationSpace: Box;
  readonly #spaceInside: Box<BoxDtype>;
  readonly #factors: Float64Array;
  readonly #offsets: Float64Array;

  /**
   * @throws {OptionsError} If an option is unknown, or `low` is not below `high`.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, its
   *   observations are not those of a `Box`, or a bound is infinite.
   */
  constructor(
    environment: Environment<Float32Array | Uint8Array>,
    options: RescaleObservationOptions = {},
  ) {
    super(environment, 'RescaleObservation');
    rejectUnknownOptions(
      'RescaleObservation',
      options,
      ['low', 'high'],
      {},
      'new RescaleObservation(environment, { low: -1, high: 1 })',
    );
    const low = requireNumber('RescaleObservation low', options.low ?? -1);
    const high = requireNumber('RescaleObservation high', options.high ?? 1);
    if (!(low < high)) {
      throw new OptionsError(
        `RescaleObservation low must be below high; received low ${show(low)} and high ${show(high)}.`,
      );
    }
    const space = requireBoundedInside(environment);
    // An element that is always the same becomes `low`.
    this.#factors = Float64Array.from(space.low, (from, index) => {
      const width = (space.high[index] as number) - from;
      return width === 0 ? 0 : (high - low) / width;
    });
    this.#offsets = this.#factors.map((factor, index) => low - factor * (space.low[index] ?? 0));
    this.#spaceInside = space;
    this.observationSpace = new Box({ low, high, shape: space.shape });
  }

  /** @throws {ValueError | ShapeError} If the observation inside is not one of its space. */
  protected override observe(observation: Float32Array | Uint8Array): Float32Array {
    checkObservation(this.#spaceInside, observation, 'RescaleObservation: the observation inside');
    const rescaled = new Float32Array(this.#factors.length);
    for (let index = 0; index < rescaled.length; index++) {
      const value = observation[index] as number;
      rescaled[index] = value * (this.#factors[index] as number) + (this.#offsets[index] as number);
    }
    return rescaled;
  }
}

function requireBoundedInside(environment: Environment): Box<BoxDtype> {
  const space = requireBoxInside('RescaleObservation', environment);
  const unbounded = space.low.findIndex(
    (bound, index) => !Number.isFinite(bound) || !Number.isFinite(space.high[index]),
  );
  if (unbounded < 0) return space;
  throw new EnvironmentError(
    `RescaleObservation needs finite bounds, and element ${unbounded} of ${space.toString()} is from ` +
      `${space.low[unbounded]} to ${space.high[unbounded]}. NormalizeObservation learns the scale ` +
      'where there are none.',
  );
}
