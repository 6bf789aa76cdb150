import type { Arena, Pointer } from '../arena.ts';
import type { KernelModules } from '../kernels.ts';
import type { Job } from './job.ts';
import { JOB, MAX_CHUNKS, WORDS } from './layout.ts';
import { currentPool, type Pool, type Workplace } from './pool.ts';

/** Chunks for each thread: so many that one who is late takes fewer. */
const CHUNKS_PER_THREAD = 4;
/** Nanoseconds of work below which a job stays with the main thread. */
const WORTHWHILE = 6_000;
/** What share of that a chunk has at least. */
const SMALLEST = 1 / 3;

/** Waits for others that are longer than this, in milliseconds, are not the work's own. */
const LATE = 0.3;
/** Milliseconds alone after such a wait; twice as long after each further one, up to a limit. */
const ALONE_FOR = 5;
const ALONE_AT_MOST = 160;
/** The share of chunks that helpers take at least, of so many, if they have cores. */
const HELPFUL = 0.15;
const JUDGED = 100;

/** The threads of one engine. */
export class Team {
  readonly threads: number;
  readonly #arena: Arena;
  readonly #place: Workplace;
  readonly #names: readonly string[];
  readonly #kernels: readonly ((...given: number[]) => void)[];
  readonly #worthwhile: number;
  #pool: Pool | null = null;
  #slot = 0;
  #isOver = false;
  /** Until when the cores are others', by `performance.now()`; 0 while they are not. */
  #aloneUntil = 0;
  #aloneFor = ALONE_FOR;
  /** Of the last jobs: the chunks that this thread took, and all. */
  #own = 0;
  #all = 0;
  #scratch: Pointer = 0;
  #scratchNumbers = 0;

  /**
   * @param arena - The memory of the engine.
   * @param modules - What its threads compute with.
   * @param exports - All kernels, as the main thread calls them.
   * @param worthwhile - Nanoseconds of work from which on a job is divided.
   */
  constructor(
    threads: number,
    arena: Arena,
    modules: KernelModules,
    exports: WebAssembly.Exports,
    worthwhile: number = WORTHWHILE,
  ) {
    this.#worthwhile = worthwhile;
    this.threads = threads;
    this.#arena = arena;
    this.#place = { memory: arena.memory, ...modules };
    this.#names = Object.keys(exports);
    this.#kernels = Object.values(exports) as ((...given: number[]) => void)[];
  }

  /** Lays out so many numbers for each helper to work in. */
  reserve(numbers: number): void {
    if (numbers <= this.#scratchNumbers) return;
    this.#scratchNumbers = Math.ceil(numbers / 16) * 16 + 16;
    this.#scratch = this.#arena.allocate(this.#scratchNumbers * (this.threads - 1));
  }

  /** Whether so many nanoseconds of work are worth dividing. */
  pays(nanoseconds: number): boolean {
    return nanoseconds >= this.#worthwhile;
  }

  /**
   * Computes a job in chunks, by all threads that are at hand.
   *
   * @param nanoseconds - How long it takes, about.
   * @param total - How much there is of what is divided.
   * @param first - The arguments of the first chunk.
   * @param steps - What each grows by from one to the next of what is divided.
   * @throws {BackendError} If a helper failed, or was lost, in the middle of it.
   */
  run(
    { kernel, countAt, scratchAt, grain }: Job,
    nanoseconds: number,
    total: number,
    first: readonly number[],
    steps: readonly number[],
    chunksPerThread: number = CHUNKS_PER_THREAD,
  ): void {
    const smallest = this.#worthwhile * SMALLEST;
    const index = this.#names.indexOf(kernel);
    const compute = this.#kernels[index] as (...given: number[]) => void;
    const wanted = Math.min(this.threads * chunksPerThread, nanoseconds / smallest, MAX_CHUNKS);
    const size = Math.ceil(total / grain / Math.max(1, Math.floor(wanted))) * grain;
    const chunks = Math.ceil(total / size);
    const pool = chunks > 1 && this.pays(nanoseconds) && !this.#isAlone() ? this.#join() : null;
    const chunk = (from: number, count: number): void => {
      const given = first.map((value, at) => value + from * (steps[at] as number));
      given[countAt] = count;
      compute(...given);
    };
    if (pool === null) {
      chunk(0, total);
      return;
    }
    const { words, job } = pool;
    job[JOB.kernel] = index;
    job[JOB.slot] = this.#slot;
    job[JOB.total] = total;
    job[JOB.size] = size;
    job[JOB.countAt] = countAt;
    job[JOB.scratchAt] = scratchAt;
    job[JOB.scratch] = this.#scratch;
    job[JOB.scratchBytes] = this.#scratchNumbers * 4;
    job[JOB.length] = first.length;
    job[JOB.memoryBytes] = this.#arena.bytes.length;
    for (let at = 0; at < first.length; at++) {
      job[JOB.first + at] = first[at] as number;
      job[JOB.steps + at] = steps[at] as number;
    }
    pool.open(chunks, this.threads - 1);
    try {
      for (let taken = pool.take(); taken >= 0; taken = pool.take()) {
        chunk(taken * size, Math.min(size, total - taken * size));
        Atomics.sub(words, WORDS.unfinished, 1);
        this.#own++;
      }
    } catch (error) {
      // Helpers may still be at work: what they count down must not be the next job's.
      pool.end();
      throw error;
    }
    this.#all += chunks;
    const expected = nanoseconds / 1e6 / chunks;
    const isLate = pool.waitForAll() > LATE + 4 * expected;
    if (isLate || this.#all >= JUDGED) this.#judge(isLate);
  }

  /**
   * A helper whose core is taken away in the middle of a chunk holds all up, and one that
   * gets no core at all takes the time of the main thread. Where other programs want the
   * cores, this thread is sooner done alone.
   *
   * @param isLate - Whether a helper was waited for much longer than a chunk takes.
   */
  #judge(isLate: boolean): void {
    if (isLate || this.#all - this.#own < HELPFUL * this.#all) {
      this.#aloneUntil = performance.now() + this.#aloneFor;
      this.#aloneFor = Math.min(2 * this.#aloneFor, ALONE_AT_MOST);
    } else {
      this.#aloneFor = ALONE_FOR;
    }
    this.#own = 0;
    this.#all = 0;
  }

  #isAlone(): boolean {
    if (this.#aloneUntil === 0) return false;
    if (performance.now() < this.#aloneUntil) return true;
    this.#aloneUntil = 0;
    return false;
  }

  /** Lets the helpers go. */
  leave(): void {
    this.#pool?.leave(this.#slot, this);
    this.#pool = null;
    this.#isOver = true;
  }

  /** The pool, joined with the first job; none where threads cannot be had. */
  #join(): Pool | null {
    if (this.#pool?.isOver) this.leave();
    if (this.#pool === null && !this.#isOver) {
      try {
        const pool = currentPool();
        this.#slot = pool.join(this, this.#place, this.threads - 1);
        this.#pool = pool;
      } catch {
        // Such as a policy that forbids workers: one thread gives the same results.
        this.#isOver = true;
      }
    }
    return this.#pool;
  }
}
