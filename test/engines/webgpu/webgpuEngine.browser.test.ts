import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { webgpu, type WebgpuFactory } from '../../../src/engines/webgpu/webgpu.ts';
import { engineCases } from '../cases.ts';
import { webgpuCases } from './cases.ts';
import { layersSuite, overflowSuite, stepsSuite } from './engineSuite.ts';
import { recordingsSuite } from './recordings.ts';

describe('the webgpu engine in Chromium', () => {
  let factory: WebgpuFactory;
  beforeAll(async () => {
    factory = await webgpu();
  });
  afterAll(() => {
    factory.dispose();
  });

  test('runs on navigator.gpu', () => {
    expect(factory.name).toBe('webgpu');
    expect(factory.adapter).toMatch(/./);
  });
  layersSuite(() => factory, [...webgpuCases, ...engineCases]);
  stepsSuite(() => factory);
  overflowSuite(() => factory);
  recordingsSuite(() => factory);
});
