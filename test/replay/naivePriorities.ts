import { expect } from 'vitest';
import type { State, StateTensor } from '../../src/state/state.ts';

/** The priorities of all transitions ever added, by serial number, as `prioritized` has them. */
export class NaivePriorities {
  readonly #alpha: number;
  readonly #beta: (batches: number) => number;
  readonly #epsilon: number;
  readonly #bySerial: number[] = [];
  #largest = 1;
  #batches = 0;

  constructor(alpha: number, beta: (batches: number) => number, epsilon: number) {
    this.#alpha = alpha;
    this.#beta = beta;
    this.#epsilon = epsilon;
  }

  add(priority?: number): void {
    this.#bySerial.push(this.#largest);
    if (priority !== undefined) this.learn(this.#bySerial.length - 1, priority);
  }

  learn(serial: number, tdError: number): void {
    const priority = Math.abs(tdError) + this.#epsilon;
    this.#bySerial[serial] = priority;
    this.#largest = Math.max(this.#largest, priority);
  }

  /** Expects weights by the definition: `(1 / (N · P(i)))^β`, divided by the largest. */
  expectProportional(
    drawn: readonly number[],
    kept: readonly number[],
    weights: readonly number[],
  ): void {
    const shares = kept.map((serial) => this.#bySerial[serial]! ** this.#alpha);
    const total = shares.reduce((sum, share) => sum + share, 0);
    this.#expectWeights(
      drawn.map((serial) => shares[kept.indexOf(serial)]! / total),
      kept.length,
      weights,
    );
  }

  /** Expects the same of ranks, which the sampler's state gives away by slot. */
  expectRanked(
    drawn: readonly number[],
    serialOf: (slot: number) => number,
    { slots, priorities }: State,
    weights: readonly number[],
  ): void {
    const order = Array.from((slots as StateTensor).data, serialOf);
    const found = Array.from((priorities as StateTensor).data);
    expect(found).toEqual(found.map((_, slot) => this.#bySerial[serialOf(slot)]));
    const shares = order.map((_, place) => (place + 1) ** -this.#alpha);
    const total = shares.reduce((sum, share) => sum + share, 0);
    this.#expectWeights(
      drawn.map((serial) => shares[order.indexOf(serial)]! / total),
      order.length,
      weights,
    );
  }

  #expectWeights(probabilities: readonly number[], size: number, weights: readonly number[]): void {
    const beta = this.#beta(this.#batches++);
    const raw = probabilities.map((probability) => (1 / (size * probability)) ** beta);
    weights.forEach((weight, row) => {
      expect(weight).toBeCloseTo(raw[row]! / Math.max(...raw), 5);
    });
  }
}
