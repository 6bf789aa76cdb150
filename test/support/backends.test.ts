import { getBackend, matMul, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { setUpBackend } from './backends.ts';

test.for(['cpu', 'wasm'] as const)('%s multiplies two matrices in Node', async (name) => {
  const warn = vi.spyOn(console, 'warn');
  await setUpBackend(name);
  expect(getBackend()).toBe(name);

  const left = tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const right = tensor2d([7, 8, 9, 10, 11, 12], [3, 2]);
  const product = matMul(left, right);
  expect([...product.dataSync()]).toEqual([58, 64, 139, 154]);
  for (const tensor of [left, right, product]) tensor.dispose();
  expect(warn).not.toHaveBeenCalled();
});
