import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { Box } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { Inner, withObservation } from './inner.ts';
import { requireDiscreteInside } from './requireSpaceInside.ts';

/**
 * Turns the number of a state into an array with a 1 at that index and 0
 * everywhere else. With it, networks that take a `Box` (such as `mlp`) learn
 * in an environment whose observations are numbers of a `Discrete`.
 *
 * An `embedding` network needs no wrapper, does the same maths in its first
 * layer, and is faster where there are many states: it is the default for a
 * `Discrete`. A replay buffer stores the whole array of a one-hot observation.
 *
 * **Order of wrapping**: inside of wrappers that need a `Box`, outside of all
 * others.
 *
 * @example
 * ```ts
 * import { Discrete, OneHot, type Environment } from 'deepq';
 *
 * const lights: Environment<number> = {
 *   observationSpace: new Discrete(3),
 *   actionSpace: new Discrete(1),
 *   reset: () => ({ observation: 2, info: {} }),
 *   step: () => ({ observation: 0, reward: 0, terminated: true, truncated: false, info: {} }),
 * };
 * new OneHot(lights).reset().observation; // Float32Array [0, 0, 1]
 * ```
 * @category Wrappers
 */
export class OneHot implements Environment<Float32Array> {
  /** The environment inside. */
  readonly environment: Environment<number>;
  /** From 0 to 1, shape `[n]`, where the environment inside has `Discrete(n)`. */
  readonly observationSpace: Box;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<number>;
  readonly #states: Discrete;

  /**
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Discrete`.
   */
  constructor(environment: Environment<number>) {
    this.#inner = new Inner('OneHot', environment);
    this.#states = requireDiscreteInside('OneHot', environment);
    this.environment = environment;
    this.observationSpace = new Box({ low: 0, high: 1, shape: [this.#states.n] });
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this);
  }

  /**
   * @throws {ValueError} If the observation inside is not in its space.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  reset(options?: ResetOptions): ResetResult<Float32Array> {
    const { observation, info } = this.#inner.reset(options);
    return { observation: this.#encode(observation), info };
  }

  /**
   * @throws {ValueError} If the observation inside is not in its space.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  step(action: number): StepResult<Float32Array> {
    const result = this.#inner.step(action);
    return withObservation(result, this.#encode(result.observation));
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

  #encode(observation: number): Float32Array {
    // An array of zeros alone would teach nonsense in silence.
    checkObservation(this.#states, observation, 'OneHot: the observation inside');
    const encoded = new Float32Array(this.#states.n);
    encoded[observation] = 1;
    return encoded;
  }
}
