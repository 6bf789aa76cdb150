import { expect, test } from 'vitest';
import { canShare } from '../../../../src/engines/simd/threads/startHelper.ts';
import { testSameBits } from './sameBitsSuite.ts';

test('this page is isolated, so that it has memory that threads share', () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
  expect(canShare()).toBe(true);
});

testSameBits(20);
