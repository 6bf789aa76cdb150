import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import type { State } from '../../src/state/state.ts';

/** One of everything that a state can hold. */
const state: State = {
  updates: 3,
  negativeZero: -0,
  smallest: 5e-324,
  text: 'ü "quoted" \u2028 😀',
  nothing: null,
  flags: [true, false],
  $dollar: { 'a.b': 1 },
  network: {
    weights: { shape: [2, 2], data: Float32Array.of(0.1, -0, Infinity, 3.5) },
    moments: { shape: [1], data: Float64Array.of(Math.PI) },
  },
  references: { shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) },
  counts: { shape: [], data: Uint32Array.of(2 ** 32 - 1) },
  pixels: { shape: [3], data: Uint8Array.of(0, 128, 255) },
  empty: { shape: [0, 4], data: new Float32Array(0) },
};

/** A file of each version of the format that was ever released stays here, and loads. */
test.each([2])('a checkpoint of format version %d is read', (version) => {
  const url = new URL(`../fixtures/checkpoint_format_${version}.safetensors`, import.meta.url);
  const bytes = readFileSync(url);
  expect(decodeCheckpoint(bytes, { kind: 'fixture' })).toStrictEqual(state);
});

test('a checkpoint of today has the bytes of the newest fixture', () => {
  const url = new URL('../fixtures/checkpoint_format_2.safetensors', import.meta.url);
  const encoded = encodeCheckpoint({ kind: 'fixture', state });
  expect(Buffer.compare(encoded, readFileSync(url))).toBe(0);
});
