import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command that runs in a process of its own. */
export interface Job {
  /** What its lines begin with. */
  readonly label: string;
  /** The words after `deepq`. */
  readonly words: readonly string[];
  /** Variables of its environment beside those of this process. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A job that was started. */
export interface JobProcess {
  /** The code that it ended with. */
  readonly ended: Promise<number>;
  /** The last line that it wrote, which tells why it failed. */
  lastLine(): string;
  /** Ends it as a scheduler does: it saves a checkpoint before. */
  stop(): void;
}

/** Set for a process that is to end with the one that started it. */
const FOLLOWS = 'DEEPQ_FOLLOWS_PARENT';

/**
 * Starts a command in a process of its own, as this process was started, and writes its
 * lines to standard error.
 *
 * @param isApart - Whether Ctrl-C in the terminal is kept from it.
 */
export function startJob({ label, words, variables }: Job, isApart = false): JobProcess {
  const [, main = ''] = process.argv;
  // With what this process was given, but for the address of Redis, in which a password may be.
  const { DEEPQ_REDIS: _, ...environment } = process.env;
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...environment, ...variables, [FOLLOWS]: '1' },
    detached: isApart && process.platform !== 'win32',
  });
  let last = '';
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') last = line;
      process.stderr.write(`${label}: ${line}\n`);
    });
  }
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return { ended, lastLine: () => last, stop: () => child.kill('SIGTERM') };
}

/**
 * In a job: saves a checkpoint and ends when the process that started it is gone, as after
 * a SIGKILL. A run that goes on unseen would keep its folder from whoever takes it over.
 */
export function followParent(): void {
  if (process.env[FOLLOWS] !== '1' || !process.channel) return;
  process.once('disconnect', () => {
    // Nobody reads what it writes any more.
    for (const stream of [process.stdout, process.stderr]) {
      stream.removeAllListeners('error').on('error', () => undefined);
    }
    process.kill(process.pid, 'SIGTERM');
  });
  // The channel alone does not keep the process running.
  process.channel.unref();
}
