import type { Block, BlockProblem } from './blocks/block.ts';
import { readBlock, type ExpectedBlocks } from './blocks/readBlock.ts';
import type { Arrival, LearnerChannel } from './channel.ts';
import { requireArrivals } from './channelAnswers.ts';

/** A block that was read, or what is wrong with it. */
export interface ReadArrival {
  readonly position: string;
  readonly block: Block | BlockProblem;
}

/** A block that waits, and its length. */
interface Waiting {
  readonly arrival: ReadArrival;
  readonly bytes: number;
}

/** Steps that are read ahead: enough for the time between two turns of the event loop. */
const MOST_STEPS_AHEAD = 20_000;
/** Of large observations so many steps would fill the memory. */
const MOST_BYTES_AHEAD = 64 * 2 ** 20;
/** How long one wait for a channel lasts at most, so that a stop is seen. */
const WAIT_MS = 50;

/**
 * Reads blocks ahead from a channel, as far as room is for them: a channel over the network
 * brings them while the learner is at work.
 */
export class Arrivals {
  readonly #channel: LearnerChannel;
  readonly #expected: ExpectedBlocks;
  #queue: Waiting[] = [];
  #next = 0;
  #stepsAhead = 0;
  #bytesAhead = 0;
  #pending: Promise<void> | null = null;
  #error: Error | null = null;
  #isClosed = false;

  constructor(channel: LearnerChannel, expected: ExpectedBlocks) {
    this.#channel = channel;
    this.#expected = expected;
  }

  /** How many blocks are there. */
  get waiting(): number {
    return this.#queue.length - this.#next;
  }

  /**
   * The next block, or null where none is there yet.
   *
   * @throws What the channel has failed with.
   */
  take(): ReadArrival | null {
    // What `receive` has taken already, and not handed over yet, comes before what is there now.
    if (this.waiting === 0 && this.#pending === null)
      this.#add(requireArrivals('poll()', this.#channel.poll()));
    if (this.#error !== null) throw this.#error;
    if (this.#stepsAhead < MOST_STEPS_AHEAD && this.#bytesAhead < MOST_BYTES_AHEAD) {
      void this.#read();
    }
    const waiting = this.#queue[this.#next];
    if (!waiting) return null;
    const { arrival, bytes } = waiting;
    this.#next++;
    if (this.#next === this.#queue.length) {
      this.#queue = [];
      this.#next = 0;
    }
    this.#bytesAhead -= bytes;
    if (typeof arrival.block !== 'string') this.#stepsAhead -= arrival.block.steps;
    return arrival;
  }

  /** Settles when a block has come, or after a short while. */
  async wait(): Promise<void> {
    await this.#read();
  }

  close(): void {
    this.#isClosed = true;
  }

  #read(): Promise<void> {
    if (this.#isClosed || this.#error !== null) return Promise.resolve();
    return (this.#pending ??= this.#receive());
  }

  async #receive(): Promise<void> {
    try {
      const found = await this.#channel.receive(WAIT_MS);
      this.#add(requireArrivals('receive(waitMs)', found));
    } catch (error) {
      this.#error = error as Error;
    } finally {
      this.#pending = null;
    }
  }

  #add(arrivals: readonly Arrival[]): void {
    for (const { position, bytes } of arrivals) {
      const block = readBlock(bytes, this.#expected);
      if (typeof block !== 'string') this.#stepsAhead += block.steps;
      this.#bytesAhead += bytes.length;
      this.#queue.push({ arrival: { position, block }, bytes: bytes.length });
    }
  }
}
