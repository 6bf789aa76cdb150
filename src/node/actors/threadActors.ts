import {
  calledTooEarly,
  requireBeginning,
  requireWeights,
} from '../../distributed/channelArguments.ts';
import { sleep } from '../../distributed/sleep.ts';
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';
import type {
  Arrival,
  LearnerBeginning,
  LearnerChannel,
  WeightsSnapshot,
} from '../../distributed/channel.ts';
import type { RunSpec } from '../../distributed/runSpec.ts';
import { DeepQError, OptionsError } from '../../errors.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  show,
} from '../../validation/options.ts';
import { isModuleUrl } from '../moduleUrl.ts';
import { typeScriptRemedy } from '../typeScriptInThreads.ts';
import { allocateShared, SharedControl } from './sharedControl.ts';
import type { ThreadData } from './threadChannel.ts';

/**
 * Options of {@link threadActors}.
 *
 * @category Distributed
 */
export interface ThreadActorsOptions {
  /** What each thread runs: a module that calls `runActor({ channel: threadChannel(), … })`. */
  readonly module: URL;
  /** How many threads there are, at least 1. */
  readonly actors: number;
  /**
   * The most blocks of an actor that wait to be learned from, at least 1; then it waits.
   *
   * @default 4
   */
  readonly maxQueued?: number;
  /**
   * Options of Node for the threads, such as `['--import', 'tsx']`.
   *
   * @default those of this process
   */
  readonly execArgv?: readonly string[];
}

/**
 * Actors in threads of this process: the learner's end of their channel. Weights lie in shared
 * memory, and blocks are handed over without a copy. The threads start with the training.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts no-run
 * import { DQNAgent, train } from 'deepq';
 * import { RemoteExperience } from 'deepq/distributed';
 * import { makeEnvironment } from 'deepq/environments';
 * import { threadActors } from 'deepq/node';
 *
 * const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
 * const channel = threadActors({ module: new URL('./actor.js', import.meta.url), actors: 4 });
 * const experience = new RemoteExperience({ agent, channel });
 * await train(agent, experience, { environmentSteps: 50_000 }).finish();
 * await experience.close();
 * ```
 * @category Distributed
 */
export function threadActors(options: ThreadActorsOptions): LearnerChannel {
  const known = ['module', 'actors', 'maxQueued', 'execArgv'];
  rejectUnknownOptions('threadActors', options, known, { count: 'actors', threads: 'actors' });
  const { module, actors, maxQueued = 4, execArgv } = options;
  if (!((module as unknown) instanceof URL) || !isModuleUrl(module)) {
    throw new OptionsError(
      'threadActors module must be a URL that begins with file: or data:, such as ' +
        `new URL('./actor.js', import.meta.url); received ${show(urlText(module))}.`,
    );
  }
  if (execArgv !== undefined && !isTexts(execArgv)) {
    throw new OptionsError(
      "threadActors execArgv must be a list of options of Node, such as ['--import', 'tsx']; received " +
        `${show(execArgv)}.`,
    );
  }
  requireInteger('actors', actors, { min: 1, max: 1_000 });
  requireInteger('maxQueued', maxQueued, { min: 1 });
  return new ThreadActors(module, actors, maxQueued, execArgv);
}

function isTexts(list: unknown): boolean {
  return Array.isArray(list) && list.every((text) => typeof text === 'string');
}

function urlText(module: unknown): unknown {
  return module instanceof URL ? module.href : module;
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** Positions are counted over all threads. */
  readonly actor: number;
}

class ThreadActors implements LearnerChannel {
  readonly isDurable = false;
  readonly isFull = false;
  readonly #module: URL;
  readonly #actors: number;
  readonly #maxQueued: number;
  readonly #execArgv: readonly string[] | undefined;
  #spec: RunSpec | null = null;
  #control: SharedControl | null = null;
  #threads: Thread[] = [];
  #error: DeepQError | null = null;
  #isClosing = false;

  constructor(
    module: URL,
    actors: number,
    maxQueued: number,
    execArgv: readonly string[] | undefined,
  ) {
    this.#module = module;
    this.#actors = actors;
    this.#maxQueued = maxQueued;
    this.#execArgv = execArgv;
  }

