import { isIterableOfParts } from '../validation/iterable.ts';
import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';

/** Whether `value` is a `Uint8Array`, be it of another realm. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && tagOf(value) === '[object Uint8Array]';
}

/** Whether `value` is an `ArrayBuffer`, be it of another realm. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return tagOf(value) === '[object ArrayBuffer]';
}

/**
 * The bytes that a store is to write. To be called first: a store must not lose
 * what it holds to a mistake.
 *
 * @param where - The store, for messages, such as `file()`.
 * @throws {ValueError} If `bytes` is not a `Uint8Array`.
 */
export function requireBytes(where: string, bytes: unknown): Uint8Array {
  if (isBytes(bytes)) return bytes;
  throw new ValueError(
    `${where}.write(bytes) needs a Uint8Array, such as encodeCheckpoint returns; ` +
      `received ${show(bytes)}. Nothing was written. ` +
      'Make an ArrayBuffer into one with new Uint8Array(buffer).',
  );
}

/**
 * The parts that a store is to write, each checked when it is asked for.
 *
 * @param where - The store, for messages, such as `file()`.
 * @throws {ValueError} If they cannot be iterated over, or one is no `Uint8Array`.
 */
export function* requireParts(where: string, parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  // A program in plain JavaScript may hand in anything.
  const given = parts as unknown;
  if (!isIterableOfParts(given)) throw notParts(where, given);
  for (const part of parts) {
    if (!isBytes(part)) throw notParts(where, part);
    yield part;
  }
}

function notParts(where: string, given: unknown): ValueError {
  return new ValueError(
    `${where}.writeParts(parts) needs an iterable of Uint8Arrays; received ${show(given)}. ` +
      'Nothing was written. One array as a whole is for write(bytes).',
  );
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}
