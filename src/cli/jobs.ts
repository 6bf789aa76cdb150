import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A command that runs in a process of its own. */
export interface Job {
  /** What its lines begin with. */
  readonly label: string;
  /** The words after `deepq`. */
  readonly words: readonly string[];
}

/**
 * Runs commands in processes of their own, so many at a time.
 *
 * @param ended - Called whenever one of them has come to its end.
 * @returns The indices of those that failed.
 */
export async function runJobs(
  jobs: readonly Job[],
  most: number,
  ended: (index: number, code: number) => void = () => undefined,
): Promise<readonly number[]> {
  const failed: number[] = [];
  let next = 0;
  const state = { isStopped: false };
  // A terminal sends Ctrl-C to all of them: each saves a checkpoint, and is waited for.
  const onSignal = (): void => {
    if (state.isStopped) process.exit(130);
    state.isStopped = true;
  };
  process.on('SIGINT', onSignal);
  const work = async (): Promise<void> => {
    while (next < jobs.length && !state.isStopped) {
      const index = next++;
      const code = await runJob(jobs[index] as Job);
      ended(index, code);
      if (code !== 0) failed.push(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, jobs.length) }, work));
  process.off('SIGINT', onSignal);
  return state.isStopped ? jobs.map((_, index) => index) : failed.sort((a, b) => a - b);
}

function runJob({ label, words }: Job): Promise<number> {
  const [, main = ''] = process.argv;
  // As this process was started, a loader of TypeScript included.
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      process.stderr.write(`${label}: ${line}\n`);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
