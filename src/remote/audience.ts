import type { TrainingEvent } from '../training/events.ts';
import { Backlog } from './backlog.ts';
import { EventListeners } from './eventListeners.ts';
import { EventQueue } from './eventQueue.ts';

type EventType = TrainingEvent['type'];

/** So many events may wait in a loop before the worker is asked for no more. */
const MOST = 1_000;

/**
 * Who hears the events of a training: loops, and functions that are called with them. What came
 * before anybody listened is kept for the first who does: a page is not ready at once.
 */
export class Audience {
  readonly #queues = new Set<EventQueue>();
  readonly #listeners = new EventListeners();
  readonly #backlog = new Backlog();
  /** Types that somebody has listened to; they are kept no more. */
  readonly #heard = new Set<EventType>();
  /** Whether a loop has taken what was kept. */
  #hasLooped = false;
  /** Whether what was kept is about to be handed over. */
  #isHandingOver = false;
  #training = 0;

  /** Whether a loop has fallen far behind. */
  get isLagging(): boolean {
    return [...this.#queues].some(({ size }) => size > MOST);
  }

  /** How many loops there are. */
  get loops(): number {
    return this.#queues.size;
  }

  /** @param onTaken - Called when the loop has asked for an event. */
  events(onTaken: () => void): EventQueue {
    const queue = new EventQueue(onTaken, () => this.#queues.delete(queue));
    this.#queues.add(queue);
    for (const event of this.#backlog.events) queue.push(event);
    this.#hasLooped = true;
    this.#handOverSoon();
    return queue;
  }

  /** @throws {OptionsError} As `EventListeners.on`. */
  on<Type extends EventType>(
    type: Type,
    listener: (event: Extract<TrainingEvent, { readonly type: Type }>) => void,
  ): () => void {
    const end = this.#listeners.on(type, listener);
    this.#handOverSoon();
    return end;
  }

  /** @param training - Which one it is of. */
  tell(event: TrainingEvent, training: number): void {
    this.begin(training);
    for (const queue of this.#queues) queue.push(event);
    // What is kept is told first, so that a listener hears all in their order.
    const isKept = !this.#heard.has(event.type) && (!this.#hasLooped || this.#isHandingOver);
    if (isKept) this.#backlog.add(event);
    else this.#listeners.tell(event);
  }

  /** Another training has begun: what was kept of the one before is of no use. */
  begin(training: number): void {
    if (!(training > this.#training)) return;
    this.#training = training;
    this.#backlog.keepOnly(() => false);
  }

  fail(error: Error): void {
    for (const queue of this.#queues) queue.fail(error);
  }

  finish(): void {
    for (const queue of this.#queues) queue.finish();
  }

  /** When the caller is done, so that all who begin to listen in one go hear the same. */
  #handOverSoon(): void {
    if (this.#isHandingOver) return;
    this.#isHandingOver = true;
    queueMicrotask(() => this.#handOver());
  }

  #handOver(): void {
    this.#isHandingOver = false;
    const events = this.#backlog.events;
    for (const type of this.#listeners.types()) this.#heard.add(type);
    this.#backlog.keepOnly(({ type }) => !this.#hasLooped && !this.#heard.has(type));
    // Nothing happens for a type that has no listener.
    for (const event of events) this.#listeners.tell(event);
  }
}
