import type { TrainingEvent } from 'deepq';
import { startTraining, type RemoteTraining, type TrainingFrame } from 'deepq/browser';
import type { ReplayFacts } from './replayFacts.ts';
import { makeWorker } from './makeWorker.ts';
import type { WorkerJob } from '../worker.ts';

/** Where a training stands. */
export type Phase = 'idle' | 'starting' | 'running' | 'paused' | 'ended';

/** What a trainer tells. */
export interface TrainerListener {
  phase(phase: Phase): void;
  event(event: TrainingEvent): void;
  frame(frame: TrainingFrame): void;
  failed(error: unknown): void;
}

/** Runs one training at a time, in a worker of its own. */
export class Trainer {
  readonly #listener: TrainerListener;
  #training: RemoteTraining | null = null;
  #phase: Phase = 'idle';
  #speed = Infinity;
  #endFrames: (() => void) | null = null;
  #wantsFrames = false;

  constructor(listener: TrainerListener) {
    this.#listener = listener;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Steps that the agent has taken. */
  get environmentSteps(): number {
    return this.#training?.environmentSteps ?? 0;
  }

  /** Steps a second; `Infinity` for as fast as it goes. */
  set speed(speed: number) {
    this.#speed = speed;
    if (this.#training) this.#training.speed = speed;
  }

  /** Whether pictures of the training episode are sent. */
  set wantsFrames(wants: boolean) {
    if (wants === this.#wantsFrames) return;
    this.#wantsFrames = wants;
    this.#setFrames();
  }

  /**
   * Begins a training, in place of the one before.
   *
   * @param from - A checkpoint of a training to go on from; it then waits to be resumed.
   */
  async start(job: WorkerJob, from: Uint8Array | null): Promise<void> {
    this.stop();
    this.#enter('starting');
    const worker = await makeWorker();
    try {
      const training = await startTraining(worker, {
        options: job,
        speed: this.#speed,
        isPaused: from !== null,
        eventsPerSecond: 15,
        ...(from && { from }),
      });
      if (this.#phase !== 'starting') {
        training.close();
        return;
      }
      this.#training = training;
      this.#enter(from ? 'paused' : 'running');
      this.#setFrames();
      void this.#follow(training);
    } catch (error) {
      worker.terminate();
      this.#enter('idle');
      throw error;
    }
  }

  async pause(): Promise<void> {
    await this.#training?.pause();
    if (this.#phase === 'running') this.#enter('paused');
  }

  async resume(): Promise<void> {
    if (this.#phase !== 'paused') return;
    await this.#training?.resume();
    this.#enter('running');
  }

  /** Ends the training and its worker. */
  stop(): void {
    this.#endFrames = null;
    this.#training?.close();
    this.#training = null;
    this.#enter('idle');
  }

  /** The whole training as a file; null where there is none. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#ask(async (training) => (await training.save()) as Uint8Array<ArrayBuffer>);
  }

  /** The agent as a policy file; null where there is none. */
  policy(): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#ask((training) => training.call<Uint8Array<ArrayBuffer>>('policy'));
  }

  /** What the replay buffer holds; null where there is none. */
  replay(): Promise<ReplayFacts | null> {
    return this.#ask((training) => training.call<ReplayFacts>('replay'));
  }

  /** Asks the worker; null where it was ended meanwhile. */
  async #ask<T>(question: (training: RemoteTraining) => Promise<T>): Promise<T | null> {
    const training = this.#training;
    if (!training) return null;
    try {
      const answer = await question(training);
      return this.#training === training ? answer : null;
    } catch (error) {
      if (this.#training === training) throw error;
      return null;
    }
  }

  async #follow(training: RemoteTraining): Promise<void> {
    try {
      for await (const event of training) {
        if (this.#training !== training) return;
        this.#listener.event(event);
      }
      if (this.#training === training) this.#enter('ended');
    } catch (error) {
      if (this.#training !== training) return;
      this.stop();
      this.#listener.failed(error);
    }
  }

  #setFrames(): void {
    this.#endFrames?.();
    this.#endFrames = null;
    if (!this.#training || !this.#wantsFrames) return;
    this.#endFrames = this.#training.frames({
      framesPerSecond: 30,
      qValues: true,
      onFrame: (frame) => this.#listener.frame(frame),
    });
  }

  #enter(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#listener.phase(phase);
  }
}
