import { UsageError } from '../../errors.ts';

/** Whether an episode of a wrapper is running, which may end before the one inside. */
export class RunningEpisode {
  isRunning = false;
  readonly #wrapper: string;

  /** @param wrapper - The name of the wrapper, for messages. */
  constructor(wrapper: string) {
    this.#wrapper = wrapper;
  }

  /**
   * For `step`, and for a step that is begun.
   *
   * @param ending - What is known of the last end, for the message: ` (after 5 steps)`.
   * @throws {UsageError} If no episode is running.
   */
  requireStep(ending = ''): void {
    if (this.isRunning) return;
    throw new UsageError(
      `${this.#wrapper}.step() needs a running episode, but none was started or the last one has ` +
        `ended${ending}; call reset() first.`,
    );
  }
}
