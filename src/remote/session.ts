import { asError } from '../validation/asError.ts';
import { UsageError } from '../errors.ts';
import { toPlainError } from '../plainErrors.ts';
import type { Agent } from '../agents/agent.ts';
import type { Observation } from '../spaces/space.ts';
import { decodeCheckpoint } from '../state/encode.ts';
import { memoryStore } from '../state/memoryStore.ts';
import type { State } from '../state/state.ts';
import type { EndEvent, TrainingEvent } from '../training/events.ts';
import { train } from '../training/train.ts';
import type { Training } from '../training/training.ts';
import type { UpcomingStep } from '../training/upcomingStep.ts';
import { Checkpointed } from './checkpointed.ts';
import { EventSender } from './eventSender.ts';
import { FrameSender } from './frameSender.ts';
import type { FramesMessage, StartMessage } from './messages.ts';
import { Pace } from './pace.ts';
import type { Port } from './port.ts';
import { qValuesOfAsync, returnDistributionOf } from './qValues.ts';
import type { RealTime } from '../live/realTime.ts';
import type { ServedTraining } from './served.ts';

/** Where a training stands, as the page is told. */
export interface Standing {
  readonly environmentSteps: number;
  readonly updates: number;
  /** Which training it is: each `load` begins another, counted from 0. */
  readonly training: number;
}

/** One training after the other, with the same agent and environment: a `load` begins another. */
export class Session {
  readonly #served: ServedTraining;
  readonly #port: Port;
  readonly #pace: Pace;
  readonly #events: EventSender;
  readonly #frames: FrameSender;
  #training: Training | null = null;
  /** The run of the training; settled when it is over, be it with an error. */
  #run: Promise<EndEvent | null> = Promise.resolve(null);
  #upcoming: UpcomingStep | null = null;
  /** Counts the trainings. */
  #number = 0;
  /** Settled when no checkpoint is being loaded. */
  #loading: Promise<unknown> = Promise.resolve();

  constructor(port: Port, time: RealTime, served: ServedTraining, start: StartMessage) {
    this.#served = served;
    this.#port = port;
    this.#pace = new Pace(time, start.speed, start.isPaused);
    const tellsAll = served.train.report !== undefined;
    this.#events = new EventSender(port, time, start.eventsPerSecond, tellsAll);
    this.#frames = new FrameSender(port, time, served.agent, served.environment);
  }

  /** Begins; settled when the first step is to be taken. */
  start(from: Uint8Array | null): Promise<void> {
    return this.#begin(from && decodeCheckpoint(from, { kind: 'training' }));
  }

