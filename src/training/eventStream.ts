import { UsageError } from '../errors.ts';
import type { EndEvent, TrainingEvent } from './events.ts';

type Result = Promise<IteratorResult<TrainingEvent, void>>;

/** What every `Training` is as an iterator: its events, once, and running to the end. */
export abstract class EventStream {
  /** The last event, once there is one. */
  protected end: EndEvent | null = null;
  readonly #events: AsyncGenerator<TrainingEvent, void, void>;
  readonly #whenEnded: string;

  /** @param whenEnded - What is wrong, and to do, if `finish` is called after `break` or an error. */
  constructor(whenEnded: string) {
    this.#whenEnded = whenEnded;
    // Nothing of it runs before the first `next`, when the class that derives is complete.
    this.#events = this.run();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Result {
    return this.#events.next();
  }

  return(): Result {
    return this.#events.return();
  }

  throw(error?: unknown): Result {
    return this.#events.throw(error);
  }

  async finish(): Promise<EndEvent> {
    for (;;) {
      const { done } = await this.next();
      if (done) break;
    }
    if (this.end) return this.end;
    throw new UsageError(this.#whenEnded);
  }

  /** Makes the events, and keeps the last one in `end`. */
  protected abstract run(): AsyncGenerator<TrainingEvent, void, void>;
}

/** For streams of `train` and its like. */
export function callAgain(name: string): string {
  return (
    'finish() was called on a training that break, return() or an error had ended; call ' +
    `${name} again, from a state if it is to go on.`
  );
}
