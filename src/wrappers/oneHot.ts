import type { Environment } from '../protocol/environment.ts';
import { Box } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { requireDiscreteInside } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

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
export class OneHot extends Wrapper<number, Float32Array> {
  /** From 0 to 1, shape `[n]`, where the environment inside has `Discrete(n)`. */
  override readonly observationSpace: Box;
  readonly #states: Discrete;

  /**
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Discrete`.
   */
  constructor(environment: Environment<number>) {
    super(environment, 'OneHot');
    this.#states = requireDiscreteInside('OneHot', environment);
    this.observationSpace = new Box({ low: 0, high: 1, shape: [this.#states.n] });
  }

  /** @throws {ValueError} If the observation inside is not in its space. */
  protected override observe(observation: number): Float32Array {
    // An array of zeros alone would teach nonsense in silence.
    checkObservation(this.#states, observation, 'OneHot: the observation inside');
    const encoded = new Float32Array(this.#states.n);
    encoded[observation] = 1;
    return encoded;
  }
}
