import { BackendError } from '../../../errors.ts';
import type { KernelModules } from '../kernels.ts';
import type { HelperMessage } from './helperSource.ts';
import { CONTROL_BYTES, JOB_OFFSET, WORDS } from './layout.ts';
import { startHelper, type Helper } from './startHelper.ts';

/**
 * Seconds without an answer after which a helper counts as lost. A helper that fails says
 * so itself; all others are late because the machine is busy, or have been ended by someone
 * else. So this is much longer than the busiest machine needs for a chunk.
 */
const PATIENCE = 300;
/** Milliseconds that the main thread looks out for the last chunk before it sleeps, where it can. */
const ALERT_FOR = 0.2;
/** Milliseconds of a nap; what takes longer was a pause of the whole program, and does not count. */
const NAP = 100;

/** Jobs are counted in 16 bits. */
const MAX_JOBS = 65_536;

/** The modules and the memory of an engine. */
export interface Workplace extends KernelModules {
  readonly memory: WebAssembly.Memory;
}

/**
 * The threads that help the main one. There is one pool for all engines of a program,
 * since the cores are there once, and the main thread works for one engine at a time. It
 * starts with the first engine that has a job for it, and ends with the last one.
 */
export class Pool {
  readonly words: Int32Array;
  readonly job: Float64Array;
  /** See {@link PATIENCE}; shorter in tests. */
  patience: number = PATIENCE;
  readonly #control = new SharedArrayBuffer(CONTROL_BYTES);
  readonly #helpers: Helper[] = [];
  /** How many helpers each engine has, by its slot. */
  readonly #slots: (number | null)[] = [];
  readonly #canSleep: boolean;
  /** Of engines that nobody disposes of: their memory stays as long as helpers hold it. */
  readonly #abandoned = new FinalizationRegistry<number>((slot) => this.leave(slot));
  #isOver = false;
  #jobs = 0;

  constructor() {
    this.words = new Int32Array(this.#control);
    this.job = new Float64Array(this.#control, JOB_OFFSET);
    this.#canSleep = canSleep(this.words);
  }

  /** Whether it has ended, or lost a helper. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Takes an engine in.
   *
   * @param owner - Whose slot is free again when nothing refers to it any more.
   * @param helpers - How many helpers it wants.
   * @returns Its slot.
   * @throws If the host starts no threads.
   */
  join(owner: object, place: Workplace, helpers: number): number {
    try {
      while (this.#helpers.length < helpers) this.#start();
    } catch (error) {
      if (this.#slots.every((each) => each === null)) this.end();
      throw error;
    }
    const free = this.#slots.indexOf(null);
    const slot = free === -1 ? this.#slots.length : free;
    this.#slots[slot] = helpers;
    for (let index = 0; index < helpers; index++) this.#send(index, { slot, ...place });
    this.#abandoned.register(owner, slot, owner);
    return slot;
  }

  /** Lets an engine go; the last one takes the helpers with it. */
  leave(slot: number, owner?: object): void {
    if (owner) this.#abandoned.unregister(owner);
    const helpers = this.#slots[slot];
    if (this.#isOver || typeof helpers !== 'number') return;
    this.#slots[slot] = null;
    if (this.#slots.every((each) => each === null)) {
      this.end();
      return;
    }
    for (let index = 0; index < helpers; index++) this.#send(index, { slot });
  }

  /** Stops all helpers. */
  end(): void {
    this.#isOver = true;
    for (const helper of this.#helpers) helper.stop();
    this.#helpers.length = 0;
  }

  /** Opens the job that has been written down, and wakes the helpers that sleep. */
  open(chunks: number, helpers: number): void {
    const { words } = this;
    // With a number of its own, so that nobody takes it for an earlier one.
    this.#jobs = (this.#jobs + 1) % MAX_JOBS;
    Atomics.store(words, WORDS.unfinished, chunks);
    Atomics.store(words, WORDS.open, (this.#jobs << 15) | (helpers << 8) | chunks);
    for (let index = 0; index < helpers; index++) this.#ring(index);
  }

  /** Takes a chunk of the open job. Returns its index; −1 if all are taken. */
  take(): number {
    const { words } = this;
    for (;;) {
      const word = Atomics.load(words, WORDS.open);
      const left = word & 255;
      if (left === 0) return -1;
      if (Atomics.compareExchange(words, WORDS.open, word, word - 1) === word) return left - 1;
    }
  }

  /**
   * Waits until all chunks of the job are finished.
   *
   * @returns Milliseconds; 0 for a moment.
   * @throws {BackendError} If a helper failed, or was lost, with one of them.
   */
  waitForAll(): number {
    const { words } = this;
    const start = performance.now();
    let waited = 0;
    let before = start;
    for (let round = 1; Atomics.load(words, WORDS.unfinished) > 0; round++) {
      // Looking at the clock takes longer than a look at the memory.
      if (round % 64 > 0) continue;
      const now = performance.now();
      waited += Math.min(now - before, NAP);
      before = now;
      const failure = Atomics.load(words, WORDS.failure);
      if (failure > 0) this.#give(`failed in the middle of its work: ${this.#reason(failure)}`);
      if (waited > this.patience * 1000) {
        this.#give(
          `has not finished its work for ${this.patience} seconds, and seems to have ended`,
        );
      }
      if (this.#canSleep && now - start > ALERT_FOR) this.#nap();
    }
    // With the last nap; of a wait that never looked at the clock nothing is known but that it was short.
    return before === start ? 0 : performance.now() - start;
  }

  #start(): void {
    const index = this.#helpers.length;
    // Without one of them the engines go on alone, and the next one has a pool of its own.
    this.#helpers.push(startHelper(() => this.end()));
    this.#send(index, { control: this.#control, index });
  }

  #nap(): void {
    const { words } = this;
    Atomics.store(words, WORDS.isAwaited, 1);
    const left = Atomics.load(words, WORDS.unfinished);
    if (left > 0) Atomics.wait(words, WORDS.unfinished, left, NAP);
    Atomics.store(words, WORDS.isAwaited, 0);
  }

  #reason(length: number): string {
    return String.fromCharCode(...this.words.subarray(WORDS.reason, WORDS.reason + length));
  }

  #give(what: string): never {
    this.end();
    throw new BackendError(
      `A worker thread of the engine simd() ${what}. The update ` +
        'may be half done: load the last checkpoint to be sure. From now on the engine goes on with one ' +
        'thread; simd({ threads: 1 }) starts none.',
    );
  }

  #send(index: number, message: HelperMessage): void {
    // Counted first: a helper that had read more than were sent would wait for the next one.
    Atomics.add(this.words, WORDS.messages + index, 1);
    (this.#helpers[index] as Helper).send(message);
    this.#ring(index);
  }

  #ring(index: number): void {
    const bell = WORDS.sleeps + index;
    if (Atomics.load(this.words, bell) === 0) return;
    Atomics.store(this.words, bell, 0);
    Atomics.notify(this.words, bell);
  }
}

/** Whether this thread may sleep: that of a page may not. */
function canSleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, WORDS.isAwaited, 1, 0);
    return true;
  } catch {
    return false;
  }
}

let present: Pool | null = null;

/** The pool of this program; a new one where the last one has ended. */
export function currentPool(): Pool {
  if (present === null || present.isOver) present = new Pool();
  return present;
}
