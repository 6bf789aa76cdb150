import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { requestDevice, type Device } from '../../../src/engines/webgpu/device.ts';
import { anyUpdates } from './anyUpdates.ts';
import { gpuSource, hasGpu } from './device.ts';
import { learnAlike } from './learnAlike.ts';

/**
 * Updates on a GPU are those of the simd engine, whatever they are made of. `npm run properties --
 * 2 200 webgpu/updates` hunts with other seeds.
 */
describe.skipIf(!(await hasGpu()))('any updates on a GPU', () => {
  let device: Device;
  beforeAll(async () => {
    device = await requestDevice({ gpu: await gpuSource() });
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  test('are those of the simd engine, also from a saved state on', async () => {
    await fc.assert(
      fc.asyncProperty(anyUpdates, async (given) => {
        await learnAlike(device, given);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 300_000);
});
