import type { Job, Queue } from 'bullmq';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunPlayer } from '../sweep/sweep.ts';
import { folderOf, labelOf, type TrialRun } from '../sweep/trialRun.ts';
import { unpackFiles } from './resultFiles.ts';
import { jobIdOf, readTrialResult, type TrialJob } from './trialJob.ts';

/** What {@link QueueRuns} needs. */
export interface QueueRunsParts {
  readonly queue: Queue;
  /** The sweep's folder; its last part is the sweep's name. */
  readonly folder: string;
  /** Tells sweeps of the same name apart. */
  readonly id: string;
  /** How often a run is tried before it counts as failed. */
  readonly attempts: number;
  /** How long Redis may be silent, in milliseconds. */
  readonly patience: number;
  /** Tells the user something. */
  readonly say: (line: string) => void;
}

/** How often results are asked for, in milliseconds. */
const POLL_MS = 500;
/** How many polls there are between two looks for runs that Redis has forgotten. */
const POLLS_PER_CHECK = 10;
/** Up to so many runs, each is looked for. */
const MOST_CHECKED = 200;

/**
 * Plays runs by workers, over a queue of BullMQ. A result is taken out of the queue after
 * it was written down, so that neither end loses one by a crash; that it may come twice does
 * no harm, as the journal takes it once.
 */
export class QueueRuns implements RunPlayer {
  readonly #parts: QueueRunsParts;
  #isStopped = false;
  /** How many results there were after the last look, all of other sweeps. */
  #others = 0;

  constructor(parts: QueueRunsParts) {
    this.#parts = parts;
  }

  /** Ends {@link play}. What is in the queue stays there, and workers go on with it. */
  stop(): void {
    this.#isStopped = true;
  }

  async play(
    runs: readonly TrialRun[],
    ended: (run: TrialRun, score: number | null) => void,
  ): Promise<void> {
    const open = new Map(runs.map((run) => [jobIdOf(this.#job(run)), run]));
    let heard = performance.now();
    for (let poll = 0; open.size > 0 && !this.#isStopped; poll++) {
      try {
        await withinSeconds(10, this.#poll(open, ended, poll % POLLS_PER_CHECK === 0));
        heard = performance.now();
      } catch (error) {
        if (!isAbsence(error)) throw error;
        if (performance.now() - heard > this.#parts.patience) {
          this.#parts.say('Redis was silent for too long. The same command goes on.');
          return;
        }
      }
      if (open.size > 0) await wait(POLL_MS);
    }
  }

  async #poll(
    open: Map<string, TrialRun>,
    ended: (run: TrialRun, score: number | null) => void,
    isCheck: boolean,
  ): Promise<void> {
    const { queue, id } = this.#parts;
    if (isCheck) await this.#addMissing(open);
    const count = await queue.getJobCountByTypes('completed', 'failed');
    // There may be thousands of others, and a result may be large: only what may have changed is looked at.
    if (count === this.#others && !isCheck) return;
    this.#others = 0;
    for (const state of ['completed', 'failed'] as const) {
      for (const jobId of await queue.getRanges([state], 0, -1)) {
        if (!jobId.startsWith(`${id}-`)) {
          this.#others++;
          continue;
        }
        const job = (await queue.getJob(jobId)) as Job | undefined;
        // It was removed in the meantime.
        if (!job) continue;
        const run = open.get(jobId);
        if (run) ended(run, this.#take(run, job, state));
        open.delete(jobId);
        await job.remove();
      }
    }
  }

  /** Puts runs into the queue that are not there: at the beginning, or after a Redis without a file. */
  async #addMissing(open: ReadonlyMap<string, TrialRun>): Promise<void> {
    const { queue, attempts } = this.#parts;
    if (await this.#holds([...open.keys()])) return;
    await queue.addBulk(
      [...open].map(([jobId, run]) => ({
        name: 'trial',
        data: this.#job(run),
        opts: { jobId, attempts, backoff: { type: 'exponential', delay: 1000 } },
      })),
    );
  }

  async #holds(ids: readonly string[]): Promise<boolean> {
    // Redis forgets all, or the last ones: of very many, the ends tell.
    const some = ids.length <= MOST_CHECKED ? ids : [ids[0] as string, ids.at(-1) as string];
    const found = await Promise.all(some.map((id) => this.#parts.queue.getJob(id)));
    return found.every((job) => job !== undefined);
  }

  #take(run: TrialRun, job: Job, state: 'completed' | 'failed'): number | null {
    const result = state === 'completed' ? readTrialResult(job.returnvalue) : null;
    if (!result) {
      const why = state === 'failed' ? job.failedReason : 'the answer of its worker is none';
      this.#parts.say(`${labelOf(run)}: failed: ${why}`);
      return null;
    }
    if (run.until === null) unpackFiles(folderOf(this.#parts.folder, run), result.files);
    const rung = run.until === null ? '' : ` after ${run.until} steps`;
    this.#parts.say(`${labelOf(run)}: ${result.score ?? 'no score'}${rung}, by ${result.worker}`);
    return result.score;
  }

  #job(run: TrialRun): TrialJob {
    const sweep = basename(this.#parts.folder)
      .replaceAll(/[^\w.-]/g, '-')
      .replace(/^\W+/, '');
    return { sweep: sweep === '' ? 'sweep' : sweep.slice(0, 200), id: this.#parts.id, run };
  }
}

/** Redis does not answer: a client without a connection keeps commands until there is one. */
class Silence extends Error {}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Silence('Redis does not answer'));
    }, seconds * 1000);
  });
  // What comes late is nobody's any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether an error says that Redis is away, or has just begun. */
function isAbsence(error: unknown): boolean {
  if (error instanceof Silence) return true;
  const { code, message } = Object(error) as Partial<NodeJS.ErrnoException>;
  return /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|Connection is closed|LOADING/.test(
    `${code} ${message}`,
  );
}
