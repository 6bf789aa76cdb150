import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { EnvironmentError } from '../../errors.ts';
import { atExit } from './atExit.ts';
import type { ResolvedGymnasiumOptions } from './options.ts';
import { serverSource } from './server.generated.ts';

/** A Python process that runs server.py. */
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

  /** Waits until it has ended, and says how: 'with code 1'. */
  async howItEnded(): Promise<string> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      child.ref();
      await once(child, 'exit');
    }
    if (child.signalCode !== null) return `was killed by ${child.signalCode}`;
    return `ended with code ${child.exitCode}`;
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
