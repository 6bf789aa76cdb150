import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compileKernels, kernelsFile } from '../../../scripts/support/kernels.ts';
import {
  kernelsBase64,
  plainBase64,
  relaxedBase64,
} from '../../../src/engines/simd/kernels.generated.ts';
import { hasSimd } from '../../../src/engines/simd/kernels.ts';

test('what the library contains is what kernels/ compiles to', async () => {
  // After a change in kernels/: npm run build:kernels
  expect(await readFile(kernelsFile, 'utf8')).toBe(await compileKernels());
}, 60_000);

test('only the relaxed build contains fused multiply-add', () => {
  const fuses = (base64: string): boolean =>
    Buffer.from(base64, 'base64').includes(Buffer.of(0xfd, 0x85, 0x02));
  expect([kernelsBase64, plainBase64, relaxedBase64].map(fuses)).toEqual([false, false, true]);
});

test('this host has SIMD', () => {
  expect(hasSimd()).toBe(true);
});
