import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../src/state/utf8.ts';
import { withoutGlobals } from '../support/withoutGlobals.ts';

const text = fc.string({ unit: 'binary' });
// Halves of pairs of surrogates too.
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }))
  .map((codes) => String.fromCharCode(...codes));

test('without TextEncoder and TextDecoder the bytes are the same', () => {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  withoutGlobals('TextEncoder', 'TextDecoder');
  fc.assert(
    fc.property(fc.oneof(text, units), (given) => {
      const bytes = encoder.encode(given);
      expect(encodeUtf8(given)).toEqual(bytes);
      expect(decodeUtf8(bytes)).toBe(decoder.decode(bytes));
    }),
  );
  expect(() => decodeUtf8(Uint8Array.of(0xff))).toThrow(URIError);
});
