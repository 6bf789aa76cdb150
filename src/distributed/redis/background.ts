import type { Retry } from './retry.ts';

/**
 * Commands that nobody waits for: one of each kind at a time, and of those that come meanwhile
 * only the last one.
 */
export class Background {
  readonly #retry: Retry;
  readonly #isOver: () => boolean;
  readonly #waiting = new Map<string, () => Promise<unknown>>();
  readonly #running = new Map<string, Promise<void>>();
  #error: Error | null = null;

  constructor(retry: Retry, isOver: () => boolean) {
    this.#retry = retry;
    this.#isOver = isOver;
  }

  run(kind: string, call: () => Promise<unknown>): void {
    this.#waiting.set(kind, call);
    if (this.#running.has(kind)) return;
    this.#running.set(kind, this.#work(kind));
  }

  /** Settles when all is done, or has failed. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  /** @throws What a command has failed with for good. */
  throwIfFailed(): void {
    if (this.#error !== null) throw this.#error;
  }

  async #work(kind: string): Promise<void> {
    try {
      // What comes in the same turn is done at once.
      await Promise.resolve();
      for (;;) {
        const call = this.#waiting.get(kind);
        if (!call) break;
        this.#waiting.delete(kind);
        await this.#retry.run(call, this.#isOver);
      }
    } catch (error) {
      this.#error ??= error as Error;
    } finally {
      this.#running.delete(kind);
    }
  }
}
