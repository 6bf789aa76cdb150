import type { Random, RandomState } from './random.ts';

/**
 * A stream of random numbers as it is handed to an actor in one episode, which is played beside
 * a training: with a place for what a policy remembers in this episode, such as an action that
 * it holds. That of the training stays as it is.
 */
export class EpisodeRandom implements Random {
  /** What the policy remembers; `null` before it is asked for. */
  memory: Float64Array | null = null;
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  uniform(): number {
    return this.#random.uniform();
  }

  integer(bound: number): number {
    return this.#random.integer(bound);
  }

  normal(): number {
    return this.#random.normal();
  }

  fork(label: string): Random {
    return this.#random.fork(label);
  }

  getState(): RandomState {
    return this.#random.getState();
  }

  setState(state: RandomState): void {
    this.#random.setState(state);
  }

  prepareState(state: RandomState): () => void {
    return this.#random.prepareState(state);
  }
}
