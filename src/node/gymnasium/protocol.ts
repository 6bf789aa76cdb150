import { TextEncoder } from 'node:util';
import { EnvironmentError } from '../../errors.ts';

/** What can be asked of the server; server/channel.py has the same numbers. */
export const OPERATIONS = { make: 1, reset: 2, step: 3, render: 4, close: 5 } as const;

/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS];

/** Bytes before the JSON of a request: what to do, and a number. */
export const REQUEST_BYTES = 8;

/**
 * Comes before the first reply: what precedes it on standard output is a
 * greeting of the interpreter, or of a script in its place.
 */
export const MARKER = '\0deepq\0\n';

/** Bytes before the data of a reply. */
export const HEAD_BYTES = 24;

/** Is in every head. */
const MARK = 0x7164;

/** As much data or JSON as the server sends at most: both bounds of the largest observation. */
const MAX_BYTES = 2 ** 29;

/** What came is no reply of the server: somebody else has written to its pipe. */
export class ForeignBytes extends Error {}

/** What a message says of {@link ForeignBytes}. */
export const FOREIGN_BYTES: string =
  'has sent something that is no reply: Python code has written to the descriptors of the pipes, ' +
  'or another process has answered, and it was killed. Look for os.dup2, os.write and forks in ' +
  'the environment.';

/** What the head of a reply says. */
export interface Head {
  /** Whether Python raised an exception, which is then in the JSON. */
  readonly failed: boolean;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Bytes of data. */
  readonly dataBytes: number;
  /** Bytes of JSON after the data. */
  readonly factsBytes: number;
  readonly reward: number;
}

/** A whole reply. */
export interface Reply extends Head {
  /** An observation, a picture or bounds; the only thing in its buffer. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** JSON, or '' for nothing. */
  readonly facts: string;
}

/**
 * Reads the head of a reply, which is at the start of `bytes`.
 *
 * @param serial - How many replies came before it.
 * @throws {ForeignBytes} If it is none, or not the next one.
 */
export function readHead(bytes: Uint8Array, serial: number): Head {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const flags = view.getUint8(1);
  const isNext = view.getUint16(2, true) === MARK && view.getUint32(12, true) === serial >>> 0;
  if (!isNext || view.getUint32(4, true) > MAX_BYTES || view.getUint32(8, true) > MAX_BYTES) {
    throw new ForeignBytes();
  }
  return {
    failed: view.getUint8(0) !== 0,
    terminated: (flags & 1) !== 0,
    truncated: (flags & 2) !== 0,
    dataBytes: view.getUint32(4, true),
    factsBytes: view.getUint32(8, true),
    reward: view.getFloat64(16, true),
  };
}

/**
 * The JSON of a reply.
 *
 * @throws {EnvironmentError} If it cannot be read.
 */
export function readFacts(facts: string): unknown {
  try {
    return JSON.parse(facts);
  } catch (cause) {
    throw new EnvironmentError(`The Python process of this environment ${FOREIGN_BYTES}`, {
      cause,
    });
  }
}

/** A request with JSON, or with none. */
export function writeRequest(operation: Operation, value?: object): Uint8Array<ArrayBuffer> {
  const json = value === undefined ? '' : JSON.stringify(value);
  const facts = new TextEncoder().encode(json);
  const bytes = new Uint8Array(REQUEST_BYTES + facts.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, operation, true);
  view.setUint32(4, facts.length, true);
  bytes.set(facts, REQUEST_BYTES);
  return bytes;
}

/** A request for a step, the one that has to be quick; written into `bytes`. */
export function writeStep(bytes: Uint8Array, action: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, REQUEST_BYTES);
  view.setUint32(0, OPERATIONS.step, true);
  view.setUint32(4, action, true);
}
