import { deepStrictEqual } from 'node:assert';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { writeSafetensors } from './plainSafetensors.ts';
import type { State, StateTensor, StateValue } from '../../src/state/state.ts';
import { CheckpointError, ShapeError, ValueError } from '../../src/errors.ts';

const tensor: fc.Arbitrary<StateTensor> = fc
  .oneof(
    fc.float32Array({ maxLength: 8 }),
    fc.float64Array({ maxLength: 8 }),
    fc.int32Array({ maxLength: 8 }),
    fc.uint32Array({ maxLength: 8 }),
    fc.uint8Array({ maxLength: 8 }),
  )
  .chain((data) =>
    fc.constantFrom(
      { shape: [data.length], data },
      { shape: [1, data.length, 1], data },
      data.length === 1 ? { shape: [], data } : { shape: [data.length, 1], data },
    ),
  );

/** Among them keys that are special to JavaScript, to the format, or look like a path. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', '__metadata__', '$tensor', '$number', '$$', '0'),
  fc.constantFrom('a', 'b', 'a.b', 'a.0', '', '.', 'a~2', 'shape', 'toString'),
);

const { state } = fc.letrec<{ state: State; value: StateValue }>((tie) => ({
  state: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries)),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    tensor,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('state'),
  ),
}));

describe('round trip', () => {
  test('any state comes back, to the sign of every zero', () => {
    fc.assert(
      fc.property(state, fc.string(), (original, kind) => {
        const bytes = encodeCheckpoint({ kind, state: original });
        // (Vitest's toStrictEqual trips over a key named 'constructor'.)
        deepStrictEqual(decodeCheckpoint(bytes, { kind }), original);
      }),
      { numRuns: 500 },
    );
  });

  test.each([-0, 5e-324, Number.MAX_VALUE, 2 ** 53 + 2, 0.1 + 0.2])('the number %d', (value) => {
    const bytes = encodeCheckpoint({ kind: 'k', state: { value } });
    expect(decodeCheckpoint(bytes, { kind: 'k' })['value']).toBe(value);
  });

  test('paths that read the same stay apart', () => {
    const one = (value: number): StateTensor => ({ shape: [1], data: Uint8Array.of(value) });
    const original = {
      'a.b': one(1),
      a: { b: one(2), 'b~2': one(3) },
      'a.b~2': one(4),
      __metadata__: one(5),
    };
    const bytes = encodeCheckpoint({ kind: 'k', state: original });
    expect(decodeCheckpoint(bytes, { kind: 'k' })).toStrictEqual(original);
  });

  test('a key __proto__ changes no prototype', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": 1}}') as State;
    const read = decodeCheckpoint(encodeCheckpoint({ kind: 'k', state: hostile }), { kind: 'k' });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(Object.keys(read)).toEqual(['__proto__', 'a']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(read['polluted']).toBeUndefined();
  });

  test('tensors are copies', () => {
    const data = Float32Array.of(1);
    const bytes = encodeCheckpoint({ kind: 'k', state: { a: { shape: [1], data } } });
    const read = decodeCheckpoint(bytes, { kind: 'k' });
    data[0] = 2;
    bytes.fill(0);
    expect(read['a']).toEqual({ shape: [1], data: Float32Array.of(1) });
  });
});

describe('encodeCheckpoint refuses', () => {
  const cyclic: Record<string, StateValue> = {};
  cyclic['self'] = cyclic;

  test.each<[string, unknown, new () => Error, RegExp]>([
    ['NaN', { a: { b: [1, NaN] } }, ValueError, /'a\.b\.1' must be a finite number.*NaN/],
    ['infinity', { a: -Infinity }, ValueError, /'a' .*-Infinity/],
    ['undefined', { a: undefined }, ValueError, /'a' cannot be saved; received undefined/],
    [
      'a hole in a list',
      { a: Array.from<number>({ length: 0 }).concat(Array(1)) },
      ValueError,
      /'a\.0'/,
    ],
    [
      'a typed array',
      { board: new Int8Array(16) },
      ValueError,
      /'board' cannot be saved; .* Write it as \{ shape: \[16\], data \}\./,
    ],
    ['a bigint', { a: 1n }, ValueError, /'a' cannot be saved/],
    ['a function', { a: () => 1 }, ValueError, /received a function/],
    ['a Map', { a: new Map() }, ValueError, /'a' cannot be saved/],
    ['a date', { a: new Date(0) }, ValueError, /'a' cannot be saved/],
    ['a bare array', { a: new Float32Array(1) }, ValueError, /received Float32Array/],
    ['a cycle', cyclic, ValueError, /contains itself/],
    ['a list as the state', [], ValueError, /'state' cannot be saved/],
    [
      'an array type without a name',
      { a: { shape: [1], data: new Int16Array(1) } },
      ValueError,
      /Int16Array/,
    ],
    [
      'a shape too large',
      { a: { shape: [2], data: new Int32Array(1) } },
      ShapeError,
      /'a'.*1 elements.*\[2\]/,
    ],
    [
      'a negative shape',
      { a: { shape: [-1, -1], data: new Int32Array(1) } },
      ShapeError,
      /\[-1, -1\]/,
    ],
  ])('%s', (_, wrong, expected, message) => {
    const encode = (): unknown => encodeCheckpoint({ kind: 'k', state: wrong as State });
    expect(encode).toThrow(expected);
    expect(encode).toThrow(message);
  });
});

describe('decodeCheckpoint tells', () => {
  const small = encodeCheckpoint({
    kind: 'agent',
    state: {
      updates: 3,
      weights: { shape: [2, 2], data: Float32Array.of(0.1, 0.2, 0.3, 0.4) },
      pixels: { shape: [3], data: Uint8Array.of(1, 2, 3) },
    },
  });
  const decode = (bytes: Uint8Array): State => decodeCheckpoint(bytes, { kind: 'agent' });
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

  /** The small checkpoint with some of its text replaced by text of the same length. */
  function replaced(from: string, to: string): Uint8Array {
    const text = String.fromCharCode(...small);
    expect(text).toContain(from);
    return Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0));
  }

  test('every truncation', () => {
    expect(decode(small)).toMatchObject({ updates: 3 });
    for (let length = 0; length < small.length; length++) {
      const cut = (): State => decode(small.subarray(0, length));
      expect(cut, `${length} bytes`).toThrow(CheckpointError);
      expect(cut, `${length} bytes`).toThrow(/truncated/);
    }
  });

  test('every flipped bit and every changed byte', () => {
    for (let index = 0; index < small.length; index++) {
      for (const mask of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
        const damaged = small.slice();
        damaged[index] = (damaged[index] ?? 0) ^ mask;
        expect(() => decode(damaged), `byte ${index} ^ ${mask}`).toThrow(CheckpointError);
      }
    }
  });

  test('a flipped bit in the data apart from a truncation', () => {
    const damaged = small.slice();
    damaged[small.length - 1] = 77;
    expect(() => decode(damaged)).toThrow(/corrupted/);
  });

  test('bytes that were appended', () => {
    expect(() => decode(Uint8Array.of(...small, 0))).toThrow(/corrupted/);
  });

  test.each<[string, Uint8Array, RegExp]>([
    ['JSON', utf8('{"weights":[0.1,0.2,0.3],"format":"deepq"}'), /not a checkpoint of deepq/],
    ['noise', Uint8Array.from({ length: 99 }, (_, i) => (i * 131) % 251), /not a checkpoint/],
    [
      'a safetensors file of another program',
      writeSafetensors({
        metadata: new Map([['format', 'pt']]),
        tensors: new Map([['w', { shape: [1], data: Float32Array.of(1) }]]),
      }),
      /safetensors file of another program/,
    ],
    [
      'a huge header',
      Uint8Array.of(...Array<number>(8).fill(255), ...small.subarray(8)),
      /truncated/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(CheckpointError);
    expect(() => decode(bytes)).toThrow(message);
  });

  test('a newer version, even one that is laid out differently', () => {
    expect(() => decode(replaced('"formatVersion":"2"', '"formatVersion":"3"'))).toThrow(
      /format version 3.*update deepq/,
    );
    expect(() => decode(replaced('"2","kind"', '"12","kin"'))).toThrow(/format version 12/);
  });

  test('another kind', () => {
    expect(() => decodeCheckpoint(small, { kind: 'replay' })).toThrow(CheckpointError);
    expect(() => decodeCheckpoint(small, { kind: 'replay' })).toThrow(/'agent', but 'replay'/);
  });

  test('nothing by accident: the bytes may lie anywhere in a larger array', () => {
    const larger = new Uint8Array(small.length + 20).fill(9);
    larger.set(small, 7);
    expect(decode(larger.subarray(7, 7 + small.length))).toEqual(decode(small));
  });
});

test('reads an ArrayBuffer, as fetch gives it', () => {
  const bytes = encodeCheckpoint({ kind: 'a', state: { n: 1 } });
  const { buffer } = new Uint8Array(bytes);
  expect(decodeCheckpoint(buffer, { kind: 'a' })).toEqual({ n: 1 });
  expect(decodeCheckpoint(Buffer.from(bytes), { kind: 'a' })).toEqual({ n: 1 });
});

test.each([
  [undefined],
  [null],
  ['text'],
  [7],
  [{}],
  [new DataView(new ArrayBuffer(9))],
  [Promise.resolve(new Uint8Array(9))],
])('refuses to decode %o', (bytes) => {
  const decode = (): unknown => decodeCheckpoint(bytes as Uint8Array, { kind: 'a' });
  expect(decode).toThrow(CheckpointError);
  expect(decode).toThrow('as a Uint8Array or an ArrayBuffer; received');
});

test.each([[undefined], [null], [{ state: {} }], [{ kind: 5, state: {} }]])(
  'refuses %o, which has no kind',
  (given) => {
    expect(() => encodeCheckpoint(given as never)).toThrow(ValueError);
    expect(() => decodeCheckpoint(new Uint8Array(9), given as never)).toThrow(ValueError);
  },
);
