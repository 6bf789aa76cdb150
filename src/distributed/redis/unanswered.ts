/** How often calls that have no answer are looked at. */
const LOOK_MS = 100;
/** A look that comes so long after the one before was held up by work of this process. */
const LATE_MS = 10 * LOOK_MS;
/** Then so long is left to the event loop for answers that have come meanwhile. */
const READ_MS = 100;
/** After so long a server that says nothing is told of. */
const SILENT_MS = 5_000;

/** What a call comes to that nobody needs any more. */
export const STOPPED: unique symbol = Symbol('stopped');

interface Call {
  readonly beganMs: number;
  readonly limitMs: number;
  readonly shouldStop: () => boolean;
  /** Hears that it has taken long; `null` once it has. */
  onSilence: (() => void) | null;
  readonly stop: () => void;
  readonly fail: (error: Error) => void;
}

/**
 * Calls that wait for their answer. A client may keep a command for as long as it is not connected,
 * and say nothing. One timer looks at all of them: one for each would take longer than to send it.
 */
export class Unanswered {
  readonly #calls = new Set<Call>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #lookedMs = 0;

  /**
   * Waits for an answer.
   *
   * @param limitMs - For how long at most.
   * @param shouldStop - Whether nobody needs it any more.
   * @param onSilence - Hears once that it takes seconds.
   * @returns What it comes to; `STOPPED` where nobody needs it any more.
   * @throws {Error} What it fails with; 'no answer' where it takes too long.
   */
  wait<T>(
    pending: Promise<T>,
    limitMs: number,
    shouldStop: () => boolean,
    onSilence: () => void,
  ): Promise<T | typeof STOPPED> {
    return new Promise((resolve, reject) => {
      const call: Call = {
        ...{ beganMs: performance.now(), limitMs, shouldStop, onSilence, fail: reject },
        stop: () => {
          resolve(STOPPED);
        },
      };
      this.#calls.add(call);
      if (this.#timer === null) this.#begin();
      pending.then(
        (result) => {
          this.#calls.delete(call);
          resolve(result);
        },
        (error: unknown) => {
          this.#calls.delete(call);
          call.fail(error as Error);
        },
      );
    });
  }

  #begin(): void {
    this.#lookedMs = performance.now();
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_MS);
  }

  #look(): void {
    if (this.#calls.size === 0) {
      if (this.#timer !== null) clearInterval(this.#timer);
      this.#timer = null;
      return;
    }
    const now = performance.now();
    const sinceLook = now - this.#lookedMs;
    this.#lookedMs = now;
    if (sinceLook < LATE_MS) this.#judge();
    else setTimeout(this.#judge.bind(this), READ_MS);
  }

  #judge(): void {
    const now = performance.now();
    for (const call of this.#calls) {
      const since = now - call.beganMs;
      if (call.shouldStop()) {
        this.#calls.delete(call);
        call.stop();
      } else if (since >= call.limitMs) {
        this.#calls.delete(call);
        call.fail(new Error('no answer'));
      } else if (since >= SILENT_MS) {
        const { onSilence } = call;
        call.onSilence = null;
        onSilence?.();
      }
    }
  }
}
