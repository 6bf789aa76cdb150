import { afterAll, beforeAll, describe } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { hasGpu, testDevice } from '../device.ts';
import { headsSuite } from './headsSuite.ts';

describe.skipIf(!(await hasGpu()))('the shader of a head computes what its TypeScript does', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  headsSuite(() => device, 15);
});
