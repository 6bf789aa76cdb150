import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { builtProgram } from '../support/builtProgram.ts';

test('an update on the simd engine allocates a few small objects and no arrays', async () => {
  // In a process of its own, with room enough that nothing is collected meanwhile.
  const script = builtProgram(new URL('garbageChild.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--min-semi-space-size=256',
    '--max-semi-space-size=256',
    script,
  ]);
  const [heap, arrayBuffers] = JSON.parse(stdout) as [number, number];
  expect(heap).toBeGreaterThan(0);
  expect(heap).toBeLessThan(2_000);
  expect(arrayBuffers).toBeLessThan(1);
}, 60_000);