  open(beginning: LearnerBeginning): Promise<{ readonly run: string; readonly version: number }> {
    requireBeginning(beginning);
    this.#spec = beginning.spec;
    return Promise.resolve({ run: beginning.spec.run, version: 0 });
  }

  poll(): readonly Arrival[] {
    if (this.#error) throw this.#error;
    const arrivals: Arrival[] = [];
    for (const { port, actor } of this.#threads) {
      for (;;) {
        const received = receiveMessageOnPort(port) as { readonly message: Uint8Array } | undefined;
        if (!received) break;
        arrivals.push({ position: String(actor), bytes: received.message });
      }
    }
    return arrivals;
  }

  async receive(waitMs: number): Promise<readonly Arrival[]> {
    requireNumber('waitMs', waitMs, { min: 0, max: 2 ** 31 });
    const until = performance.now() + waitMs;
    for (;;) {
      const arrivals = this.poll();
      if (arrivals.length > 0 || performance.now() >= until || this.#isClosing) return arrivals;
      await sleep(1);
    }
  }

  applied(position: string): void {
    requireInteger('position', Number(position), { min: 0, max: this.#actors - 1 });
    this.#control?.applied(Number(position));
  }

  acknowledge(): void {
    // Nothing is kept.
  }

  publish(weights: WeightsSnapshot): void {
    requireWeights(weights, this.#control?.parameters ?? null);
    if (!this.#spec) throw calledTooEarly('publish', 'open');
    if (this.#isClosing) return;
    // Of the first ones it is known how many there are.
    if (!this.#control) this.#start(this.#spec, weights);
    else this.#control.publish(weights);
  }

  takeWarnings(): readonly string[] {
    return [];
  }

  finish(): Promise<void> {
    this.#control?.stop();
    return Promise.resolve();
  }

  /** Threads stop by themselves; one that does not within two seconds is ended. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#control?.stop();
    await Promise.all(this.#threads.map(endOf));
    for (const { port } of this.#threads) port.close();
    this.#threads = [];
  }

  #start(spec: RunSpec, weights: WeightsSnapshot): void {
    const shared = allocateShared(this.#actors, weights.values.length);
    const control = new SharedControl(shared);
    this.#control = control;
    control.publish(weights);
    let running = this.#actors;
    this.#threads = Array.from({ length: this.#actors }, (_, actor) => {
      const { port1, port2 } = new MessageChannel();
      const deepq: ThreadData = {
        ...{ spec, shared, port: port2, actor },
        actors: this.#actors,
        maxQueued: this.#maxQueued,
      };
      const worker = new Worker(this.#module, {
        workerData: { deepq },
        transferList: [port2],
        ...(this.#execArgv && { execArgv: [...this.#execArgv] }),
      });
      worker.on('error', (cause) => {
        this.#fail(actor, cause);
      });
      worker.on('exit', (code) => {
        if (this.#isClosing) return;
        running--;
        if (code !== 0) this.#fail(actor, null);
        // One may stop by a signal of its own; without any, the learner would wait for ever.
        else if (running === 0 && !control.isStopped) this.#error ??= allEnded();
      });
      return { worker, port: port1, actor };
    });
  }

  #fail(actor: number, cause: Error | null): void {
    const message = cause?.message ?? 'it said none';
    const remedy = typeScriptRemedy(message, 'actor.ts') ?? 'Mend its module, or its environment.';
    this.#error ??= new DeepQError(
      `The thread of actor ${actor} has ended with an error: ${message}. ${remedy}`,
      { cause },
    );
  }
}

function allEnded(): DeepQError {
  return new DeepQError(
    'All threads of actors have ended before the training. Their module must call ' +
      'runActor({ channel: threadChannel(), environment }), which acts until the training is over.',
  );
}

async function endOf({ worker }: Thread): Promise<void> {
  const ended = new Promise<void>((done) => {
    worker.once('exit', () => {
      done();
    });
  });
  // It may have ended before.
  if (worker.threadId === -1) return;
  const timer = setTimeout(() => void worker.terminate(), 2_000);
  await ended;
  clearTimeout(timer);
}
