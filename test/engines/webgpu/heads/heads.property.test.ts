import { afterAll, beforeAll, describe } from 'vitest';
import { requestDevice, type Device } from '../../../../src/engines/webgpu/device.ts';
import { gpuSource, hasFeature } from '../device.ts';
import { headsSuite } from './headsSuite.ts';

describe.each([
  ['', false, 15, await hasFeature()],
  [', by subgroups', true, 3, await hasFeature('subgroups')],
] as const)(
  'the shader of a head computes what its TypeScript does%s',
  (_, subgroups, runs, can) => {
    describe.skipIf(!can)('on a GPU', () => {
      let device: Device;
      beforeAll(async () => {
        device = await requestDevice({ gpu: await gpuSource(), subgroups });
      });
      afterAll(() => {
        device.gpu.destroy();
      });

      // By subgroups, those with sums over outputs.
      headsSuite(() => device, runs, subgroups ? /^(c51|hlGauss|quantile, cvar)$/ : undefined);
    });
  },
);
