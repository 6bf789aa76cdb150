import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/errors.ts';
import { crc32 } from '../../src/state/crc32.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { sealOf } from '../../src/state/seal.ts';

/**
 * A file with any header and data, under a checksum that is right: who means
 * harm can compute one.
 */
function sealed(header: string | Uint8Array, data: readonly number[] = []): Uint8Array {
  const text = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + data.length + 4);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  bytes.set(sealOf(crc32(bytes.subarray(0, -4))), bytes.length - 4);
  return bytes;
}

/** A header as a checkpoint has it, with some of it odd. */
function headerOf(state: string, tensors = '', end = 4): string {
  const metadata = `{"format":"deepq","formatVersion":"2","kind":"k","state":${JSON.stringify(state)}}`;
  const checksum = `"__checksum__":{"dtype":"U8","shape":[4],"data_offsets":[${end - 4},${end}]}`;
  return `{"__metadata__":${metadata},${tensors}${checksum}}`;
}

const decode = (bytes: Uint8Array): unknown => decodeCheckpoint(bytes, { kind: 'k' });

const a = '"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},';
const b = '"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},';

test('what is right is taken, so that the others are refused for what is odd in them', () => {
  expect(decode(sealed(headerOf('{"x":1}')))).toEqual({ x: 1 });
  expect(decode(sealed(headerOf('{"x":{"$tensor":"a"}}', a, 5), [7]))).toEqual({
    x: { shape: [1], data: Uint8Array.of(7) },
  });
});

describe('refuses', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['a name that is there twice in the state', sealed(headerOf('{"x":1,"x":2}')), /is not JSON/],
    [
      'a tensor that is there twice',
      sealed(headerOf('{"x":{"$tensor":"a"}}', a + b.replace('"b"', '"a"'), 6), [7, 8]),
      /its header is not JSON/,
    ],
    [
      'a tensor that nothing refers to',
      sealed(headerOf('{"x":1}', a, 5), [7]),
      /does not refer to the tensor 'a'/,
    ],
    [
      'a tensor that is referred to twice',
      sealed(headerOf('{"x":{"$tensor":"a"},"y":{"$tensor":"a"}}', a, 5), [7]),
      /refers to a tensor that is missing: 'a'/,
    ],
    ['an infinite number', sealed(headerOf('{"x":1e999}')), /a number that is too large/],
    [
      'a minus sign too much',
      sealed(headerOf('{"x":{"$number":"5"}}')),
      /'\$number', which has no/,
    ],
    ['a name with one $', sealed(headerOf('{"$x":1,"x":2}')), /'\$x', which has no meaning/],
    ['brackets without end in the state', sealed(headerOf('['.repeat(5e6))), /is not JSON/],
    ['brackets without end in the header', sealed(headerOf('{}', '['.repeat(5e6))), /is not JSON/],
    ['an offset below 0', sealed(headerOf('{}', '', 3)), /has no proper shape or offsets/],
    [
      'no checksum',
      sealed(headerOf('{"x":{"$tensor":"a"}}').replace('__checksum__', 'a')),
      /does not end with its checksum/,
    ],
    [
      'a checksum elsewhere',
      sealed(
        headerOf('{"x":{"$tensor":"a"}}', a.replace('[1]', '[4]').replace('0,1', '4,8')),
        [1, 2, 3, 4],
      ),
      /does not end with its checksum/,
    ],
  ])('%s', (_, bytes, message) => {
    const started = performance.now();
    expect(() => decode(bytes)).toThrow(CheckpointError);
    expect(() => decode(bytes)).toThrow(message);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each([
    ['a byte that is no UTF-8', 0xff],
    ['half of a character', 0xc3],
  ])('%s in the header', (_, byte) => {
    const header = new TextEncoder().encode(headerOf('{"x":"?"}'));
    const at = header.lastIndexOf('?'.charCodeAt(0));
    expect(() => decode(sealed(header.with(at, byte)))).toThrow(/is not JSON in UTF-8/);
  });

  test('a mark of byte order, which another reader might skip', () => {
    const bytes = sealed(`\ufeff${headerOf('{}')}`);
    expect(() => decode(bytes)).toThrow(CheckpointError);
  });

  test('sizes beyond the file, before there is memory for them', () => {
    const huge =
      '"a":{"dtype":"F64","shape":[1125899906842624],"data_offsets":[0,9007199254740992]},';
    const large = '"a":{"dtype":"F64","shape":[536870912],"data_offsets":[0,4294967296]},';
    const before = process.memoryUsage().arrayBuffers;
    for (const tensor of [huge, large]) {
      const bytes = sealed(headerOf('{"x":{"$tensor":"a"}}', tensor, 4294967300));
      expect(() => decode(bytes)).toThrow(/no proper shape|does not fit its place/);
    }
    const length = sealed(headerOf('{}'));
    new DataView(length.buffer).setBigUint64(0, 2n ** 62n, true);
    expect(() => decode(length)).toThrow(CheckpointError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e7);
  });
});

test('lists that grow a thousandfold in memory do not', () => {
  // The worst of what is left: text becomes at most a small object a byte.
  const wide = `{"x":[${'[],'.repeat(300_000)}0]}`;
  const read = decode(sealed(headerOf(wide))) as { x: unknown[] };
  expect(read.x).toHaveLength(300_001);
});

test('a header that no other reader would take is not written', () => {
  const state = { text: 'x'.repeat(100_000_001) };
  expect(() => encodeCheckpoint({ kind: 'k', state })).toThrow(/must fit into 100000000 bytes/);
});
