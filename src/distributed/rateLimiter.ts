import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/**
 * Keeps sampling in step with inserting: so many samples for each insert. Sampling waits where it
 * is ahead by more than a tolerance; inserting waits while samples are owed.
 *
 * @see Cassirer et al. 2021, section 3.4 (Reverb), https://arxiv.org/abs/2102.04736
 */
export class RateLimiter {
  readonly #samplesPerInsert: number;
  readonly #tolerance: number;
  /** Samples that are owed; below 0 where more were drawn. */
  #owed = 0;

  /**
   * @param samplesPerInsert - How often each transition is to be drawn on average.
   * @param tolerance - How many samples may be drawn ahead of inserts.
   */
  constructor(samplesPerInsert: number, tolerance: number) {
    this.#samplesPerInsert = samplesPerInsert;
    this.#tolerance = tolerance;
  }

  /** Samples that are owed; below 0 where more were drawn. */
  get owed(): number {
    return this.#owed;
  }

  /** Whether so many samples are due by the rate itself. */
  isDue(samples: number): boolean {
    // What rounding takes away is given back.
    return this.#owed * (1 + 1e-12) >= samples;
  }

  /** Whether so many samples may be drawn: sampling is ahead by no more than the tolerance then. */
  canSample(samples: number): boolean {
    return this.#owed - samples >= -this.#tolerance;
  }

  inserted(): void {
    this.#owed += this.#samplesPerInsert;
  }

  sampled(samples: number): void {
    this.#owed -= samples;
  }

  getState(): State {
    return { owed: this.#owed };
  }

  /** @returns What takes the state over. */
  prepareState(state: State): () => void {
    const owed = new StateReader('rate limiter', state).number('owed');
    return () => {
      this.#owed = owed;
    };
  }
}
