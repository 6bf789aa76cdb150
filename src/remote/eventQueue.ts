import type { TrainingEvent } from '../training/events.ts';

/**
 * Events for one `for await`: those that came and have not been asked for, and the promise of
 * the next one. It ends after the event of type `'end'`.
 */
export class EventQueue implements AsyncIterableIterator<TrainingEvent, void> {
  readonly #events: TrainingEvent[] = [];
  readonly #waiting: {
    resolve(result: IteratorResult<TrainingEvent, void>): void;
    reject(error: unknown): void;
  }[] = [];
  readonly #onTaken: () => void;
  readonly #onClosed: (queue: EventQueue) => void;
  #isClosed = false;
  #failure: { readonly error: unknown } | null = null;

  /**
   * @param onTaken - Called when an event has been asked for.
   * @param onClosed - Called when no more are wanted.
   */
  constructor(onTaken: () => void, onClosed: (queue: EventQueue) => void) {
    this.#onTaken = onTaken;
    this.#onClosed = onClosed;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** How many wait to be asked for. */
  get size(): number {
    return this.#events.length;
  }

  push(event: TrainingEvent): void {
    this.#events.push(event);
    if (event.type === 'end') this.#close();
    this.#serve();
  }

  /** After the events that are there, an error. */
  fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#failure = { error };
    this.#close();
    this.#serve();
  }

  /** After the events that are there, the end. */
  finish(): void {
    this.#close();
    this.#serve();
  }

  next(): Promise<IteratorResult<TrainingEvent, void>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  async return(): Promise<IteratorResult<TrainingEvent, void>> {
    this.#events.length = 0;
    this.#failure = null;
    this.finish();
    this.#onTaken();
    return { done: true, value: undefined };
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClosed(this);
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const event = this.#events.shift();
      if (event) {
        this.#waiting.shift()!.resolve({ done: false, value: event });
        this.#onTaken();
      } else if (this.#failure) {
        this.#waiting.shift()!.reject(this.#failure.error);
        this.#failure = null;
      } else if (this.#isClosed) this.#waiting.shift()!.resolve({ done: true, value: undefined });
      else return;
    }
  }
}
