import { expect, test } from 'vitest';
import { areFinite } from '../../src/validation/areFinite.ts';

test('finite is what is neither NaN nor infinite', () => {
  expect(areFinite([])).toBe(true);
  expect(areFinite(Float32Array.of(0, -1, 3e38))).toBe(true);
  for (const odd of [NaN, Infinity, -Infinity]) {
    expect(areFinite(Float32Array.of(1, 2, odd))).toBe(false);
    expect(areFinite([odd, 1])).toBe(false);
  }
});
