import type { TrainingEvent } from '../training/events.ts';
import type { Port } from './port.ts';
import type { RealTime } from '../live/realTime.ts';
import { ThinEvents } from './thinEvents.ts';

/** So many events may wait for a page that lags; the training then waits, too. */
const MOST = 1_000;

/**
 * Sends events to the page in batches: at most so many batches a second, and none before the
 * page has taken in the one before.
 */
export class EventSender {
  readonly #port: Port;
  readonly #time: RealTime;
  readonly #milliseconds: number;
  /** Whether steps and updates are told as they come, since the training asks for that. */
  readonly #tellsAll: boolean;
  readonly #thin = new ThinEvents();
  #all: TrainingEvent[] = [];
  /** Which training the events are of. */
  #training = 0;
  /** At first there is nothing to take in, but the page may not listen yet: it says so when it does. */
  #isTaken = false;
  #next = -Infinity;
  #cancel: (() => void) | null = null;
  #whenSent: (() => void)[] = [];

  constructor(port: Port, time: RealTime, eventsPerSecond: number, tellsAll: boolean) {
    this.#port = port;
    this.#time = time;
    this.#milliseconds = 1000 / eventsPerSecond;
    this.#tellsAll = tellsAll;
  }

  /** @returns A promise where the training should wait for the page. */
  add(event: TrainingEvent): Promise<void> | undefined {
    if (this.#tellsAll) this.#all.push(event);
    else this.#thin.add(event);
    if (event.type === 'end') this.#next = -Infinity;
    this.#send();
    return this.#waiting < MOST ? undefined : this.sent();
  }

  /** Settled when no event waits any more: all have been sent, or forgotten. */
  async sent(): Promise<void> {
    if (this.#waiting > 0) await new Promise<void>((resolve) => this.#whenSent.push(resolve));
  }

  /** The page listens, and has taken in the last batch, if there was one. */
  taken(): void {
    this.#isTaken = true;
    this.#send();
  }

  /** Sends what there is without waiting for its time. */
  flush(): void {
    this.#isTaken = true;
    this.#next = -Infinity;
    this.#send();
  }

  /** Forgets what has not been sent: of a training that another takes the place of. */
  begin(training: number): void {
    this.#training = training;
    this.#thin.take();
    this.#all = [];
    this.#tellSent();
  }

  get #waiting(): number {
    return this.#all.length + this.#thin.size;
  }

  #send(): void {
    if (!this.#isTaken || this.#waiting === 0) return;
    const now = this.#time.now();
    this.#cancel?.();
    this.#cancel = null;
    if (now < this.#next) {
      this.#cancel = this.#time.after(this.#next - now, () => this.#send());
      return;
    }
    const events = [...this.#all, ...this.#thin.take()];
    this.#all = [];
    this.#isTaken = false;
    this.#next = now + this.#milliseconds;
    this.#port.post({ deepq: 'events', events, training: this.#training });
    this.#tellSent();
  }

  #tellSent(): void {
    for (const tell of this.#whenSent.splice(0)) tell();
  }
}
