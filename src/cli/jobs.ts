import { THREADS } from './engine.ts';
import { startJob, type Job, type JobProcess } from './jobProcess.ts';

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
  const oneThread = most > 1 ? { [THREADS]: '1' } : {};
  let next = 0;
  const state = { isStopped: false };
  // A terminal sends Ctrl-C to all of them: each saves a checkpoint, and is waited for.
  const onSignal = (): void => {
    if (state.isStopped) process.exit(130);
    state.isStopped = true;
  };
  // Who ends a job, as a scheduler does, may reach this process alone.
  const running = new Set<JobProcess>();
  const onEnd = (): void => {
    state.isStopped = true;
    for (const job of running) job.stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onEnd);
  const work = async (): Promise<void> => {
    while (next < jobs.length && !state.isStopped) {
      const index = next++;
      const { variables, ...words } = jobs[index] as Job;
      // Threads of several jobs would only wait for each other's cores.
      const job = startJob({ ...words, variables: { ...oneThread, ...variables } });
      running.add(job);
      const code = await job.ended;
      running.delete(job);
      ended(index, code);
      if (code !== 0) failed.push(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, jobs.length) }, work));
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onEnd);
  return state.isStopped ? jobs.map((_, index) => index) : failed.sort((a, b) => a - b);
}
