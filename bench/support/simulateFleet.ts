import type { Random } from '../../src/random/random.ts';
import { EventHeap } from './eventHeap.ts';
import type { FleetOptions, FleetResult } from './fleetOptions.ts';

/** A block on its way. */
interface Block {
  readonly actor: number;
  readonly madeAt: number;
  /** Of the weights, when its first step was taken. */
  readonly version: number;
}

type Event =
  | { readonly kind: 'made'; readonly actor: number }
  | { readonly kind: 'fetch'; readonly actor: number }
  | { readonly kind: 'redis'; readonly job: RedisJob }
  | { readonly kind: 'learner'; readonly work: Work };

/** What the learner works at: an update, a block, or weights to send. */
type Work = Block | 'update' | 'weights';

/** What Redis works at: a block that comes in, or some that go out; and weights, in and out. */
type RedisJob =
  | { readonly add: Block }
  | { readonly read: readonly Block[] }
  | { readonly publish: number }
  | { readonly fetch: number; readonly askedAt: number };

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
 *
 * The learner has one version of its weights on its way at a time, and sends the latest one next.
 * Actors ask for it while they act; that costs them and Redis time.
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
  /** Of the weights that each actor has, and those at the first step of its block. */
  readonly #held: Float64Array;
  readonly #versionOf: Float64Array;
  /** Time that weights have taken each actor since its last block. */
  readonly #owed: Float64Array;
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
  /** The version that Redis has, and whether one is on its way. */
  #published = 0;
  #publishedAt = -Infinity;
  #isPublishing = false;

  #sums = { learner: 0, redis: 0, wait: 0, lag: 0, lagged: 0, dropped: 0, taken: 0, updates: 0 };

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#draw = options.draw ?? ((mean) => mean);
    this.#room = options.streamBlocks;
    this.#held = new Float64Array(options.actors);
    this.#versionOf = new Float64Array(options.actors);
    this.#owed = new Float64Array(options.actors);
    this.#waitsSince = new Float64Array(options.actors).fill(-1);
  }

  run(): FleetResult {
    const { actors, blocks } = this.#options;
    for (let actor = 0; actor < actors; actor++) {
      // Not all at once, as processes do not start at once.
      this.#startBlock(actor, (actor + 1) / actors);
      const { fetchEvery } = this.#options;
      if (fetchEvery === 0) continue;
      this.#events.add(((actor + 1) / actors) * fetchEvery, { kind: 'fetch', actor });
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
    } else if (event.kind === 'fetch') {
      this.#ask({ fetch: event.actor, askedAt: this.#now });
    } else if (event.kind === 'redis') {
      this.#isRedisBusy = false;
      this.#endRedis(event.job);
      this.#startRedis();
    } else {
      this.#isLearnerBusy = false;
      if (event.work === 'update') this.#updates += 1;
      else if (event.work !== 'weights') this.#inserted += 1;
    }
    this.#read();
    this.#learn();
  }

  #startBlock(actor: number, part = 1): void {
    const { makeBlock, sendBlock, fetchEvery } = this.#options;
    this.#versionOf[actor] = fetchEvery === 0 ? this.#version : (this.#held[actor] as number);
    const time = part * (this.#draw(makeBlock) + sendBlock) + (this.#owed[actor] as number);
    this.#owed[actor] = 0;
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
    const time = this.#timeOf(job);
    this.#isRedisBusy = true;
    this.#sums.redis += time;
    this.#events.add(this.#now + time, { kind: 'redis', job });
  }

  #timeOf(job: RedisJob): number {
    const { redisAdd, redisRead, redisPublish, redisFetch } = this.#options;
    if ('add' in job) return this.#draw(redisAdd);
    if ('read' in job) return this.#draw(redisRead * job.read.length);
    return 'publish' in job ? redisPublish : redisFetch;
  }

  #endRedis(job: RedisJob): void {
    if ('publish' in job) {
      this.#published = job.publish;
      this.#isPublishing = false;
      return;
    }
    if ('fetch' in job) {
      this.#endFetch(job.fetch, this.#now - job.askedAt);
      return;
    }
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

  #endFetch(actor: number, took: number): void {
    const { fetchEvery, pausePerFetch, takeWeights } = this.#options;
    if (this.#held[actor] !== this.#published) this.#owed[actor]! += takeWeights;
    this.#held[actor] = this.#published;
    const pause = Math.max(fetchEvery - took, pausePerFetch * took);
    this.#events.add(this.#now + pause, { kind: 'fetch', actor });
  }

  /** Sends the latest weights, if they are newer than those that were sent last. */
  #publish(): boolean {
    const { fetchEvery, publishEvery } = this.#options;
    if (fetchEvery === 0 || this.#isPublishing || this.#version === this.#published) return false;
    if (this.#now - this.#publishedAt < publishEvery) return false;
    this.#isPublishing = true;
    this.#publishedAt = this.#now;
    this.#ask({ publish: this.#version });
    return true;
  }

  /** The learner's client fetches the next blocks while the learner works at the last ones. */
  #read(): void {
    const { readBlocks } = this.#options;
    if (this.#isReading || this.#stream.length === 0 || this.#arrived.length >= readBlocks) return;
    this.#isReading = true;
    this.#ask({ read: this.#stream.splice(0, readBlocks) });
  }

  #learn(): void {
    const { updatesPerBlock, tolerance, update, sendWeights } = this.#options;
    while (!this.#isLearnerBusy) {
      if (this.#publish()) {
        this.#work(sendWeights, 'weights');
        return;
      }
      const owed = this.#inserted * updatesPerBlock - this.#updates;
      // Updates that are due come first; those ahead of their blocks, when there is nothing else.
      if (owed >= 1) this.#work(update, 'update');
      else if (this.#arrived.length > 0) this.#insert(this.#arrived.shift() as Block);
      else if (updatesPerBlock > 0 && owed - 1 >= -tolerance) this.#work(update, 'update');
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

  #work(time: number, work: Work): void {
    this.#isLearnerBusy = true;
    this.#sums.learner += time;
    if (work === 'update') this.#sums.updates += 1;
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
