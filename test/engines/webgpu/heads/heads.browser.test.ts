import { afterAll, beforeAll, describe } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { testDevice } from '../device.ts';
import { headsSuite } from './headsSuite.ts';

describe('the shader of a head computes in Chromium what its TypeScript does', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  headsSuite(() => device, 4);
});
