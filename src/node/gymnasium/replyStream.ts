import { TextDecoder } from 'node:util';
import type { Readable } from 'node:stream';
import { ForeignBytes, HEAD_BYTES, MARKER, readHead, type Head, type Reply } from './protocol.ts';
import { pythonText } from './pythonText.ts';

/** Who waits for a reply. */
interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** More than anybody prints in greeting. */
const MAX_GREETING = 65_536;
/** Characters of it that a message shows. */
const MAX_SHOWN = 400;

/**
 * Takes replies out of a stream, one for each call of `next`, in their order.
 * They begin after the marker.
 */
export class ReplyStream {
  readonly source: Readable;
  /** What came before the marker; null from there on. */
  #greeting: Buffer | null = Buffer.alloc(0);
  #waiting: Waiting | null = null;
  #ended = false;
  readonly #head = new Uint8Array(HEAD_BYTES);
  #parsed: Head | null = null;
  #data = new Uint8Array(0);
  #facts = new Uint8Array(0);
  /** Bytes of the running reply that are here. */
  #filled = 0;
  /** Replies that have come. */
  #count = 0;
  #end = new StreamEnd();

  constructor(source: Readable) {
    this.source = source;
    source.on('data', (chunk: Uint8Array) => {
      if (this.#ended) return;
      try {
        this.#take(this.#greeting === null ? chunk : this.#afterMarker(this.#greeting, chunk));
      } catch (error) {
        // The other error is that there is not enough memory.
        if (!(error instanceof ForeignBytes || error instanceof RangeError)) throw error;
        this.#end = new StreamEnd(true);
        end();
        source.destroy();
      }
    });
    const end = (): void => {
      this.#ended = true;
      this.#fail(this.#end);
    };
    source.on('end', end);
    source.on('error', end);
    source.on('close', end);
  }

  /**
   * The next reply. One caller at a time.
   *
   * @throws {StreamEnd} If the stream ends before it is here.
   */
  next(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#end);
      else this.#waiting = { resolve, reject };
    });
  }

  /** What follows the marker. */
  #afterMarker(greeting: Buffer, chunk: Uint8Array): Uint8Array {
    const all = Buffer.concat([greeting, chunk]);
    const index = all.indexOf(MARKER);
    this.#greeting = index === -1 ? all : null;
    if (index !== -1) return all.subarray(index + MARKER.length);
    // Closed, the stream ends.
    if (all.length > MAX_GREETING) this.source.destroy();
    return new Uint8Array(0);
  }

  /** What was printed in place of replies: the first lines of it; '' once there are any. */
  get greeting(): string {
    return this.#greeting === null ? '' : pythonText(this.#greeting.toString(), MAX_SHOWN);
  }

  #take(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      const head = this.#parsed;
      const [target, before] = this.#target(head);
      const taken = Math.min(target.length - (this.#filled - before), chunk.length - offset);
      target.set(chunk.subarray(offset, offset + taken), this.#filled - before);
      offset += taken;
      this.#filled += taken;
      if (head === null && this.#filled === HEAD_BYTES) this.#begin();
      if (this.#parsed && this.#filled === sizeOf(this.#parsed)) this.#finish(this.#parsed);
    }
  }

  /** Which part comes next, and how many bytes are before it. */
  #target(head: Head | null): [Uint8Array, number] {
    if (head === null) return [this.#head, 0];
    const afterData = HEAD_BYTES + head.dataBytes;
    return this.#filled < afterData ? [this.#data, HEAD_BYTES] : [this.#facts, afterData];
  }

  #begin(): void {
    this.#parsed = readHead(this.#head, this.#count++);
    this.#data = new Uint8Array(this.#parsed.dataBytes);
    this.#facts = new Uint8Array(this.#parsed.factsBytes);
  }

  #finish(head: Head): void {
    const reply = { ...head, data: this.#data, facts: new TextDecoder().decode(this.#facts) };
    this.#parsed = null;
    this.#filled = 0;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(reply);
  }

  #fail(error: StreamEnd): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(error);
  }
}

/** The other side has gone. Whoever waited knows best what to say about it. */
export class StreamEnd extends Error {
  /** Whether what came was no reply. */
  readonly isForeign: boolean;

  constructor(isForeign = false) {
    super();
    this.isForeign = isForeign;
  }
}

function sizeOf({ dataBytes, factsBytes }: Head): number {
  return HEAD_BYTES + dataBytes + factsBytes;
}
