import { crc32 } from '../../state/crc32.ts';

/** What every PNG begins with. */
export const PNG_SIGNATURE: readonly number[] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * One chunk of a PNG: length, name, data, checksum.
 *
 * @param name - Four letters, such as `IDAT`.
 * @see https://www.w3.org/TR/png-3/#5Chunk-layout
 */
export function pngChunk(name: string, data: ArrayLike<number> = []): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let letter = 0; letter < 4; letter++) chunk[4 + letter] = name.charCodeAt(letter);
  chunk.set(data, 8);
  view.setUint32(data.length + 8, crc32(chunk.subarray(4, -4)));
  return chunk;
}

/** Numbers as the bytes of a chunk's data, each of 1, 2 or 4 bytes, highest first. */
export function packNumbers(
  ...fields: readonly (readonly [bytes: 1 | 2 | 4, value: number])[]
): Uint8Array {
  const packed: number[] = [];
  for (const [bytes, value] of fields) {
    for (let shift = 8 * (bytes - 1); shift >= 0; shift -= 8) packed.push((value >>> shift) & 0xff);
  }
  return Uint8Array.from(packed);
}

/** All parts in one array. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
