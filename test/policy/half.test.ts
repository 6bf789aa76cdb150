import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHalf, toHalf } from '../../src/policy/half.ts';

test('known numbers', () => {
  const known: readonly (readonly [number, number])[] = [
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [0.5, 0x3800],
    [1 / 3, 0x3555],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 ** -25, 0x0000],
  ];
  for (const [value, bits] of known) expect(toHalf(value), String(value)).toBe(bits);
  expect(fromHalf(0x3555)).toBe(0.333251953125);
  expect(fromHalf(0x7c00)).toBe(Infinity);
  expect(fromHalf(0xfc00)).toBe(-Infinity);
  expect(fromHalf(0x7e00)).toBeNaN();
});

test('all finite numbers of half precision come back', () => {
  for (let bits = 0; bits < 65_536; bits++) {
    const value = fromHalf(bits);
    if (Number.isFinite(value)) expect(toHalf(value)).toBe(bits);
  }
});

test('no other number of half precision is nearer', () => {
  fc.assert(
    fc.property(fc.float({ min: -65_504, max: 65_504, noNaN: true }), (value) => {
      const bits = toHalf(value);
      const error = Math.abs(fromHalf(bits) - value);
      for (const other of [bits - 1, bits + 1]) {
        const neighbour = fromHalf(other & 0xffff);
        if (Number.isFinite(neighbour)) {
          expect(Math.abs(neighbour - value)).toBeGreaterThanOrEqual(error);
        }
      }
    }),
  );
});
