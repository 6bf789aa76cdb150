import { UsageError } from '../errors.ts';

/**
 * What an emulator shows, copied when somebody asks for it, and at the latest
 * before the emulator goes on: frames that are skipped cost no copy.
 */
export class LateObservation {
  /** Null once it was read, or discarded. */
  #read: (() => Uint8Array) | null;
  #bytes: Uint8Array | null = null;

  /** @param read - Copies what the emulator shows now. */
  constructor(read: () => Uint8Array) {
    this.#read = read;
  }

  /**
   * The same array each time.
   *
   * @throws {UsageError} If it was discarded before anybody asked for it.
   */
  get bytes(): Uint8Array {
    if (this.#bytes !== null) return this.#bytes;
    if (this.#read === null) {
      throw new UsageError(
        'This observation was skipped by AtariPreprocessing, and is gone; read observations of ' +
          'frames that are skipped inside of it, before step returns.',
      );
    }
    this.#bytes = this.#read();
    this.#read = null;
    return this.#bytes;
  }

  /** Called before the emulator goes on. */
  settle(): void {
    if (this.#read !== null) this.#bytes = this.#read();
    this.#read = null;
  }

  /** For who knows that nobody will ask for it any more. */
  discard(): void {
    this.#read = null;
  }
}
