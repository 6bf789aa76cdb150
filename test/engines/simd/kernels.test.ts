import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compileKernels, kernelsFile } from '../../../scripts/support/kernels.ts';
import { hasSimd } from '../../../src/engines/simd/kernels.ts';

test('what the library contains is what kernels/ compiles to', async () => {
  // After a change in kernels/: npm run build:kernels
  expect(await readFile(kernelsFile, 'utf8')).toBe(await compileKernels());
}, 60_000);

test('this host has SIMD', () => {
  expect(hasSimd()).toBe(true);
});
