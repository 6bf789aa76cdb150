import { encodeUtf8 } from '../../state/utf8.ts';

/** How a field is laid out; the last three bits of its key. */
const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/**
 * A message of Protocol Buffers in the making: fields one after the other. A field that
 * is the default (0, an empty text) may be left out by whoever writes it.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufMessage {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** A whole number from 0 to 2⁵³. */
  integer(field: number, value: number): this {
    this.#varint(field * 8 + VARINT);
    this.#varint(value);
    return this;
  }

  double(field: number, value: number): this {
    this.#varint(field * 8 + FIXED_64);
    const at = this.#take(8);
    new DataView(this.#bytes.buffer).setFloat64(at, value, true);
    return this;
  }

  float(field: number, value: number): this {
    this.#varint(field * 8 + FIXED_32);
    const at = this.#take(4);
    new DataView(this.#bytes.buffer).setFloat32(at, value, true);
    return this;
  }

  /** Several numbers in one field. */
  doubles(field: number, values: ArrayLike<number>): this {
    this.#varint(field * 8 + BYTES);
    this.#varint(8 * values.length);
    const at = this.#take(8 * values.length);
    const view = new DataView(this.#bytes.buffer);
    for (let index = 0; index < values.length; index++) {
      view.setFloat64(at + 8 * index, values[index]!, true);
    }
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + BYTES);
    this.#varint(value.length);
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, encodeUtf8(value));
  }

  message(field: number, value: ProtobufMessage): this {
    return this.bytes(field, value.encode());
  }

  /** What was written so far; a view that the next field may leave behind. */
  encode(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #varint(value: number): void {
    let left = value;
    while (left >= 128) {
      this.#byte((left % 128) | 128);
      left = Math.floor(left / 128);
    }
    this.#byte(left);
  }

  #byte(value: number): void {
    // First: taking room may replace the array.
    const at = this.#take(1);
    this.#bytes[at] = value;
  }

  /** Room for more bytes; returns where it begins. */
  #take(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }
}
