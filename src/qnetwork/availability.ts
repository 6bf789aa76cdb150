import { UsageError } from '../errors.ts';

/** Whether a network may be called: not while it is updated, and not after it was disposed. */
export class Availability {
  #state: 'idle' | 'updating' | 'disposed' = 'idle';

  get isDisposed(): boolean {
    return this.#state === 'disposed';
  }

  /** @throws {UsageError} If the network was disposed, or is being updated. */
  requireIdle(): void {
    this.requireAlive();
    if (this.#state === 'updating') {
      throw new UsageError(
        'An update is still running; await it (updateAsync, learnAsync) before this call.',
      );
    }
  }

  /** @throws {UsageError} If the network was disposed. */
  requireAlive(): void {
    if (this.#state === 'disposed') {
      throw new UsageError(
        'This network, or the agent that it belongs to, was disposed; make a new one.',
      );
    }
  }

  /** Counts the network as being updated until `update` is over, whether or not it succeeds. */
  updateUntil<Result>(update: Promise<Result>): Promise<Result> {
    this.#state = 'updating';
    return update.finally(() => {
      this.#state = 'idle';
    });
  }

  /** The network can never be called again. */
  end(): void {
    this.#state = 'disposed';
  }
}
