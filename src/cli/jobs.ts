import { spawn, type ChildProcess } from 'node:child_process';
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
  // Who ends a job, as a scheduler does, may reach this process alone.
  const children = new Set<ChildProcess>();
  const onEnd = (): void => {
    state.isStopped = true;
    for (const child of children) child.kill('SIGTERM');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onEnd);
  const work = async (): Promise<void> => {
    while (next < jobs.length && !state.isStopped) {
      const index = next++;
      const code = await runJob(jobs[index] as Job, children);
      ended(index, code);
      if (code !== 0) failed.push(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, jobs.length) }, work));
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onEnd);
  return state.isStopped ? jobs.map((_, index) => index) : failed.sort((a, b) => a - b);
}

function runJob({ label, words }: Job, children: Set<ChildProcess>): Promise<number> {
  const [, main = ''] = process.argv;
  // As this process was started, a loader of TypeScript included.
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      process.stderr.write(`${label}: ${line}\n`);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}
