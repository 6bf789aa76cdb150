import { DeepQError } from '../../errors.ts';
import { sleep } from '../sleep.ts';

/** How long is waited before the first and the last trials of a command. */
const FIRST_MS = 50;
const LAST_MS = 1_000;

/** Repeats what has failed, as the server is restarting, or the network is down. */
export class Retry {
  readonly #limitMs: number;
  readonly #tell: ((warning: string) => void) | null;
  readonly #warnings: string[] = [];
  /** Calls that have failed, and are tried again. */
  #failing = 0;

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

  /**
   * Calls until it succeeds.
   *
   * @param shouldStop - Whether nobody needs it any more.
   * @returns What it came to; `null` where it was stopped.
   * @throws {DeepQError} If it does not succeed within the limit.
   */
  async run<T>(call: () => Promise<T>, shouldStop: () => boolean): Promise<T | null> {
    const state = { hasFailed: false };
    try {
      return await this.#try(call, shouldStop, state);
    } finally {
      if (state.hasFailed) this.#failing--;
    }
  }

  async #try<T>(
    call: () => Promise<T>,
    shouldStop: () => boolean,
    state: { hasFailed: boolean },
  ): Promise<T | null> {
    const began = performance.now();
    for (let waitMs = FIRST_MS; !shouldStop(); waitMs = Math.min(2 * waitMs, LAST_MS)) {
      let done: { readonly result: T };
      try {
        const remaining = this.#limitMs - (performance.now() - began);
        const result = await within(call(), remaining, shouldStop);
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
        if (!state.hasFailed) {
          state.hasFailed = true;
          // A server that is full still answers who only reads: that does not make it whole.
          const isFirst = this.#failing++ === 0;
          if (isFirst) this.#warn(`Redis cannot be used (${reasonOf(cause)}); trying again.`);
        }
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

  #warn(warning: string): void {
    if (this.#tell) this.#tell(warning);
    else this.#warnings.push(warning);
  }
}

const STOPPED: unique symbol = Symbol('stopped');

/** A client may keep a command for as long as it is not connected. */
async function within<T>(
  pending: Promise<T>,
  milliseconds: number,
  shouldStop: () => boolean,
): Promise<T | typeof STOPPED> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const began = performance.now();
  const over = new Promise<typeof STOPPED>((resolve, reject) => {
    timer = setInterval(() => {
      if (shouldStop()) resolve(STOPPED);
      else if (performance.now() - began >= milliseconds) reject(new Error('no answer'));
    }, 100);
  });
  try {
    return await Promise.race([pending, over]);
  } finally {
    clearInterval(timer);
  }
}

/** What the server itself refuses, and would refuse again; loading its file is none of it. */
function isMistake(cause: unknown): boolean {
  return /^(?:ERR|WRONGTYPE|NOAUTH|WRONGPASS|NOPERM)$/.test(wordOf(cause) ?? '');
}

/** What the server itself says begins with such a word: OOM where its memory is full, LOADING, READONLY. */
function wordOf(cause: unknown): string | null {
  const message = cause instanceof Error ? cause.message : '';
  // Before version 7 what a command of a script has failed with stood behind words on the script.
  const inside = /^ERR Error running script\b.*: -([A-Z]{3,20})\b/s.exec(message);
  return (inside ?? /^([A-Z]{3,20})\b/.exec(message))?.[1] ?? null;
}

function refused(cause: unknown): DeepQError {
  // Without the cause: clients keep the words of the command with it, a password among them. And without
  // what a server adds on the place in a script.
  const message = (cause as Error).message.replace(/ ?script: [\da-f]{40}.*$/s, '').slice(0, 120);
  const hint =
    wordOf(cause) === 'WRONGTYPE'
      ? '. Another program has a key of the same name: take another name for the run'
      : '';
  return new DeepQError(`Redis refuses a command: ${message}${hint}`);
}

function unreachable(cause: unknown, limitMs: number): DeepQError {
  return new DeepQError(
    `Redis could not be reached for ${Math.round(limitMs / 1000)} s (${reasonOf(cause)}). Start it again, ` +
      'or look at the network; what was sent and saved is not lost, and the same call goes on.',
  );
}

/** A word for it: messages of clients may hold addresses, with what stands before the @. */
export function reasonOf(cause: unknown): string {
  const { code } = Object(cause) as { readonly code?: unknown };
  if (typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code)) return code;
  const message = cause instanceof Error ? cause.message : '';
  if (message === 'no answer' || message === 'Connection timeout') return 'no answer';
  return wordOf(cause) ?? 'connection lost';
}
