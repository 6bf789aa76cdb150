import type { EndEvent } from '../training/events.ts';

/** How the training in a worker came to its end, and who waits for that. */
export class Outcome {
  end: EndEvent | null = null;
  failure: Error | null = null;
  /** Called when there is an outcome. */
  #waiting: (() => void)[] = [];
  /** That of the training before, while another one is loaded in its place. */
  #before: { readonly end: EndEvent | null; readonly failure: Error | null } | null = null;

  get isOver(): boolean {
    return this.end !== null || this.failure !== null;
  }

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** The end, when it is there; rejects if the training has failed. */
  async wait(): Promise<EndEvent> {
    while (!this.isOver) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.failure) throw this.failure;
    return this.end!;
  }

  /** Tells all who wait that there is an outcome. */
  tell(): void {
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Another training is on its way: there is no outcome until it is there, or is refused. */
  putAside(): void {
    if (this.isOver) this.#before = { end: this.end, failure: this.failure };
    this.end = this.failure = null;
  }

  /** The other one came to nothing: what is over stays over. */
  takeBack(): void {
    if (this.#before && !this.isOver) ({ end: this.end, failure: this.failure } = this.#before);
    this.#before = null;
  }

  /**
   * The other one is there.
   *
   * @param isNew - Whether an outcome that came meanwhile is that of the training before.
   */
  begin(isNew: boolean): void {
    if (isNew) this.end = this.failure = null;
    this.#before = null;
  }
}
