import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { EnvironmentError } from '../../errors.ts';
import { atExit } from './atExit.ts';
import { describeEnd, waitForEnd } from './pythonEnd.ts';
import type { ResolvedGymnasiumOptions } from './options.ts';
import { serverSource } from './server.generated.ts';

/** Milliseconds that what a process has written may take to arrive after its end. */
const DRAIN = 200;

/** Milliseconds that a process may take to end. */
const PATIENCE = 500;

const HUNG_UP = 'has closed its end of the connection and was killed';

/** Milliseconds that an interrupted process has to say where it is. */
const LAST_WORDS = 100;

/** A Python process that runs server/*.py. */
export class ServerProcess {
  readonly child: ChildProcess;
  readonly #forget: () => void;
  #ended = false;

  constructor(child: ChildProcess) {
    this.child = child;
    this.#forget = atExit(() => {
      this.kill();
    });
    child.once('exit', () => {
      // What it had started itself goes with it.
      this.kill();
      this.#ended = true;
      // A process that it has left behind may hold the streams open for ever.
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN).unref();
    });
    // It could not be killed: it had ended.
    child.on('error', () => undefined);
    // A program that has come to its end need not wait for this one.
    child.unref();
  }

  /** Ends the process and whatever it has started; a second call does nothing. */
  kill(): void {
    if (this.#ended) return;
    this.#forget();
    killGroup(this.child);
  }

  /** Ends it as `kill` does, after Python has printed where it is. */
  interrupt(): void {
    if (process.platform !== 'win32') this.child.kill('SIGUSR1');
    setTimeout(() => {
      this.kill();
    }, LAST_WORDS);
  }

  /**
   * Waits until it has ended, and says how: 'ended with code 1'. One that does
   * not end within half a second is killed; it has closed its streams.
   */
  async howItEnded(): Promise<string> {
    const { child } = this;
    if (!this.hasEnded) {
      child.ref();
      const patience = new AbortController();
      const timer = setTimeout(() => {
        patience.abort();
        this.kill();
      }, PATIENCE);
      await once(child, 'exit');
      clearTimeout(timer);
      if (patience.signal.aborted) return HUNG_UP;
    }
    return describeEnd({ code: child.exitCode, signal: child.signalCode });
  }

  /**
   * The same in a synchronous call, in which Node does not learn of the end.
   * Waits at most half a second.
   */
  howItEndedNow(): string {
    const { child } = this;
    const end = this.hasEnded
      ? { code: child.exitCode, signal: child.signalCode }
      : waitForEnd(child.pid!, PATIENCE);
    if (end === 'running') return HUNG_UP;
    return end === null ? 'has ended by itself or was killed' : describeEnd(end);
  }

  /** Whether it has ended, as far as Node has learned. */
  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/**
 * Starts the first interpreter that there is.
 *
 * @throws {EnvironmentError} If there is none.
 */
export async function startProcess(
  where: string,
  { pythons, variables }: ResolvedGymnasiumOptions,
  stdio: StdioOptions,
): Promise<ServerProcess> {
  let problem: unknown;
  for (const python of pythons) {
    try {
      // Unbuffered, so that nothing printed is lost; in a group of its own, so
      // that Ctrl-C is left to us and all can be killed at once.
      const child = spawn(python, ['-u', '-X', 'utf8', '-c', serverSource], {
        stdio,
        env: { ...process.env, ...variables },
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      await once(child, 'spawn');
      return new ServerProcess(child);
    } catch (error) {
      problem = error;
    }
  }
  throw new EnvironmentError(
    `${where} needs Python 3 with the package gymnasium, but ${pythons.join(' and ')} could not be ` +
      `started (${String((problem as NodeJS.ErrnoException).code ?? problem)}). Install Python, or give the ` +
      'path of an interpreter as the option python or in the environment variable DEEPQ_PYTHON.',
    { cause: problem },
  );
}

function killGroup(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
