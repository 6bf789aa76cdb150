import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { parseSafetensors, writeSafetensors } from './plainSafetensors.ts';
import type { StateTensor } from '../../src/state/state.ts';
import { CheckpointError } from '../../src/errors.ts';

/** A safetensors file with any header, fitting or not. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.length + dataLength);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  return bytes;
}

const tensors = new Map<string, StateTensor>([
  ['bytes', { shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ['0', { shape: [], data: Float32Array.of(-0) }],
  ['doubles', { shape: [2, 1], data: Float64Array.of(Math.PI, NaN) }],
  ['empty', { shape: [0, 5], data: new Int32Array(0) }],
  ['ints', { shape: [2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) }],
  ['__proto__', { shape: [1], data: Uint32Array.of(2 ** 32 - 1) }],
]);

describe('writeSafetensors', () => {
  test('what it writes, parseSafetensors reads', () => {
    const metadata = new Map([
      ['b', 'text "quoted" ü'],
      ['a', ''],
    ]);
    const read = parseSafetensors(writeSafetensors({ metadata, tensors }));
    expect(read.metadata).toEqual(metadata);
    expect(read.tensors).toEqual(tensors);
  });

  test('aligns every tensor to its element, without gaps', () => {
    const bytes = writeSafetensors({ metadata: new Map(), tensors });
    const headerLength = new DataView(bytes.buffer).getUint32(0, true);
    const header = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)),
    ) as Record<string, { data_offsets?: [number, number] }>;
    expect(headerLength % 8).toBe(0);
    for (const [name, { data }] of tensors) {
      const [begin = NaN] =
        Object.entries(header).find(([key]) => key === name)?.[1].data_offsets ?? [];
      expect(begin % data.BYTES_PER_ELEMENT, name).toBe(0);
    }
    expect(bytes.length).toBe(8 + headerLength + 3 + 4 + 16 + 8 + 4);
  });

  test('takes views into larger arrays', () => {
    const data = Float32Array.of(0, 1, 2, 3).subarray(1, 3);
    const file = writeSafetensors({
      metadata: new Map(),
      tensors: new Map([['view', { shape: [2], data }]]),
    });
    expect(parseSafetensors(file).tensors.get('view')?.data).toEqual(Float32Array.of(1, 2));
  });
});

describe('parseSafetensors', () => {
  test('copies, also from a Node Buffer at an odd address', () => {
    const file = writeSafetensors({ metadata: new Map(), tensors });
    const shifted = Buffer.alloc(file.length + 1);
    shifted.set(file, 1);
    const odd = shifted.subarray(1);
    const read = parseSafetensors(odd);
    odd.fill(0);
    expect(read.tensors).toEqual(tensors);
  });

  const tensor = (changes: object): object => ({
    dtype: 'F32',
    shape: [2],
    data_offsets: [0, 8],
    ...changes,
  });

  test.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['a header beyond the end', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127, 123, 125)],
    ['no JSON', fileOf('{"a":', 0)],
    ['a list', fileOf([], 0)],
    ['metadata that is no text', fileOf({ __metadata__: { a: 1 } }, 0)],
    ['an unknown dtype', fileOf({ a: tensor({ dtype: 'BF16' }) }, 8)],
    ['a tensor that is null', fileOf({ a: null }, 8)],
    ['a negative size', fileOf({ a: tensor({ shape: [-2] }) }, 8)],
    ['a shape larger than the data', fileOf({ a: tensor({ shape: [3] }) }, 8)],
    ['a shape that overflows', fileOf({ a: tensor({ shape: [2 ** 50, 2 ** 50] }) }, 8)],
    ['offsets beyond the end', fileOf({ a: tensor({ data_offsets: [4, 12] }) }, 8)],
    ['offsets that go back', fileOf({ a: tensor({ shape: [0], data_offsets: [8, 0] }) }, 8)],
    ['an overlap', fileOf({ a: tensor({}), b: tensor({ data_offsets: [4, 12] }) }, 12)],
    ['two tensors in one place', fileOf({ a: tensor({}), b: tensor({}) }, 16)],
    ['a gap', fileOf({ a: tensor({}), b: tensor({ data_offsets: [12, 20] }) }, 20)],
    ['bytes left over', fileOf({ a: tensor({}) }, 9)],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseSafetensors(bytes)).toThrow(CheckpointError);
  });
});

const hasPython = ((): boolean => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn(
      'SKIPPED: python3 is not here, so that Python cannot be asked to read a checkpoint.',
    );
    return false;
  }
})();

/** Reads the file as the format's description says, and prints it as JSON. */
const READER = `
import json, struct, sys, zlib
raw = open(sys.argv[1], 'rb').read()
(n,) = struct.unpack('<Q', raw[:8])
header = json.loads(raw[8:8 + n])
metadata = header.pop('__metadata__')
codes = {'F32': 'f', 'F64': 'd', 'I32': 'i', 'U32': 'I', 'U8': 'B'}
tensors = {}
for name, t in header.items():
    begin, end = t['data_offsets']
    count = 1
    for length in t['shape']:
        count *= length
    values = struct.unpack('<%d%s' % (count, codes[t['dtype']]), raw[8 + n + begin:8 + n + end])
    tensors[name] = [t['dtype'], t['shape'], list(values)]
sealed = zlib.crc32(raw[:-4]).to_bytes(4, 'big') == raw[-4:]
print(json.dumps({'metadata': metadata, 'tensors': tensors, 'sealed': sealed}))
`;

test.skipIf(!hasPython)('Python reads a checkpoint with json and struct alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-python-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'agent.safetensors');
  writeFileSync(
    path,
    encodeCheckpoint({
      kind: 'agent',
      state: {
        updates: 12,
        network: {
          online: { kernel: { shape: [2, 2], data: Float32Array.of(0.5, -1, 2, 3.25) } },
        },
        moments: [{ shape: [1], data: Float64Array.of(Math.PI) }],
        counts: { shape: [2], data: Uint32Array.of(0, 2 ** 32 - 1) },
        slots: { shape: [1, 2], data: Int32Array.of(-7, 7) },
        pixels: { shape: [3], data: Uint8Array.of(0, 128, 255) },
      },
    }),
  );
  const printed = execFileSync('python3', ['-c', READER, path], { encoding: 'utf8' });
  const read = JSON.parse(printed) as {
    metadata: Record<string, string>;
    tensors: unknown;
    sealed: boolean;
  };
  expect(read.tensors).toEqual({
    'network.online.kernel': ['F32', [2, 2], [0.5, -1, 2, 3.25]],
    'moments.0': ['F64', [1], [Math.PI]],
    counts: ['U32', [2], [0, 2 ** 32 - 1]],
    slots: ['I32', [1, 2], [-7, 7]],
    pixels: ['U8', [3], [0, 128, 255]],
    __checksum__: ['U8', [4], expect.any(Array)],
  });
  expect(read.sealed).toBe(true);
  expect(read.metadata).toMatchObject({ format: 'deepq', formatVersion: '2', kind: 'agent' });
  expect(JSON.parse(read.metadata['state'] ?? '')).toMatchObject({
    updates: 12,
    slots: { $tensor: 'slots' },
  });
});
