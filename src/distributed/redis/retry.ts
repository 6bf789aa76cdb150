import { DeepQError } from '../../errors.ts';
import { sleep } from '../sleep.ts';
import { isMistake, isOutOfMemory, reasonOf, refused, unreachable } from './redisErrors.ts';
import { STOPPED, Unanswered } from './unanswered.ts';

/** How long is waited before the first and the last trials of a command. */
const FIRST_MS = 50;
const LAST_MS = 1_000;

interface CallState {
  hasFailed: boolean;
  /** Whether it has failed last since the server's memory is full. */
  isFull: boolean;
}

/** Repeats what has failed, as the server is restarting, or the network is down. */
export class Retry {
  readonly #limitMs: number;
  readonly #tell: ((warning: string) => void) | null;
  readonly #warnings: string[] = [];
  readonly #unanswered = new Unanswered();
  /** Calls that have failed, and are tried again. */
  #failing = 0;
  /** Those that have failed last since the server's memory is full. */
  #full = 0;

  /**
   * @param limitMs - How long the server may be unreachable.
   * @param tell - Hears at once what there is to tell; `null`: {@link takeWarnings} has it.
   */
  constructor(limitMs: number, tell: ((warning: string) => void) | null = null) {
    this.#limitMs = limitMs;
    this.#tell = tell;
  }

  /** What to tell since the last call. */
  takeWarnings(): readonly string[] {
    return this.#warnings.splice(0);
  }

  /** Whether calls are tried again since the server's memory is full. */
  get isMemoryFull(): boolean {
    return this.#full > 0;
  }

  /**
   * Calls until it succeeds.
   *
   * @param shouldStop - Whether nobody needs it any more.
   * @returns What it came to; `null` where it was stopped.
   * @throws {DeepQError} If it does not succeed within the limit.
   */
  async run<T>(call: () => Promise<T>, shouldStop: () => boolean): Promise<T | null> {
    const state: CallState = { hasFailed: false, isFull: false };
    try {
      return await this.#try(call, shouldStop, state);
    } finally {
      if (state.hasFailed) this.#failing--;
      this.#setFull(state, false);
    }
  }

  async #try<T>(
    call: () => Promise<T>,
    shouldStop: () => boolean,
    state: CallState,
  ): Promise<T | null> {
    const began = performance.now();
    const failed = (cause: unknown): void => {
      if (state.hasFailed) return;
      state.hasFailed = true;
      // A server that is full still answers who only reads: that does not make it whole.
      const isFirst = this.#failing++ === 0;
      if (isFirst) this.#warn(`Redis cannot be used (${reasonOf(cause)}); trying again.`);
    };
    const onSilence = (): void => {
      failed(new Error('no answer'));
    };
    for (let waitMs = FIRST_MS; !shouldStop(); waitMs = Math.min(2 * waitMs, LAST_MS)) {
      let done: { readonly result: T };
      try {
        const remaining = this.#limitMs - (performance.now() - began);
        const result = await this.#unanswered.wait(call(), remaining, shouldStop, onSilence);
        if (result === STOPPED) return null;
        done = { result };
      } catch (cause) {
        // A bug, or what a caller's own code throws: it would come again.
        const isBug = cause instanceof TypeError || cause instanceof RangeError;
        if (isBug || cause instanceof DeepQError) throw cause;
        // A connection that was closed since nobody needs it any more is no fault.
        if (shouldStop()) return null;
        if (isMistake(cause)) throw refused(cause);
        if (performance.now() - began >= this.#limitMs) throw unreachable(cause, this.#limitMs);
        failed(cause);
        this.#setFull(state, isOutOfMemory(cause));
        await sleep(waitMs);
        continue;
      }
      // Who has heard at once that it was away hears that it is there again. What that throws is no fault
      // of Redis.
      if (state.hasFailed && this.#failing === 1) this.#tell?.('Redis can be used again.');
      return done.result;
    }
    return null;
  }

  #setFull(state: CallState, isFull: boolean): void {
    this.#full += Number(isFull) - Number(state.isFull);
    state.isFull = isFull;
  }

  #warn(warning: string): void {
    if (this.#tell) this.#tell(warning);
    else this.#warnings.push(warning);
  }
}
