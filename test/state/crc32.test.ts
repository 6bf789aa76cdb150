import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../src/state/crc32.ts';

/** Bit by bit, as the definition has it. */
function naive(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test.each([
  ['', 0],
  ['a', 0xe8b7_be43],
  // The check value of the catalogue of CRCs, https://reveng.sourceforge.io/crc-catalogue/
  ['123456789', 0xcbf4_3926],
  ['The quick brown fox jumps over the lazy dog', 0x414f_a339],
])('of %j', (text, expected) => {
  expect(crc32(new TextEncoder().encode(text))).toBe(expected);
});

test('any bytes, at any alignment, in any two parts', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 100 }),
      fc.nat({ max: 9 }),
      fc.nat(),
      (all, skip, cut) => {
        const bytes = all.subarray(skip);
        expect(crc32(bytes)).toBe(naive(bytes));
        const middle = cut % (bytes.length + 1);
        const first = crc32(bytes.subarray(0, middle));
        expect(crc32(bytes.subarray(middle), first)).toBe(naive(bytes));
      },
    ),
  );
});
