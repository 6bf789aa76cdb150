import { UsageError } from '../errors.ts';

/**
 * Keeps what `close()` refuses from being reported. Who closes a worker knows that what was under way is
 * given up: a promise that is refused for this reason alone tells who awaits it, and nobody else.
 */
export class Closing {
  readonly #errors = new Set<unknown>();

  /** An error that is to be told only to those who ask. */
  refusal(message: string): UsageError {
    const error = new UsageError(message);
    this.#errors.add(error);
    return error;
  }

  /** A promise of a caller's own: if such an error rejects it, the host does not report it as unhandled. */
  quiet<T>(run: () => Promise<T>): Promise<T> {
    const own: Promise<T> = run().catch((error: unknown) => {
      if (this.#errors.has(error)) own.catch(() => undefined);
      throw error;
    });
    return own;
  }
}
