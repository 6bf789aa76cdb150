import { isMainThread, workerData, type MessagePort } from 'node:worker_threads';
import type { ActorChannel, WeightsSnapshot } from '../../distributed/channel.ts';
import type { RunSpec } from '../../distributed/runSpec.ts';
import { requireBlock } from '../../distributed/channelArguments.ts';
import { UsageError } from '../../errors.ts';
import { requireSignal } from '../../training/requireParts.ts';
import { SharedControl, type SharedMemory } from './sharedControl.ts';

/** What a thread is started with. */
export interface ThreadData {
  readonly spec: RunSpec;
  readonly shared: SharedMemory;
  readonly port: MessagePort;
  readonly actor: number;
  readonly actors: number;
  /** The most blocks that wait to be learned from. */
  readonly maxQueued: number;
}

/** How long the thread sleeps at most before it looks whether it is to stop. */
const WAIT_MS = 20;

/**
 * In a thread that {@link threadActors} has started: what connects the actor with the learner.
 *
 * @throws {UsageError} Anywhere else.
 * @example
 * ```ts no-run
 * // actor.ts
 * import { runActor } from 'deepq/distributed';
 * import { makeEnvironment } from 'deepq/environments';
 * import { threadChannel } from 'deepq/node';
 *
 * await runActor({ channel: threadChannel(), environment: makeEnvironment('CartPole-v1') });
 * ```
 * @category Distributed
 */
export function threadChannel(): ActorChannel {
  const given = (Object(workerData) as { readonly deepq?: ThreadData }).deepq;
  if (!isMainThread && given) return new ThreadChannel(given);
  throw new UsageError(
    'threadChannel() is for threads that threadActors has started; this is none of them. Call it in the ' +
      'module that you pass to threadActors({ module }).',
  );
}

class ThreadChannel implements ActorChannel {
  readonly actor: number;
  readonly actors: number;
  readonly #data: ThreadData;
  readonly #control: SharedControl;
  #sent = 0;

  constructor(data: ThreadData) {
    this.#data = data;
    this.actor = data.actor;
    this.actors = data.actors;
    this.#control = new SharedControl(data.shared);
  }

  get isStopped(): boolean {
    return this.#control.isStopped;
  }

  join(): Promise<RunSpec | null> {
    return Promise.resolve(this.isStopped ? null : this.#data.spec);
  }

  async send(
    sequence: number,
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<'sent' | 'stopped'> {
    requireBlock(sequence, bytes);
    requireSignal(signal);
    this.#data.port.postMessage(bytes, [bytes.buffer]);
    this.#sent++;
    for (;;) {
      const applied = this.#control.appliedOf(this.actor);
      if (this.isStopped) return 'stopped';
      if (this.#sent - applied < this.#data.maxQueued || signal.aborted) return 'sent';
      this.#control.waitApplied(this.actor, applied, WAIT_MS);
      // A signal of the actor's own comes by the event loop.
      await new Promise(setImmediate);
    }
  }

  weights(version: number): WeightsSnapshot | null {
    return this.#control.weights(version);
  }

  report(): void {
    // The learner counts what arrives.
  }

  close(): Promise<void> {
    this.#data.port.close();
    return Promise.resolve();
  }
}
