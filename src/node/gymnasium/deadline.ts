import type { ServerProcess } from './serverProcess.ts';

/** Ends a process that does not answer in time. For waits that are not blocking. */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  #passed = false;

  /** @param milliseconds - From now on. */
  constructor(process: ServerProcess, milliseconds: number) {
    this.#timer = setTimeout(() => {
      this.#passed = true;
      process.interrupt();
    }, milliseconds);
  }

  /** Whether it was too late. */
  get passed(): boolean {
    return this.#passed;
  }

  /** Call it when the answer is here, or will not come. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
