import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  compileHeadKernels,
  compileKernels,
  headKernels,
  kernelsFile,
} from '../../../scripts/support/kernels.ts';
import {
  kernelsText,
  plainText,
  relaxedText,
} from '../../../src/engines/simd/kernels.generated.ts';
import { hasSimd } from '../../../src/engines/simd/kernels.ts';
import { moduleBytes } from '../../../src/engines/simd/moduleText.ts';

test('what the library contains is what kernels/ compiles to', async () => {
  // After a change in kernels/: npm run build:kernels
  expect(await readFile(kernelsFile, 'utf8')).toBe(await compileKernels());
}, 60_000);

test.each(Object.entries(headKernels))(
  'what heads contain is what %s compiles to',
  async (entry, file) => {
    expect(await readFile(file, 'utf8')).toBe(await compileHeadKernels(entry));
  },
  60_000,
);

test('only the relaxed build contains fused multiply-add', () => {
  const fuses = (text: string): boolean =>
    Buffer.from(moduleBytes(text)).includes(Buffer.of(0xfd, 0x85, 0x02));
  expect([kernelsText, plainText, relaxedText].map(fuses)).toEqual([false, false, true]);
});

test('this host has SIMD', () => {
  expect(hasSimd()).toBe(true);
});
