import type { Random } from '../../src/random/random.ts';
import { EventHeap } from './eventHeap.ts';

/** What is simulated. Times in microseconds. */
export interface FleetOptions {
  readonly actors: number;
  /** Of an actor, from one block to the next: its environment's steps and its choices. */
  readonly makeBlock: number;
  /** Of an actor's process, for a block that it sends. */
  readonly sendBlock: number;
  /** Of Redis, for a block that is added. */
  readonly redisAdd: number;
  /** Of Redis, for a block that is read, and trimmed later. */
  readonly redisRead: number;
  /** Of the learner, to take a block and to put its steps into the replay. */
  readonly insertBlock: number;
  /** Of the learner, for an update. */
  readonly update: number;
  /** Updates for each block: what the rate limiter holds. */
  readonly updatesPerBlock: number;
  /** How many updates the learner may be ahead while it waits for blocks. */
  readonly tolerance: number;
  /** Blocks that wait for the learner at most, read or not; actors wait for room. */
  readonly streamBlocks: number;
  /** Blocks that a read takes at most. */
  readonly readBlocks: number;
  /** Updates between two versions of the weights. */
  readonly updatesPerVersion: number;
  /** A block whose weights are older than so many versions is dropped. */
  readonly mostVersions: number;
  /** Blocks to take until it ends; a tenth of them is left out of the result. */
  readonly blocks: number;
  /**
   * Draws a time with a mean. Every time of `makeBlock`, `redisAdd`, `redisRead` and
   * `insertBlock` goes through it.
   *
   * @default the mean itself
   */
  readonly draw?: (mean: number) => number;
}

/** What came of it, over the time after the beginning. */
export interface FleetResult {
  /** Blocks that the learner has taken in each second. */
  readonly blocksPerSecond: number;
  readonly updatesPerSecond: number;
  /** The share of the time in which the learner updates or inserts. */
  readonly learnerBusy: number;
  /** The share of the time in which Redis works. */
  readonly redisBusy: number;
  /** The share of the actors' time in which they wait for room or for Redis. */
  readonly actorsWait: number;
  /** Microseconds from the end of a block to its first use, in the mean. */
  readonly lag: number;
  /** The share of the blocks that were too old. */
  readonly dropped: number;
}

/** A block on its way. */
interface Block {
  readonly actor: number;
  readonly madeAt: number;
  /** Of the weights, when its first step was taken. */
  readonly version: number;
}

type Event =
  | { readonly kind: 'made'; readonly actor: number }
  | { readonly kind: 'redis'; readonly job: RedisJob }
  | { readonly kind: 'learner'; readonly work: Block | null };

/** What Redis works at: a block that comes in, or some that go out. */
type RedisJob = { readonly add: Block } | { readonly read: readonly Block[] };

/** Exponentially distributed times, as queueing theory has them. */
export function exponentialTimes(random: Random): (mean: number) => number {
  return (mean) => -mean * Math.log(1 - random.uniform());
}

/**
 * Simulates actors that send blocks over one Redis to one learner, event by event.
 *
 * Each actor makes a block, waits until there is room in the stream and Redis has taken it,
 * and makes the next one. Redis does one thing at a time, in the order in which it was
 * asked. The learner has one read on its way as long as there is something to read; it
 * inserts and updates one after the other, and is held to `updatesPerBlock`.
 */
export function simulateFleet(options: FleetOptions): FleetResult {
  return new Fleet(options).run();
}

class Fleet {
  readonly #options: FleetOptions;
  readonly #draw: (mean: number) => number;
  readonly #events = new EventHeap<Event>();
  #now = 0;
  /** Since when sums are kept. */
  #from = 0;
  readonly #versionOf: Float64Array;
  readonly #waitsSince: Float64Array;

  readonly #outside: Block[] = [];
  #room: number;
  readonly #stream: Block[] = [];
  #isReading = false;

  readonly #redisQueue: RedisJob[] = [];
  #isRedisBusy = false;

  readonly #arrived: Block[] = [];
  #isLearnerBusy = false;
  #taken = 0;
  #inserted = 0;
  #updates = 0;

