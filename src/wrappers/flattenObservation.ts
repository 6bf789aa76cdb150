import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { Box, type BoxDtype } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { Inner } from './inner.ts';
import { requireBoxInside } from './requireSpaceInside.ts';

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
> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** That of the environment inside, with all its elements in one dimension. */
  readonly observationSpace: Box<BoxDtype>;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;

  /**
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(environment: Environment<O>) {
    this.#inner = new Inner('FlattenObservation', environment);
    const { low, high, size, dtype } = requireBoxInside('FlattenObservation', environment);
    this.environment = environment;
    this.observationSpace = new Box({ low, high, shape: [size], dtype });
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this);
  }

  /** @throws {EnvironmentError} If the environment inside returns a promise, or no object. */
  reset(options?: ResetOptions): ResetResult<O> {
    return this.#inner.reset(options);
  }

  /** @throws {EnvironmentError} If the environment inside returns a promise, or no object. */
  step(action: number): StepResult<O> {
    return this.#inner.step(action);
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
