import { matMul, memory, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { setUpBackend } from '../support/backends.browser.ts';

test.for(['cpu', 'wasm', 'webgl', 'webgpu'] as const)(
  '%s multiplies two matrices in Chromium',
  async (name, { skip }) => {
    if (!(await setUpBackend(name))) skip('no WebGPU adapter');
    const before = memory().numTensors;

    const left = tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const right = tensor2d([7, 8, 9, 10, 11, 12], [3, 2]);
    const product = matMul(left, right);
    expect(product.shape).toEqual([2, 2]);
    expect([...(await product.data())]).toEqual([58, 64, 139, 154]);

    for (const tensor of [left, right, product]) tensor.dispose();
    expect(memory().numTensors).toBe(before);
  },
);

test('the page is isolated from other origins, so SharedArrayBuffer exists', () => {
  expect(crossOriginIsolated).toBe(true);
  expect(new SharedArrayBuffer(8).byteLength).toBe(8);
});
