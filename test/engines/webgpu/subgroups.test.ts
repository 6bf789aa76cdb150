import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestDevice, type Device } from '../../../src/engines/webgpu/device.ts';
import { webgpu, type WebgpuFactory } from '../../../src/engines/webgpu/webgpu.ts';
import { BackendError, OptionsError } from '../../../src/errors.ts';
import { webgpuCases } from './cases.ts';
import { gpuSource, hasFeature } from './device.ts';
import { layersSuite, overflowSuite } from './engineSuite.ts';
import { rowCases } from './rows/rowCases.ts';
import { rowsSuite } from './rows/rowsSuite.ts';

/** Those with sums over a workgroup: a last layer with few units, and layer norms. */
const cases = webgpuCases.filter(({ name }) => /^(fours everywhere|layer norm over)/.test(name));

describe.skipIf(!(await hasFeature('subgroups')))('the webgpu engine by subgroups', () => {
  let factory: WebgpuFactory;
  beforeAll(async () => {
    factory = await webgpu({ gpu: await gpuSource(), subgroups: true });
  });
  afterAll(() => {
    factory.dispose();
  });
  layersSuite(() => factory, cases);
  overflowSuite(() => factory);
});

describe.skipIf(!(await hasFeature('subgroups')))('whole updates by subgroups', () => {
  let device: Device;
  beforeAll(async () => {
    device = await requestDevice({ gpu: await gpuSource(), subgroups: true });
  });
  afterAll(() => {
    device.gpu.destroy();
  });
  // Of heads with sums over a row: layers that the head computes too, all or the last.
  rowsSuite(
    () => device,
    rowCases.filter(({ name }) => /cql of c51|a table below/.test(name)),
  );
});

test('a GPU without subgroups is refused, with the way out', async () => {
  const gpu = { requestAdapter: async () => plainAdapter };
  const refused = requestDevice({ gpu, subgroups: true });
  await expect(refused).rejects.toThrow(BackendError);
  await expect(refused).rejects.toThrow(/needs a GPU .* feature subgroups.*Leave the option out/s);
  await expect(webgpu({ gpu, subgroups: 'yes' as never })).rejects.toThrow(OptionsError);
});

/** A GPU with none of the features that may be asked for, which is never asked for a device. */
const plainAdapter = {
  limits: {},
  features: new Set(),
  requestDevice: () => Promise.reject(new Error('asked for a device')),
};
