import { afterAll, beforeAll, describe } from 'vitest';
import { webgpu, type WebgpuFactory } from '../../../src/engines/webgpu/webgpu.ts';
import { engineCases } from '../cases.ts';
import { webgpuCases } from './cases.ts';
import { gpuSource, hasGpu } from './device.ts';
import { layersSuite, overflowSuite, stepsSuite } from './engineSuite.ts';
import { recordingsSuite } from './recordings.ts';

describe.skipIf(!(await hasGpu()))('the webgpu engine', () => {
  let factory: WebgpuFactory;
  beforeAll(async () => {
    factory = await webgpu({ gpu: await gpuSource() });
  });
  afterAll(() => {
    factory.dispose();
  });
  layersSuite(() => factory, [...webgpuCases, ...engineCases]);
  stepsSuite(() => factory);
  overflowSuite(() => factory);
  recordingsSuite(() => factory);
});
