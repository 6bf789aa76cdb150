import type { UpdateResult } from '../qnetwork/update.ts';
import type { SampledBatch } from '../replay/batch.ts';

/**
 * How many updates later the numbers of an update are taken in, where the engine delivers
 * them late. Always as many, so that runs do not depend on the speed of a device; as many
 * may be on their way at once. Enough that a browser, which takes some 10 ms to read from a
 * GPU, does not hold up a thousand updates a second.
 */
export const UPDATES_BEHIND = 16;

/** An update whose numbers are on their way, and what it learned from. */
export interface LateUpdate {
  readonly batch: SampledBatch;
  readonly result: Promise<UpdateResult>;
}

/** The updates whose numbers have not been taken in, in their order. */
export class LateUpdates {
  readonly #takeIn: (batch: SampledBatch, result: UpdateResult) => void;
  readonly #waiting: LateUpdate[] = [];
  #taking: Promise<void> | null = null;
  /** What went wrong while nobody could be told. */
  #failure: { readonly error: unknown } | null = null;

  /** @param takeIn - Called for each update, in order. */
  constructor(takeIn: (batch: SampledBatch, result: UpdateResult) => void) {
    this.#takeIn = takeIn;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(update: LateUpdate): void {
    // Told to whoever takes it in.
    update.result.catch(() => undefined);
    this.#waiting.push(update);
  }

  /**
   * Takes in the numbers of the oldest updates.
   *
   * @param rest - How many may go on waiting.
   * @returns `null` if there is nothing to wait for. Rejects with what went wrong in one of
   *   them, which is over then; the others go on waiting.
   */
  take(rest: number): Promise<void> | null {
    if (this.#taking) return this.#takeAfter(this.#taking, rest);
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = null;
      return tell(error);
    }
    if (this.#waiting.length <= rest) return null;
    const taking = this.#take(rest).finally(() => {
      this.#taking = null;
    });
    this.#taking = taking;
    return taking;
  }

  /** Takes in all there are. What went wrong in them is told by the next `take`. */
  async settle(): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    while (this.#waiting.length > 0 || this.#taking) {
      try {
        await this.take(0);
      } catch (error) {
        failure ??= { error };
      }
    }
    this.#failure ??= failure;
  }

  /** Forgets them: what they learned from is there no more. */
  forget(): void {
    this.#waiting.length = 0;
    this.#failure = null;
  }

  async #takeAfter(taking: Promise<void>, rest: number): Promise<void> {
    // Told to whoever waits for it.
    await taking.catch(() => undefined);
    await this.take(rest);
  }

  async #take(rest: number): Promise<void> {
    while (this.#waiting.length > rest) {
      const update = this.#waiting[0] as LateUpdate;
      try {
        const result = await update.result;
        // It may have been forgotten meanwhile, and all others with it.
        if (this.#waiting[0] !== update) return;
        this.#takeIn(update.batch, result);
      } finally {
        if (this.#waiting[0] === update) this.#waiting.shift();
      }
    }
  }
}

async function tell(error: unknown): Promise<never> {
  throw error as Error;
}
