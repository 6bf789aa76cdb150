import { expect, test } from 'vitest';
import { BackendError } from '../../../src/errors.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { deviceFailed } from '../../../src/engines/webgpu/deviceErrors.ts';
import type { Dispatch } from '../../../src/engines/webgpu/program.ts';
import { Stream } from '../../../src/engines/webgpu/stream.ts';

/** As much of a device as a stream asks for that never comes to submit anything. */
function brokenDevice(): Device {
  const device = {
    failure: null as BackendError | null,
    fail: (error: unknown): void => {
      device.failure ??= deviceFailed(error);
    },
    createBuffer: () => ({ size: 16 }),
    gpu: {
      createCommandEncoder: () => ({}),
      pushErrorScope: () => undefined,
      popErrorScope: async () => null,
    },
  };
  return device as unknown as Device;
}

/** A dispatch of a shader that is compiled later, or never. */
function late(compile: () => object | null): Dispatch {
  const program = {
    pipeline: null as object | null,
    ready: Promise.resolve().then(() => {
      program.pipeline = compile();
    }),
  };
  return { program } as unknown as Dispatch;
}

test('numbers behind a shader that does not compile are refused, and waited for no longer', async () => {
  const device = brokenDevice();
  const dispatch = late(() => {
    device.fail(new Error('no such function'));
    return null;
  });
  const numbers = new Stream(device).read([], [4], {
    dispatches: [dispatch],
    record: () => undefined,
  });
  await expect(numbers).rejects.toThrow(/no such function/);
});

test('numbers of work that fails when its turn comes are refused', async () => {
  const device = brokenDevice();
  const numbers = new Stream(device).read([], [4], {
    dispatches: [late(() => ({}))],
    record: () => {
      throw new BackendError('a buffer is too large');
    },
  });
  await expect(numbers).rejects.toThrow('a buffer is too large');
  expect(device.failure?.message).toBe('a buffer is too large');
});
