/** What stops a run: Ctrl-C, the end of a job, or a signal of the user's own. */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #onSignal = (name: NodeJS.Signals): void => {
    if (this.#controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
    this.#say(`\nStopping, and saving a checkpoint. ${again(name)}`);
    this.#controller.abort(new Error(`The process received ${name}.`));
  };
  readonly #say: (text: string) => void;

  /** @param say - Tells the user of it. */
  constructor(given: AbortSignal | undefined, say: (text: string) => void) {
    this.#say = say;
    const abort = (): void => {
      this.#controller.abort(given?.reason);
    };
    if (given?.aborted) abort();
    else given?.addEventListener('abort', abort, { once: true, signal: this.#controller.signal });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From here on signals of the system stop the run. */
  handleSignals(): void {
    process.on('SIGINT', this.#onSignal);
    process.on('SIGTERM', this.#onSignal);
  }

  /** Signals are left to others again. */
  release(): void {
    process.off('SIGINT', this.#onSignal);
    process.off('SIGTERM', this.#onSignal);
  }
}

function again(name: NodeJS.Signals): string {
  return name === 'SIGINT' ? 'Press Ctrl-C again to quit at once.' : '';
}
