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
  /** Of the learner's process, for weights that it sends. */
  readonly sendWeights: number;
  /** Of Redis, for weights that come in, and for those that go out to an actor. */
  readonly redisPublish: number;
  readonly redisFetch: number;
  /** Of an actor's process, for weights that it takes over. */
  readonly takeWeights: number;
  /** The least time between two publications. */
  readonly publishEvery: number;
  /** From when an actor asks for weights to when it asks again, at least; 0: all have the latest ones at once. */
  readonly fetchEvery: number;
  /** The least pause after a fetch, in times of how long it took. */
  readonly pausePerFetch: number;
  /** A block whose weights are older than so many versions is dropped. */
  readonly mostVersions: number;
  /** Blocks to take until it ends; a tenth of them is left out of the result. */
  readonly blocks: number;
  /**
   * Draws a time with a mean. Every time of `makeBlock`, `redisAdd`, `redisRead` and `insertBlock` goes
   * through it.
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
