import { OptionsError, type WorkerError } from '../errors.ts';
import { fromPlainError } from '../plainErrors.ts';
import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import type { Observation } from '../spaces/space.ts';
import { isBytes } from '../state/bytes.ts';
import { requireMethod } from '../state/requireMethod.ts';
import type { CheckpointReader, CheckpointWriter } from '../state/store.ts';
import type { EndEvent, TrainingEvent } from '../training/events.ts';
import { requireBoolean, requireFunction, requireInteger } from '../validation/options.ts';
import { requirePace } from '../validation/pace.ts';
import { rejectUnknown } from '../validation/rejectUnknown.ts';
import { show } from '../validation/show.ts';
import { Audience } from './audience.ts';
import { Caller } from './caller.ts';
import { Closing } from './closing.ts';
import type { EventQueue } from './eventQueue.ts';
import type { FramesOptions, TrainingFrame } from './frames.ts';
import type { Reply, StartMessage } from './messages.ts';
import { Outcome } from './outcome.ts';
import type { Port, PortFailure } from './port.ts';
import { readCheckpoint } from './readCheckpoint.ts';
import type { RemoteTraining } from './remoteTraining.ts';
import type { Standing } from './session.ts';
import { requireSpeed } from './startOptions.ts';

/** The {@link RemoteTraining} that `startTraining` gives, once its start has been answered. */
export class RunningTraining implements RemoteTraining {
  readonly #caller: Caller;
  readonly #audience = new Audience();
  readonly #closing = new Closing();
  readonly #describe: (failure: PortFailure) => WorkerError;
  #frames: Pick<FramesOptions, 'onFrame'> | null = null;
  #owesTaken = false;
  /** Calls under way that the training has to go on for: it waits for no loop meanwhile. */
  #urgent = 0;
  /** Whether anybody has this object, who could look at how it fails. */
  #isStarted = false;
  #speed: number;
  #isPaused: boolean;
  #isClosed = false;
  #standing: Standing = { environmentSteps: 0, updates: 0, training: 0 };
  readonly #outcome = new Outcome();
  /** Which training has come to its end, or has failed. */
  #over = 0;
  /** Called when the worker has said that it hears, or has failed to. */
  #whenReady: (() => void)[] = [];

