import type { TrainingEvent } from 'deepq';
import type { DeployedPolicy } from 'deepq/policy';
import type { ReplayFacts } from './replayFacts.ts';
import type { World } from '../worlds/world.ts';

/** Where a training stands. */
export type Phase = 'idle' | 'starting' | 'running' | 'paused' | 'ended';

/** What a training is of. */
export interface Job {
  readonly world: World;
  readonly recipe: string;
  readonly seed: number;
}

/** What a trainer tells. */
export interface TrainerListener {
  phase(phase: Phase): void;
  event(event: TrainingEvent): void;
  policy(policy: DeployedPolicy, bytes: Uint8Array<ArrayBuffer>): void;
  replay(facts: ReplayFacts): void;
  failed(error: unknown): void;
}

/** Runs a training in a worker. */
export class Trainer {
  speed = Infinity;
  readonly #listener: TrainerListener;

  constructor(listener: TrainerListener) {
    this.#listener = listener;
  }

  /** @param from - A checkpoint of a training, to go on from. */
  start(_job: Job, _from: Uint8Array | null): Promise<void> {
    this.#listener.phase('running');
    return Promise.resolve();
  }

  pause(): void {
    this.#listener.phase('paused');
  }

  resume(): void {
    this.#listener.phase('running');
  }

  /** Ends the training and its worker. */
  stop(): void {
    this.#listener.phase('idle');
  }

  /** The whole training as a file. */
  checkpoint(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(new Uint8Array());
  }
}
