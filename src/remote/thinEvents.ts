import type { StepsEvent, TrainingEvent, UpdatesEvent } from '../training/events.ts';

/** Two events about steps as one. */
export function joinSteps(first: StepsEvent | null, next: StepsEvent): StepsEvent {
  if (!first) return next;
  return { ...next, count: first.count + next.count, seconds: first.seconds + next.seconds };
}

/** Two events about updates as one: means over the updates of both. */
export function joinUpdates(first: UpdatesEvent | null, next: UpdatesEvent): UpdatesEvent {
  if (!first) return next;
  const count = first.count + next.count;
  const mean = (a: number, b: number): number => (a * first.count + b * next.count) / count;
  const [before, after] = [first.gradientNorm, next.gradientNorm];
  return {
    ...next,
    count,
    loss: mean(first.loss, next.loss),
    meanQ: mean(first.meanQ, next.meanQ),
    gradientNorm: before === null || after === null ? (after ?? before) : mean(before, after),
  };
}

/**
 * Gathers events. Of those about steps and about updates, which come up to sixty times a
 * second, it keeps the sum; all others stay as they are, and in their order.
 */
export class ThinEvents {
  #steps: StepsEvent | null = null;
  #updates: UpdatesEvent | null = null;
  #others: TrainingEvent[] = [];

  /** How many there are. */
  get size(): number {
    return this.#others.length + (this.#steps ? 1 : 0) + (this.#updates ? 1 : 0);
  }

  add(event: TrainingEvent): void {
    if (event.type === 'steps') this.#steps = joinSteps(this.#steps, event);
    else if (event.type === 'updates') this.#updates = joinUpdates(this.#updates, event);
    else {
      // The end is the last of all.
      if (event.type === 'end') this.#others.push(...this.#sums());
      this.#others.push(event);
    }
  }

  /** All of them, by the steps that they tell. */
  take(): TrainingEvent[] {
    const events = [...this.#others, ...this.#sums()];
    this.#others = [];
    return events;
  }

  #sums(): TrainingEvent[] {
    const sums = [this.#steps, this.#updates].filter((event) => event !== null);
    this.#steps = this.#updates = null;
    return sums;
  }
}