  standing(): Standing {
    const { environmentSteps, updates } = this.#served.agent;
    return { environmentSteps, updates, training: this.#number };
  }

  /** What the page calls by name. */
  call(name: string, given: readonly unknown[]): unknown {
    switch (name) {
      case 'pause':
        return this.#hold(this.#pace.pause());
      case 'step':
        return this.#hold(this.#loading.then(() => this.#pace.step(given[0] as number)));
      case 'resume':
        this.#pace.resume();
        return;
      case 'speed':
        this.#pace.speed = given[0] as number;
        return;
      case 'stop':
        return this.#stop(given[0] as string | undefined);
      case 'save':
        return this.#save();
      case 'load':
        return this.#loadNext(given[0] as Uint8Array);
      case 'qValues':
        return this.#ofState('qValues', given[0] as Observation | undefined, qValuesOfAsync);
      case 'returnDistribution':
        return this.#ofState(
          'returnDistribution',
          given[0] as Observation | undefined,
          returnDistributionOf,
        );
      case 'frames':
        this.#frames.want(given[0] as FramesMessage | null);
        // Where it is paused, no step comes that would bring one.
        if (this.#upcoming) this.#frames.sendLast(this.#upcoming);
        return;
      case 'method':
        return this.#callMethod(given[0] as string, given[1] as readonly never[]);
      default:
        throw new UsageError(
          `The worker knows no call '${name}': use the same deepq on both sides.`,
        );
    }
  }

  taken(what: 'events' | 'frame'): void {
    if (what === 'events') this.#events.taken();
    else this.#frames.taken();
  }

  #begin(from: State | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const { agent, environment, train: options } = this.#served;
      let isBegun = false;
      const begun = (): void => {
        isBegun = true;
        resolve();
      };
      this.#pace.take();
      const training = train(agent, environment, {
        ...options,
        ...(from && { from }),
        beforeStep: (upcoming) => {
          this.#upcoming = upcoming;
          if (!isBegun) begun();
          this.#frames.offer(upcoming);
          return this.#pace.beforeStep(upcoming.count);
        },
      });
      this.#training = training;
      const number = this.#number;
      this.#run = this.#follow(training).then(
        (end) => {
          begun();
          return end;
        },
        (error: unknown) => {
          const failed = { error: toPlainError(error), training: number } as const;
          if (isBegun) this.#port.post({ deepq: 'failed', ...failed });
          else reject(asError(error));
          return null;
        },
      );
    });
  }

  /** Runs a training to its end, and tells what happens. */
  async #follow(training: Training): Promise<EndEvent | null> {
    let end: EndEvent | null = null;
    try {
      for await (const event of training) {
        // Whoever stopped it is told how it ended, also where another has taken its place.
        if (event.type === 'end') end = event;
        if (this.#training !== training) continue;
        const pending = this.#events.add(this.#withPace(event));
        if (pending) await pending;
      }
    } catch (error) {
      this.#events.flush();
      throw error;
    } finally {
      this.#pace.release();
    }
    if (this.#upcoming) this.#frames.sendLast(this.#upcoming);
    return end;
  }

  /** The time that the steps took, with what the pace has held them up. */
  #withPace(event: TrainingEvent): TrainingEvent {
    if (event.type !== 'steps') return event;
    return { ...event, seconds: event.seconds + this.#pace.takeHeldSeconds() };
  }

  async #hold(held: Promise<void>): Promise<Standing> {
    await held;
    await this.#loading;
    if (this.#upcoming) this.#frames.sendLast(this.#upcoming);
    return this.standing();
  }

  async #stop(message: string | undefined): Promise<EndEvent | null> {
    await this.#loading;
    this.#training?.stop(message);
    this.#pace.release();
    const end = await this.#run;
    // The answer comes after the events that it is the last of.
    await this.#events.sent();
    return end;
  }

  async #save(): Promise<Checkpointed> {
    await this.#loading;
    const store = memoryStore();
    await this.#training!.save(store);
    return new Checkpointed((await store.read()) as Uint8Array<ArrayBuffer>);
  }

  /** One after the other: meanwhile there is no training that could be saved or stopped. */
  #loadNext(bytes: Uint8Array): Promise<Standing> {
    const loaded = this.#loading.then(() => this.#load(bytes));
    this.#loading = loaded.catch(() => undefined);
    return loaded;
  }

  /** What cannot be loaded changes nothing: the training goes on where it was. */
  async #load(bytes: Uint8Array): Promise<Standing> {
    const state = decodeCheckpoint(bytes, { kind: 'training' });
    const training = this.#training!;
    // One that failed in the middle of a step has no state to go back to.
    const before = await training.getState().catch(() => null);
    this.#training = null;
    training.stop();
    this.#pace.release();
    await this.#run;
    this.#number++;
    this.#events.begin(this.#number);
    this.#upcoming = null;
    try {
      await this.#begin(state);
    } catch (error) {
      if (before) await this.#begin(before);
      throw error;
    }
    return this.standing();
  }

  #callMethod(name: string, given: readonly never[]): unknown {
    const { methods = {} } = this.#served;
    if (Object.hasOwn(methods, name)) return methods[name]!(...given);
    const known = Object.keys(methods).join(', ');
    throw new UsageError(
      `The worker has no method '${name}'; ${known === '' ? 'it has none' : `it has ${known}`}. Return it ` +
        'under methods in the function of serveTraining.',
    );
  }

  /** What the agent has to say of a state: of that which it acts upon next, where none is given. */
  async #ofState<Result>(
    name: string,
    given: Observation | undefined,
    compute: (agent: Agent, observation: Observation) => Promise<Result>,
  ): Promise<Result> {
    await this.#loading;
    // Null is no observation, and is refused as any other.
    const of = given === undefined ? this.#upcoming?.current(0).observation : given;
    if (of !== undefined) return compute(this.#served.agent, of);
    throw new UsageError(
      `${name}() has no current state: the training was over before its first step here, as one that was ` +
        `saved at its end is. Call ${name}(observation).`,
    );
  }
}
