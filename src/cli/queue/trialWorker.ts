import type { Job, Worker } from 'bullmq';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { THREADS } from '../engine.ts';
import { startJob, type JobProcess } from '../jobProcess.ts';
import { folderOf, labelOf, scoreOf, wordsOf } from '../sweep/trialRun.ts';
import { freeFolder } from './freeFolder.ts';
import { PREFIX, type OpenRedis } from './openQueue.ts';
import { packFiles } from './resultFiles.ts';
import { readTrialJob, requireSameTrial, type TrialResult } from './trialJob.ts';

/** What a {@link TrialWorker} needs. */
export interface TrialWorkerParts {
  readonly redis: OpenRedis;
  readonly queue: string;
  /** How many trials at the same time. */
  readonly jobs: number;
  /** Where the folders of sweeps go. */
  readonly out: string;
  /** After how many milliseconds without a sign of life a trial is given to another worker. */
  readonly patience: number;
  readonly say: (line: string) => void;
}

/** How often a trial may be left by workers that are gone, until it counts as failed. */
const MOST_STALLS = 5;

/** Takes trials out of a queue, and plays each in a process of its own. */
export class TrialWorker {
  readonly #parts: TrialWorkerParts;
  readonly #worker: Worker;
  readonly #running = new Set<JobProcess>();
  /** Trials that it has taken, those that wait for their folder among them. */
  #taken = 0;
  #isStopped = false;
  #lastBusy = performance.now();

  constructor(parts: TrialWorkerParts) {
    this.#parts = parts;
    const { redis, queue, jobs, patience, say } = parts;
    this.#worker = new redis.bullmq.Worker(
      queue,
      // With a third parameter BullMQ hands over a signal.
      (job: Job, token?: string, signal?: AbortSignal) => this.#take(job, token, signal),
      {
        ...{ connection: redis.client, prefix: PREFIX, concurrency: jobs },
        ...{ lockDuration: patience, stalledInterval: patience, maxStalledCount: MOST_STALLS },
        ...{ runRetryDelay: 1000, drainDelay: 2 },
      },
    );
    // Of a lost connection the client tells; it comes back by itself.
    this.#worker.on('error', (error) => {
      if (!/ECONN|EPIPE|closed|LOADING/.test(error.message)) say(`worker: ${error.message}`);
    });
    this.#worker.on('stalled', (id) => {
      say(`a trial (${id}) was left by its worker; it is played again`);
    });
    // Whoever was cut off for too long has lost its trials to others.
    this.#worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) this.#worker.cancelJob(id, 'lost');
    });
  }

  /** For how many milliseconds there has been nothing to do. */
  get idleMs(): number {
    return this.#taken > 0 ? 0 : performance.now() - this.#lastBusy;
  }

  /** Ends: each trial saves a checkpoint, and goes back into the queue. */
  async close(): Promise<void> {
    this.#isStopped = true;
    for (const running of this.#running) running.stop();
    await this.#worker.close();
  }

  async #take(job: Job, token?: string, signal?: AbortSignal): Promise<TrialResult> {
    this.#taken++;
    try {
      return await this.#play(job, token, signal);
    } finally {
      this.#taken--;
      this.#lastBusy = performance.now();
    }
  }

  async #play(job: Job, token?: string, signal?: AbortSignal): Promise<TrialResult> {
    const { redis, out, jobs, say } = this.#parts;
    const { UnrecoverableError } = redis.bullmq;
    let trial;
    try {
      trial = readTrialJob(job.data);
    } catch (error) {
      // Another try does not mend it.
      throw new UnrecoverableError((error as Error).message);
    }
    const { run } = trial;
    const folder = folderOf(join(out, trial.sweep), run);
    await freeFolder(folder, signal);
    requireSameTrial(folder, run);
    if (this.#mustStop()) return this.#giveBack(job, token);
    const label = labelOf(run);
    // It was lost while its folder was waited for.
    if (signal?.aborted) throw new Error(`${label} was given to another worker meanwhile`);
    const variables = jobs > 1 ? { [THREADS]: '1' } : {};
    const started = startJob({ label, words: wordsOf(run, folder), variables }, true);
    this.#running.add(started);
    const lose = (): void => {
      say(`${label}: the connection was lost for too long; another worker may have it now`);
      started.stop();
    };
    signal?.addEventListener('abort', lose, { once: true });
    let code: number;
    try {
      code = await started.ended;
    } finally {
      signal?.removeEventListener('abort', lose);
      this.#running.delete(started);
    }
    if (this.#mustStop() && code !== 0) return this.#giveBack(job, token);
    if (code !== 0) throw new Error(`code ${code}: ${started.lastLine().slice(0, 500)}`);
    return {
      score: scoreOf(folder, run.until),
      worker: `${hostname().replaceAll(/[^\w.-]/g, '-')}-${process.pid}`,
      files: run.until === null ? packFiles(folder) : {},
    };
  }

  #mustStop(): boolean {
    return this.#isStopped;
  }

  /** For the next worker; it counts as no attempt. */
  async #giveBack(job: Job, token: string | undefined): Promise<never> {
    await job.moveToWait(token);
    throw new this.#parts.redis.bullmq.WaitingError();
  }
}
