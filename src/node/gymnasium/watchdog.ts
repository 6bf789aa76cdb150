import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Where `state` says how many waits have begun and ended: odd while one lasts. */
const WAITS = 0;
/** Where it says why a wait was ended: 0 for not at all, 2 because the process had ended, or this. */
const ENDED_WAIT = 1;
const TOO_LATE = 1;

/** Milliseconds that an interrupted process has to say where it is. */
const LAST_WORDS = 100;

/** What runs in the thread. It shares nothing with this module but the numbers above. */
const SOURCE = `
const fs = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { state, pid, output, replies, timeout, maxOutput, keptOutput, lastWords } = workerData;
const period = Math.min(1000, Math.max(20, timeout / 10));
const file = fs.openSync(output, 'a+');
let seen = 0;
let waited = 0;

function attempt(action) {
  try {
    return action();
  } catch {
    // It has ended by itself, or the system does not have what is asked for.
  }
}

/** Whether it ended, and another process that it has left behind keeps the pipe open. */
function hasEnded() {
  const stat = attempt(() => fs.readFileSync('/proc/' + pid + '/stat', 'latin1'));
  if (stat === undefined) return fs.existsSync('/proc/self/stat');
  return stat[stat.lastIndexOf(')') + 2] === 'Z';
}

function endWait(waits) {
  attempt(() => process.kill(-pid, 'SIGKILL'));
  // Where a process that is no longer of the group holds the pipe, a byte ends the wait.
  const isOver = () => Atomics.load(state, 0) !== waits;
  setTimeout(() => {
    if (isOver()) return;
    attempt(() => {
      const pipe = fs.openSync('/proc/self/fd/' + replies, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
      fs.writeSync(pipe, Buffer.alloc(1));
      fs.closeSync(pipe);
    });
  }, 20);
}

function watch() {
  const waits = Atomics.load(state, 0);
  const isSame = waits === seen && (waits & 1) === 1;
  waited = isSame ? waited + period : 0;
  seen = waits;
  if (isSame && Atomics.load(state, 1) === 0) {
    if (hasEnded()) {
      Atomics.store(state, 1, 2);
      endWait(waits);
    } else if (waited >= timeout) {
      Atomics.store(state, 1, 1);
      // Python prints where it is.
      attempt(() => process.kill(pid, 'SIGUSR1'));
      setTimeout(() => endWait(waits), lastWords);
    }
  }
}

function cutOutput() {
  const { size } = fs.fstatSync(file);
  if (size <= maxOutput) return;
  const kept = Buffer.alloc(keptOutput);
  fs.readSync(file, kept, 0, kept.length, size - kept.length);
  fs.ftruncateSync(file, 0);
  fs.writeSync(file, kept);
}

setInterval(() => {
  watch();
  // On a full disk what is printed is of less concern than the watch.
  attempt(cutOutput);
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
  /** The descriptor that the waits read from. */
  readonly replies: number;
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

  static async start(options: WatchdogOptions): Promise<Watchdog> {
    const state = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(SOURCE, {
      eval: true,
      // Loaders of the program are nothing to this thread, and slow.
      execArgv: [],
      env: {},
      workerData: {
        ...options,
        state,
        lastWords: LAST_WORDS,
        maxOutput: 2 ** 22,
        keptOutput: 2 ** 16,
      },
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

  /** Whether it has ended a wait, which then comes to nothing. */
  get hasEndedWait(): boolean {
    return Atomics.load(this.#state, ENDED_WAIT) !== 0;
  }

  /** Whether a wait took too long. */
  get wasTooLate(): boolean {
    return Atomics.load(this.#state, ENDED_WAIT) === TOO_LATE;
  }

  stop(): void {
    void this.#worker.terminate();
  }
}
