import { encodeUtf8 } from '../../state/utf8.ts';

// The wire format of Protocol Buffers, as much of it as a model needs:
// https://protobuf.dev/programming-guides/encoding/

/** A field of a message, encoded. */
export type Field = readonly Uint8Array[];

/** A whole number, which may be negative. */
export function integer(field: number, value: number): Field {
  return [varint(field * 8), varint(value)];
}

/** A number in single precision. */
export function float(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [varint(field * 8 + 5), bytes];
}

/** A text. */
export function text(field: number, value: string): Field {
  return bytesOf(field, [encodeUtf8(value)]);
}

/** A message inside another one. */
export function message(field: number, fields: readonly Field[]): Field {
  return bytesOf(field, fields.flat());
}

/** Numbers as they lie in memory, little-endian. */
export function raw(field: number, data: ArrayBufferView): Field {
  return bytesOf(field, [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** The bytes of a whole message. */
export function encode(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const parts = fields.flat();
  const bytes = new Uint8Array(lengthOf(parts));
  let start = 0;
  for (const part of parts) {
    bytes.set(part, start);
    start += part.length;
  }
  return bytes;
}

function bytesOf(field: number, parts: readonly Uint8Array[]): Field {
  return [varint(field * 8 + 2), varint(lengthOf(parts)), ...parts];
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  // A negative number is written as its 64 bits.
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
