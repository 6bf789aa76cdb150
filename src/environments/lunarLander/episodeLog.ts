import type { RandomState } from '../../random/random.ts';

/**
 * What it takes to play an episode again: where the random stream was when it
 * began, and the actions since.
 */
export class EpisodeLog {
  readonly start: RandomState;
  #actions: Uint8Array;
  #length: number;

  /** @param actions - Those already taken. */
  constructor(start: RandomState, actions: Uint8Array = new Uint8Array(0)) {
    this.start = start;
    this.#actions = actions.slice();
    this.#length = actions.length;
  }

  add(action: number): void {
    if (this.#length === this.#actions.length) {
      const longer = new Uint8Array(Math.max(256, 2 * this.#length));
      longer.set(this.#actions);
      this.#actions = longer;
    }
    this.#actions[this.#length++] = action;
  }

  /** A copy of the actions so far. */
  actions(): Uint8Array {
    return this.#actions.slice(0, this.#length);
  }
}
