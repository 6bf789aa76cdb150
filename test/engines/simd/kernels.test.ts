import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compileKernels, kernelsFile } from '../../../scripts/support/kernels.ts';
import { kernelsHex, plainHex, relaxedHex } from '../../../src/engines/simd/kernels.generated.ts';
import { hasSimd } from '../../../src/engines/simd/kernels.ts';

test('what the library contains is what kernels/ compiles to', async () => {
  // After a change in kernels/: npm run build:kernels
  expect(await readFile(kernelsFile, 'utf8')).toBe(await compileKernels());
}, 60_000);

test('only the relaxed build contains fused multiply-add', () => {
  const fuses = (hex: string): boolean =>
    Buffer.from(hex, 'hex').includes(Buffer.of(0xfd, 0x85, 0x02));
  expect([kernelsHex, plainHex, relaxedHex].map(fuses)).toEqual([false, false, true]);
});

test('this host has SIMD', () => {
  expect(hasSimd()).toBe(true);
});
