import { runJobs } from '../jobs.ts';
import type { RunPlayer } from './sweep.ts';
import { folderOf, labelOf, scoreOf, wordsOf, type TrialRun } from './trialRun.ts';

/**
 * Plays runs in processes of this machine.
 *
 * @param folder - The sweep's.
 * @param jobs - How many at the same time.
 */
export function localRuns(folder: string, jobs: number): RunPlayer {
  return {
    async play(runs, ended) {
      const made = runs.map((run) => ({
        label: labelOf(run),
        words: wordsOf(run, folderOf(folder, run)),
      }));
      await runJobs(made, jobs, (index, code) => {
        // Stopped by Ctrl-C, with a checkpoint: the next call goes on with it.
        if (code === 130) return;
        const run = runs[index] as TrialRun;
        ended(run, code === 0 ? scoreOf(folderOf(folder, run), run.until) : null);
      });
    },
  };
}
