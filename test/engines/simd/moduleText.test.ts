import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { moduleBytes, moduleText } from '../../../src/engines/simd/moduleText.ts';

test('bytes below 85, and the last three, take one character', () => {
  expect(moduleText(Uint8Array.of(0xfd, 0xff, 0, 84))).toBe(' #%|');
  expect(moduleText(Uint8Array.of())).toBe('');
});

test('all other bytes take two', () => {
  expect(moduleText(Uint8Array.of(85, 252))).toBe('} ~r');
});

test('bytes come back from their text, which needs no backslash in any quotes', () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(moduleBytes(moduleText(all))).toEqual(all);
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = moduleText(bytes);
      expect(moduleBytes(text)).toEqual(bytes);
      expect(text).toMatch(/^[ -~]*$/);
      expect(text).not.toMatch(/["'`$\\]/);
    }),
  );
});
