import type { RealTime } from '../live/realTime.ts';

/** So far behind the pace may be, in milliseconds, and still make up for it. */
const CATCH_UP = 100;

/**
 * Decides when a training may take its next step: at once, at so many steps a second, or not
 * before it is resumed. It is asked before each step.
 */
export class Pace {
  readonly #time: RealTime;
  #speed: number;
  #isPaused: boolean;
  /** Steps of a paused training that may be taken all the same. */
  #allowed = 0;
  /** Whether the training is to end, and is held up no more. */
  #isReleased = false;
  /** Milliseconds that the pace alone has held the training up, since they were asked for. */
  #held = 0;
  /** When the next step is due. */
  #due = -Infinity;
  /** Ends the wait that is going on. */
  #wake: () => void = () => undefined;
  /** Whether the training stands before a step. */
  #isHeld = false;
  #whenPaused: (() => void)[] = [];

  constructor(time: RealTime, speed: number, isPaused: boolean) {
    this.#time = time;
    this.#speed = speed;
    this.#isPaused = isPaused;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Steps a second. */
  set speed(speed: number) {
    this.#speed = speed;
    this.#due = -Infinity;
    this.#wake();
  }

  /** A promise where the step has to wait. It runs at every step. */
  beforeStep(steps: number): Promise<void> | undefined {
    if (this.#isReleased) return undefined;
    if (this.#isPaused) {
      if (this.#takeAllowed()) return undefined;
    } else {
      if (this.#speed === Infinity) return undefined;
      if (this.#time.now() >= this.#due) {
        this.#count(steps);
        return undefined;
      }
    }
    return this.#hold(steps);
  }

  /** @returns Settled when the training stands between two steps, or has ended. */
  pause(): Promise<void> {
    this.#isPaused = true;
    this.#allowed = 0;
    this.#wake();
    if (this.#isHeld || this.#isReleased) return Promise.resolve();
    return this.#paused();
  }

  /** As `pause`, after so many more steps, which are taken as fast as they go. */
  step(count: number): Promise<void> {
    this.#isPaused = true;
    if (this.#isReleased) return Promise.resolve();
    this.#allowed += count;
    this.#wake();
    return this.#paused();
  }

  resume(): void {
    this.#isPaused = false;
    this.#allowed = 0;
    this.#due = -Infinity;
    this.#wake();
    // Who waits for a pause that is taken back waits for nothing.
    this.#tellPaused();
  }

  /** Holds up no step any more: the training ends, or has ended. */
  release(): void {
    this.#isReleased = true;
    this.#wake();
    this.#tellPaused();
  }

  /** Seconds that the pace has held the training up since the last call; pauses do not count. */
  takeHeldSeconds(): number {
    const seconds = this.#held / 1000;
    this.#held = 0;
    return seconds;
  }

  /** As it was made: for another training. */
  take(): void {
    this.#isReleased = false;
    this.#allowed = 0;
    this.#due = -Infinity;
  }

  async #hold(steps: number): Promise<void> {
    this.#isHeld = true;
    while (!this.#isReleased) {
      if (this.#isPaused) {
        if (this.#takeAllowed()) break;
        this.#tellPaused();
        await this.#wait(Infinity);
      } else {
        const begun = this.#time.now();
        if (!(this.#due > begun)) break;
        await this.#wait(this.#due - begun);
        this.#held += this.#time.now() - begun;
      }
    }
    this.#isHeld = false;
    this.#count(steps);
  }

  #takeAllowed(): boolean {
    if (this.#allowed === 0) return false;
    this.#allowed--;
    return true;
  }

  /** Settled when the training stands before a step the next time. */
  #paused(): Promise<void> {
    return new Promise((resolve) => this.#whenPaused.push(resolve));
  }

  #count(steps: number): void {
    const now = this.#time.now();
    // Timers come late, by some milliseconds in a browser; the steps after it make up for that.
    const due = this.#due === -Infinity ? now : Math.max(this.#due, now - CATCH_UP);
    this.#due = due + (1000 * steps) / this.#speed;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel =
        milliseconds === Infinity ? null : this.#time.after(milliseconds, () => this.#wake());
      this.#wake = () => {
        cancel?.();
        this.#wake = () => undefined;
        resolve();
      };
    });
  }

  #tellPaused(): void {
    for (const tell of this.#whenPaused.splice(0)) tell();
  }
}
