import { createHash, type Hash } from 'node:crypto';

/**
 * The hash of plain data, over the exact bits of its numbers: 16 hexadecimal
 * digits of SHA-256. Records count by their sorted keys, so that the order in
 * which they were filled makes no difference; a key that holds `undefined`
 * counts as missing. Typed arrays are read as bytes, which are the same on
 * every little-endian machine.
 *
 * @throws {TypeError} If a value is of another kind, such as a function.
 */
export function hashOf(value: unknown): string {
  const hash = createHash('sha256');
  write(hash, value);
  return hash.digest('hex').slice(0, 16);
}

function write(hash: Hash, value: unknown): void {
  if (value === null) hash.update('null;');
  else if (typeof value === 'number') {
    hash.update('number:').update(new Uint8Array(Float64Array.of(value).buffer));
  } else if (typeof value === 'string') hash.update(`string ${value.length}:${value}`);
  else if (typeof value === 'boolean') hash.update(`boolean:${String(value)};`);
  else if (ArrayBuffer.isView(value)) {
    hash.update(`${value.constructor.name} ${value.byteLength}:`);
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  } else if (Array.isArray(value)) {
    hash.update(`list ${value.length}:`);
    for (const element of value) write(hash, element);
  } else if (typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>)
      .filter(([, held]) => held !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    hash.update(`record ${entries.length}:`);
    for (const [key, held] of entries) {
      write(hash, key);
      write(hash, held);
    }
  } else throw new TypeError(`Only plain data can be hashed; received a ${typeof value}.`);
}
