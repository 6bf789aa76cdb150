import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Where `state` says how many waits have begun and ended: odd while one lasts. */
const WAITS = 0;
/** Where it says that a wait took too long. */
const BARKED = 1;

/** What runs in the thread. It shares nothing with this module but the numbers above. */
const SOURCE = `
const { fstatSync, ftruncateSync, openSync, readSync, writeSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { state, pid, output, timeout, maxOutput, keptOutput } = workerData;
const period = Math.min(1000, Math.max(20, timeout / 10));
const file = openSync(output, 'a+');
let seen = 0;
let waited = 0;

setInterval(() => {
  const waits = Atomics.load(state, 0);
  waited = waits === seen && (waits & 1) === 1 ? waited + period : 0;
  seen = waits;
  if (waited >= timeout) {
    Atomics.store(state, 1, 1);
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {}
  }
  try {
    const { size } = fstatSync(file);
    if (size > maxOutput) {
      const kept = Buffer.alloc(keptOutput);
      readSync(file, kept, 0, kept.length, size - kept.length);
      ftruncateSync(file, 0);
      writeSync(file, kept);
    }
  } catch {
    // A full disk: what is printed is of less concern than the watch.
  }
}, period);
parentPort.postMessage('ready');
`;

/** What a {@link Watchdog} watches. */
export interface WatchdogOptions {
  /** The process group to kill when a wait takes too long. */
  readonly pid: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** The file of its output, cut off where it grows beyond all measure. */
  readonly output: string;
}

/**
 * A thread that ends another process when we wait for it too long, and so the
 * wait: a blocking read cannot be given a time limit in Node. All it costs at
 * each wait is two numbers in shared memory.
 */
export class Watchdog {
  readonly #worker: Worker;
  readonly #state: Int32Array<SharedArrayBuffer>;

  private constructor(worker: Worker, state: Int32Array<SharedArrayBuffer>) {
    this.#worker = worker;
    this.#state = state;
  }

  static async start({ pid, timeout, output }: WatchdogOptions): Promise<Watchdog> {
    const state = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(SOURCE, {
      eval: true,
      // Loaders of the program are nothing to this thread, and slow.
      execArgv: [],
      env: {},
      workerData: { state, pid, timeout, output, maxOutput: 2 ** 22, keptOutput: 2 ** 16 },
    });
    await once(worker, 'message');
    worker.unref();
    return new Watchdog(worker, state);
  }

  /** Call it right before a wait. */
  waitBegins(): void {
    Atomics.add(this.#state, WAITS, 1);
  }

  /** Call it right after. */
  waitEnds(): void {
    Atomics.add(this.#state, WAITS, 1);
  }

  /** Whether a wait took too long. */
  get hasBarked(): boolean {
    return Atomics.load(this.#state, BARKED) === 1;
  }

  stop(): void {
    void this.#worker.terminate();
  }
}
