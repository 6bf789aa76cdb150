import type { State } from '../state/state.ts';
import type { ResetOptions } from './environment.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';
import { StateReader } from '../state/stateReader.ts';

/**
 * What a wrapper draws from: a new stream where `reset` has a seed, its own for
 * each kind of wrapper, and otherwise the old one. Before the first seed it is
 * that of 0.
 */
export class SeededStream {
  readonly #wrapper: string;
  #random: Random;

  /** @param wrapper - The name of the wrapper. */
  constructor(wrapper: string) {
    this.#wrapper = wrapper;
    this.#random = streamOf(wrapper, 0);
  }

  /** Where to draw from. Another stream after `reset` and a loaded state. */
  get random(): Random {
    return this.#random;
  }

  /**
   * Resets what is inside; should that refuse, the stream stays as it was.
   *
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset<R>(options: ResetOptions | undefined, inside: () => R): R {
    const { seed } = options ?? {};
    const random = seed === undefined ? this.#random : streamOf(this.#wrapper, seed);
    const result = inside();
    this.#random = random;
    return result;
  }

  /** Lets a step draw; should it be refused, the stream is as it was before. */
  drawFor<R>(step: () => R): R {
    const before = this.#random.getState();
    try {
      return step();
    } catch (error) {
      this.#random.setState(before);
      throw error;
    }
  }

  getState(): State {
    return { random: { ...this.#random.getState() } };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader(this.#wrapper, state);
    const random = reader.random('random');
    return () => {
      this.#random = random;
    };
  }
}

function streamOf(wrapper: string, seed: number): Random {
  return createRandom(seed).fork(wrapper);
}