  constructor(
    port: Port,
    start: Pick<StartMessage, 'speed' | 'isPaused'>,
    describe: (failure: PortFailure) => WorkerError,
  ) {
    this.#speed = start.speed;
    this.#isPaused = start.isPaused;
    this.#describe = describe;
    this.#caller = new Caller(port, {
      told: (reply) => this.#told(reply),
      failed: (failure) => this.#broken(this.#describe(failure)),
    });
  }

  /** Starts the training; again when the worker says that it hears, which it may not have yet. */
  async begin(start: StartMessage): Promise<void> {
    this.#standing = await new Promise<Standing>((resolve, reject) => {
      const ask = (): void => {
        this.#caller
          .call('start', start)
          .then((standing) => resolve(standing as Standing))
          .catch(reject);
      };
      this.#whenReady.push(ask);
      ask();
    });
    this.#isStarted = true;
    // Events come from now on: those before the first step, too, find whoever listens at once.
    this.#caller.post({ deepq: 'taken', what: 'events' });
  }

  get environmentSteps(): number {
    return this.#standing.environmentSteps;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    this.#speed = requireSpeed(speed);
    this.#tell('speed', speed);
  }

  [Symbol.asyncIterator](): EventQueue {
    return this.events();
  }

  events(): EventQueue {
    const queue = this.#audience.events(() => this.#settleTaken());
    if (this.#outcome.failure) queue.fail(this.#outcome.failure);
    else if (this.#outcome.end) queue.finish();
    return queue;
  }

  on<Type extends TrainingEvent['type']>(
    type: Type,
    listener: (event: Extract<TrainingEvent, { readonly type: Type }>) => void,
  ): () => void {
    return this.#audience.on(type, listener);
  }

  pause(): Promise<void> {
    return this.#closing.quiet(async () => {
      this.#isPaused = true;
      this.#standing = (await this.#callNow('pause')) as Standing;
    });
  }

  step(count = 1): Promise<void> {
    return this.#closing.quiet(async () => {
      requireInteger('step(count): count', count, { min: 1 });
      this.#isPaused = true;
      this.#standing = (await this.#callNow('step', count)) as Standing;
    });
  }

  resume(): Promise<void> {
    return this.#closing.quiet(async () => {
      this.#isPaused = false;
      await this.#caller.call('resume');
    });
  }

  stop(message?: string): Promise<EndEvent> {
    return this.#closing.quiet(() => this.#stop(message));
  }

  finish(): Promise<EndEvent> {
    return this.#closing.quiet(() => this.#outcome.wait());
  }

  save(store?: CheckpointWriter): Promise<Uint8Array> {
    return this.#closing.quiet(async () => {
      // Before the training is held up for it.
      if (store !== undefined) requireMethod('training.save', store, 'write');
      const bytes = (await this.#caller.call('save')) as Uint8Array;
      await store?.write(bytes);
      return bytes;
    });
  }

  load(checkpoint: Uint8Array | CheckpointReader): Promise<void> {
    return this.#closing.quiet(() => this.#load(checkpoint));
  }

  qValues(observation?: Observation): Promise<Float32Array> {
    return this.#closing.quiet(
      async () => (await this.#caller.call('qValues', observation)) as Float32Array,
    );
  }

  returnDistribution(observation?: Observation): Promise<ReturnDistribution> {
    return this.#closing.quiet(
      async () =>
        (await this.#caller.call('returnDistribution', observation)) as ReturnDistribution,
    );
  }

  frames(options: FramesOptions): () => void {
    const known = ['framesPerSecond', 'qValues', 'onFrame'];
    rejectUnknown('frames', options, known, { call: () => '', key: () => '' });
    const { framesPerSecond = 30, qValues = false, onFrame } = options;
    requirePace('framesPerSecond', framesPerSecond);
    requireBoolean('qValues', qValues);
    requireFunction('frames({ onFrame }): onFrame', onFrame);
    // An object of its own: the same function may be given twice.
    const frames = { onFrame };
    this.#frames = frames;
    this.#tell('frames', { framesPerSecond, qValues });
    return () => {
      if (this.#frames !== frames) return;
      this.#frames = null;
      this.#tell('frames', null);
    };
  }

  call<Result>(method: string, ...given: readonly unknown[]): Promise<Result> {
    return this.#closing.quiet(
      async () => (await this.#caller.call('method', method, given)) as Result,
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#caller.end(this.#closing.refusal('The worker was closed by close(); start another one.'));
    this.#audience.finish();
    this.#outcome.takeBack();
    if (!this.#outcome.end) {
      this.#outcome.failure ??= this.#closing.refusal(
        'The training was ended by close() before its end.',
      );
    }
    this.#outcome.tell();
  }

  /** A worker of which nothing is to be hoped for. */
  abandon(why: Error): void {
    this.#caller.end(why);
  }

  async #stop(message: string | undefined): Promise<EndEvent> {
    if (message !== undefined && typeof (message as unknown) !== 'string') {
      throw new OptionsError(
        `stop(message) needs a string, or nothing; received ${show(message)}.`,
      );
    }
    this.#urgent++;
    try {
      // A failure that comes meanwhile is heard here, and told below.
      const finished = this.#outcome.wait();
      finished.catch(() => undefined);
      const end = (await this.#callNow('stop', message)) as EndEvent | null;
      // By the answer: after a `load` in between, the next end is that of another training.
      return end ?? (await finished);
    } catch (error) {
      // What is over has an end, though `close()` has taken the answer away.
      if (this.#outcome.isOver) return await this.#outcome.wait();
      throw error;
    } finally {
      this.#urgent--;
    }
  }

  async #load(checkpoint: Uint8Array | CheckpointReader): Promise<void> {
    // Not awaited where they are there: calls that are made after this one come after it.
    const bytes = isBytes(checkpoint)
      ? checkpoint
      : await readCheckpoint('load(checkpoint)', checkpoint);
    // Before it is answered: events of the training that is loaded may come sooner.
    this.#outcome.putAside();
    try {
      this.#standing = (await this.#callNow('load', bytes)) as Standing;
      this.#audience.begin(this.#standing.training);
      // The end of the training before may have been on its way.
      this.#outcome.begin(this.#over < this.#standing.training);
    } catch (error) {
      this.#outcome.takeBack();
      if (this.#outcome.isOver) this.#outcome.tell();
      throw error;
    }
  }

  #told(reply: Exclude<Reply, { readonly deepq: 'result' | 'error' }>): void {
    switch (reply.deepq) {
      case 'ready':
        for (const tell of this.#whenReady.splice(0)) tell();
        break;
      case 'events':
        this.#owesTaken = true;
        for (const event of reply.events) this.#take(event, reply.training);
        this.#settleTaken();
        break;
      case 'frame':
        void this.#show(reply.frame);
        break;
      case 'failed':
        this.#over = reply.training;
        this.#fail(fromPlainError(reply.error));
    }
  }

  #take(event: TrainingEvent, training: number): void {
    // The answer to a call may have told of more steps than events that come after it.
    const environmentSteps = Math.max(this.#standing.environmentSteps, event.environmentSteps);
    this.#standing = { ...this.#standing, environmentSteps };
    if (event.type === 'end') {
      this.#outcome.end = event;
      this.#over = training;
    }
    this.#audience.tell(event, training);
    if (event.type === 'end') this.#outcome.tell();
  }

  async #show(frame: TrainingFrame): Promise<void> {
    try {
      await this.#frames?.onFrame(frame);
    } finally {
      this.#caller.post({ deepq: 'taken', what: 'frame' });
    }
  }

  /** The worker sends no more events before it hears that these are taken. */
  #settleTaken(): void {
    if (!this.#owesTaken) return;
    if (this.#urgent === 0 && this.#audience.isLagging) return;
    this.#owesTaken = false;
    this.#caller.post({ deepq: 'taken', what: 'events' });
  }

  /**
   * A call that is answered when the training has come to a certain place. Who makes it in a loop
   * over events takes none meanwhile, and must not be waited for.
   */
  async #callNow(name: string, ...given: readonly unknown[]): Promise<unknown> {
    this.#urgent++;
    try {
      const answer = this.#caller.call(name, ...given);
      this.#settleTaken();
      return await answer;
    } finally {
      this.#urgent--;
    }
  }

  /** A call whose answer nobody waits for; its error ends the training for those who listen. */
  #tell(name: string, value: unknown): void {
    if (this.#isClosed) return;
    this.#caller.call(name, value).catch((error: unknown) => {
      if (!this.#outcome.isOver && !this.#isClosed) this.#fail(error as Error);
    });
  }

  /** Calls are refused from now on; a training that has come to its end stays that. */
  #broken(error: WorkerError): void {
    this.#caller.end(error);
    this.#outcome.takeBack();
    if (!this.#outcome.end) this.#fail(error);
  }

  #fail(error: Error): void {
    this.#outcome.failure = error;
    const isHeard = this.#audience.loops > 0 || this.#outcome.isAwaited;
    this.#audience.fail(error);
    this.#outcome.tell();
    // Not lost: the host reports it as it does every promise that nobody has looked at.
    if (this.#isStarted && !isHeard) void Promise.reject(error);
  }
}
