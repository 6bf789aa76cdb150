import { readSync, readvSync, writeSync } from 'node:fs';
import { EnvironmentError } from '../../errors.ts';
import type { Fifos } from './fifos.ts';
import type { OutputTail } from './outputTail.ts';
import { FOREIGN_BYTES, ForeignBytes, HEAD_BYTES, readHead, type Reply } from './protocol.ts';
import type { ServerProcess } from './serverProcess.ts';
import type { Watchdog } from './watchdog.ts';

/** Frames up to this size come in one piece, and are copied out of it. */
const SMALL_BYTES = 16_384;

/** What a {@link FifoChannel} talks over, and whom to. */
export interface FifoChannelParts {
  readonly process: ServerProcess;
  readonly fifos: Fifos;
  readonly watchdog: Watchdog;
  /** Milliseconds, for messages. */
  readonly timeout: number;
  /** Of most replies. */
  readonly dataBytes: number;
  readonly outputTail: OutputTail;
}

/**
 * Requests and replies that are written and read synchronously. Once the other
 * process has gone, everything throws what became of it.
 */
export class FifoChannel {
  readonly #parts: FifoChannelParts;
  readonly #small: Uint8Array<ArrayBuffer>;
  #end: string | null = null;
  /** Replies that have come. */
  #received = 0;

  constructor(parts: FifoChannelParts) {
    this.#parts = parts;
    this.#small = new Uint8Array(SMALL_BYTES);
  }

  /** Why there is no other process any more; null while there is one. */
  get end(): string | null {
    return this.#end;
  }

  /** @throws {EnvironmentError} If the other process has gone. */
  send(request: Uint8Array): void {
    this.#requireOpen();
    // A process that it has left behind may hold the pipe open.
    if (this.#parts.process.hasEnded) throw this.#hasGone(undefined);
    try {
      writeSync(this.#parts.fifos.requests.write, request);
    } catch (error) {
      throw this.#hasGone(error);
    }
  }

  /** @throws {EnvironmentError} If the other process goes, or takes too long. */
  receive(): Reply {
    this.#requireOpen();
    const { watchdog, dataBytes } = this.#parts;
    watchdog.waitBegins();
    try {
      return HEAD_BYTES + dataBytes <= SMALL_BYTES ? this.#readSmall() : this.#readLarge(dataBytes);
    } catch (error) {
      throw this.#hasGone(error);
    } finally {
      watchdog.waitEnds();
    }
  }

  /** Ends the other process, and closes all there is; a second call does nothing. */
  close(reason: string): void {
    if (this.#end !== null) return;
    this.#end = reason;
    const { watchdog, fifos, process } = this.#parts;
    watchdog.stop();
    process.kill();
    fifos.close();
  }

  /** A frame that mostly comes in a single read. */
  #readSmall(): Reply {
    const bytes = this.#small;
    let filled = this.#read(bytes);
    while (filled < HEAD_BYTES) filled += this.#read(bytes.subarray(filled));
    const head = readHead(bytes, this.#received++);
    const size = HEAD_BYTES + head.dataBytes + head.factsBytes;
    const whole = size <= bytes.length ? bytes : new Uint8Array(size);
    if (whole !== bytes) whole.set(bytes);
    this.#fill(whole.subarray(filled, size));
    const factsAt = HEAD_BYTES + head.dataBytes;
    return {
      ...head,
      data: whole.slice(HEAD_BYTES, factsAt),
      facts: decode(whole.subarray(factsAt, size)),
    };
  }

  /** A frame whose data is read straight to where it stays. */
  #readLarge(expected: number): Reply {
    const start = this.#small.subarray(0, HEAD_BYTES);
    // All of it is written to: zeros first would cost as much as the reading.
    const data = new Uint8Array(Buffer.allocUnsafeSlow(expected).buffer);
    const filled = this.#count(() => readvSync(this.#parts.fifos.replies.read, [start, data]));
    this.#fill(start.subarray(filled));
    const head = readHead(start, this.#received++);
    const here = Math.max(0, filled - HEAD_BYTES);
    if (head.dataBytes === expected) {
      this.#fill(data.subarray(here));
      return { ...head, data, facts: this.#readFacts(head.factsBytes) };
    }
    // Something else: of an error only JSON comes, of a reset or picture more data.
    const rest = new Uint8Array(head.dataBytes + head.factsBytes);
    rest.set(data.subarray(0, here));
    this.#fill(rest.subarray(here));
    return {
      ...head,
      data: rest.slice(0, head.dataBytes),
      facts: decode(rest.subarray(head.dataBytes)),
    };
  }

  #readFacts(size: number): string {
    if (size === 0) return '';
    const facts = size <= SMALL_BYTES ? this.#small.subarray(0, size) : new Uint8Array(size);
    this.#fill(facts);
    return decode(facts);
  }

  #fill(bytes: Uint8Array): void {
    for (let filled = 0; filled < bytes.length;) filled += this.#read(bytes.subarray(filled));
  }

  #read(bytes: Uint8Array): number {
    return this.#count(() => readSync(this.#parts.fifos.replies.read, bytes));
  }

  /** How much came; throws at the end of the pipe. */
  #count(read: () => number): number {
    while (true) {
      try {
        const count = read();
        // Bytes that come then are only to end the wait.
        if (this.#parts.watchdog.hasEndedWait) throw new Error('too late');
        if (count > 0) return count;
        throw new Error('end of the pipe');
      } catch (error) {
        // A signal came in between.
        if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error;
      }
    }
  }

  #requireOpen(): void {
    if (this.#end !== null) throw new EnvironmentError(this.#end);
  }

  #hasGone(cause: unknown): EnvironmentError {
    const { process, watchdog, timeout, outputTail } = this.#parts;
    const what =
      cause instanceof ForeignBytes
        ? FOREIGN_BYTES
        : watchdog.wasTooLate
          ? `did not answer within stepTimeout (${timeout} ms) and was killed; give it more time, or ` +
            'look for what it waits for.'
          : `${process.howItEndedNow()}.`;
    const reason =
      `The Python process of this environment ${what} Create the environment anew.` + outputTail();
    this.close(reason);
    return new EnvironmentError(reason, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  return bytes.length === 0
    ? ''
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