  #sums = { learner: 0, redis: 0, wait: 0, lag: 0, lagged: 0, dropped: 0, taken: 0, updates: 0 };

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#draw = options.draw ?? ((mean) => mean);
    this.#room = options.streamBlocks;
    this.#versionOf = new Float64Array(options.actors);
    this.#waitsSince = new Float64Array(options.actors).fill(-1);
  }

  run(): FleetResult {
    const { actors, blocks } = this.#options;
    for (let actor = 0; actor < actors; actor++) {
      // Not all at once, as processes do not start at once.
      this.#startBlock(actor, (actor + 1) / actors);
    }
    while (this.#taken < blocks) {
      const next = this.#events.take();
      if (!next) throw new Error('Nothing is left to happen: everybody waits for another.');
      this.#now = next.time;
      this.#happen(next.value);
      if (this.#from === 0 && this.#taken >= blocks / 10) this.#begin();
    }
    return this.#result();
  }

  #happen(event: Event): void {
    if (event.kind === 'made') {
      const { actor } = event;
      const version = this.#versionOf[actor] as number;
      this.#waitsSince[actor] = this.#now;
      this.#outside.push({ actor, madeAt: this.#now, version });
      this.#letIn();
    } else if (event.kind === 'redis') {
      this.#isRedisBusy = false;
      this.#endRedis(event.job);
      this.#startRedis();
    } else {
      this.#isLearnerBusy = false;
      if (event.work === null) this.#updates += 1;
      else this.#inserted += 1;
    }
    this.#read();
    this.#learn();
  }

  #startBlock(actor: number, part = 1): void {
    const { makeBlock, sendBlock } = this.#options;
    this.#versionOf[actor] = this.#version;
    const time = part * (this.#draw(makeBlock) + sendBlock);
    this.#events.add(this.#now + time, { kind: 'made', actor });
  }

  get #version(): number {
    return Math.floor(this.#updates / this.#options.updatesPerVersion);
  }

  /** Those that wait for room in the stream, in their order. */
  #letIn(): void {
    while (this.#room > 0 && this.#outside.length > 0) {
      this.#room -= 1;
      this.#ask({ add: this.#outside.shift() as Block });
    }
  }

  #ask(job: RedisJob): void {
    this.#redisQueue.push(job);
    this.#startRedis();
  }

  #startRedis(): void {
    if (this.#isRedisBusy) return;
    const job = this.#redisQueue.shift();
    if (!job) return;
    const { redisAdd, redisRead } = this.#options;
    const time = 'add' in job ? this.#draw(redisAdd) : this.#draw(redisRead * job.read.length);
    this.#isRedisBusy = true;
    this.#sums.redis += time;
    this.#events.add(this.#now + time, { kind: 'redis', job });
  }

  #endRedis(job: RedisJob): void {
    if ('read' in job) {
      this.#isReading = false;
      this.#arrived.push(...job.read);
      return;
    }
    const { actor } = job.add;
    this.#stream.push(job.add);
    this.#sums.wait += this.#now - (this.#waitsSince[actor] as number);
    this.#waitsSince[actor] = -1;
    this.#startBlock(actor);
  }

  /** The learner's client fetches the next blocks while the learner works at the last ones. */
  #read(): void {
    const { readBlocks } = this.#options;
    if (this.#isReading || this.#stream.length === 0 || this.#arrived.length >= readBlocks) return;
    this.#isReading = true;
    this.#ask({ read: this.#stream.splice(0, readBlocks) });
  }

  #learn(): void {
    const { updatesPerBlock, tolerance, update } = this.#options;
    while (!this.#isLearnerBusy) {
      const owed = this.#inserted * updatesPerBlock - this.#updates;
      // Updates that are due come first; those ahead of their blocks, when there is nothing else.
      if (owed >= 1) this.#work(update, null);
      else if (this.#arrived.length > 0) this.#insert(this.#arrived.shift() as Block);
      else if (updatesPerBlock > 0 && owed - 1 >= -tolerance) this.#work(update, null);
      else return;
    }
  }

  #insert(block: Block): void {
    const { mostVersions, insertBlock } = this.#options;
    this.#taken += 1;
    this.#sums.taken += 1;
    this.#room += 1;
    this.#letIn();
    if (this.#version - block.version > mostVersions) {
      this.#sums.dropped += 1;
      return;
    }
    this.#sums.lag += this.#now - block.madeAt;
    this.#sums.lagged += 1;
    this.#work(this.#draw(insertBlock), block);
  }

  #work(time: number, work: Block | null): void {
    this.#isLearnerBusy = true;
    this.#sums.learner += time;
    if (work === null) this.#sums.updates += 1;
    this.#events.add(this.#now + time, { kind: 'learner', work });
  }

  /** From here on sums are kept: the beginning is like no other time. */
  #begin(): void {
    this.#from = this.#now;
    this.#sums = {
      learner: 0,
      redis: 0,
      wait: 0,
      lag: 0,
      lagged: 0,
      dropped: 0,
      taken: 0,
      updates: 0,
    };
    for (const [actor, since] of this.#waitsSince.entries()) {
      if (since >= 0) this.#waitsSince[actor] = this.#now;
    }
  }

  #result(): FleetResult {
    const time = this.#now - this.#from;
    const { learner, redis, lag, lagged, dropped, taken, updates } = this.#sums;
    // Those that wait at the end have waited until now.
    const wait = this.#waitsSince.reduce(
      (sum, since) => sum + (since >= 0 ? this.#now - since : 0),
      this.#sums.wait,
    );
    return {
      blocksPerSecond: (taken / time) * 1e6,
      updatesPerSecond: (updates / time) * 1e6,
      learnerBusy: Math.min(1, learner / time),
      redisBusy: Math.min(1, redis / time),
      actorsWait: wait / (time * this.#options.actors),
      lag: lagged === 0 ? 0 : lag / lagged,
      dropped: taken === 0 ? 0 : dropped / taken,
    };
  }
}
