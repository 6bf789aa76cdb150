import { afterAll, beforeAll, describe } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { hasGpu, testDevice } from '../device.ts';
import { largestRowCases, rowCases } from './rowCases.ts';
import { callsSuite, rowsSuite } from './rowsSuite.ts';

describe.skipIf(!(await hasGpu()))('last layers row by row, with the head', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });
  rowsSuite(() => device, rowCases);
  callsSuite(() => device, [...rowCases, ...largestRowCases]);
});
