import { describe, expect, test } from 'vitest';
import { BackendError } from '../../../src/errors.ts';
import { Buffers, upload } from '../../../src/engines/webgpu/buffers.ts';
import { requestDevice } from '../../../src/engines/webgpu/device.ts';
import {
  createDispatch,
  forEachIndex,
  groupsFor,
  recordDispatches,
  type Dispatch,
} from '../../../src/engines/webgpu/program.ts';
import { Stream } from '../../../src/engines/webgpu/stream.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { hasGpu, testDevice } from './device.ts';

const withGpu = describe.skipIf(!(await hasGpu()));

test('no adapter, no WebGPU and no device are errors of the library', async () => {
  await expect(requestDevice({ gpu: { requestAdapter: async () => null } })).rejects.toThrow(
    expect.objectContaining({
      name: 'BackendError',
      message: expect.stringContaining('no adapter') as string,
    }),
  );
  const fails = { requestAdapter: () => Promise.reject(new Error('driver fell over')) };
  await expect(requestDevice({ gpu: fails })).rejects.toThrow('driver fell over');
  const limits = { maxBufferSize: 1, maxStorageBufferBindingSize: 1 };
  const adapter = {
    limits,
    features: new Set(),
    requestDevice: () => Promise.reject(new Error('busy')),
  };
  const refusing = requestDevice({ gpu: { requestAdapter: async () => adapter } });
  await expect(refusing).rejects.toThrow(BackendError);
  await expect(refusing).rejects.toThrow('busy');
});

withGpu('a device', () => {
  test('doubles numbers, in order, while the shader still compiles', async () => {
    const device = await testDevice();
    const { buffers, stream, numbers, double } = doubling(device, 100);
    stream.run([], () =>
      upload(
        device,
        numbers,
        Float32Array.from({ length: 100 }, (_, i) => i),
      ),
    );
    stream.submit([double], (encoder) => recordOnce(encoder, double));
    stream.submit([double], (encoder) => recordOnce(encoder, double));
    const [read] = await stream.read([numbers], [100]);
    expect([...(read ?? [])]).toEqual(Array.from({ length: 100 }, (_, i) => 4 * i));
    stream.submit([double], (encoder) => recordOnce(encoder, double));
    const [one, again] = await stream.read([numbers, numbers], [2, 3]);
    expect([...(one ?? []), ...(again ?? [])]).toEqual([0, 8, 0, 8, 16]);
    expect(device.programs.size).toBe(1);
    doubling(device, 100).buffers.dispose();
    expect(device.programs.size).toBe(1);
    stream.dispose();
    buffers.dispose();
    expect(device.buffers).toBe(0);
    expect(device.bytes).toBe(0);
    device.gpu.destroy();
  });

  test('bytes are copied, whatever their number', async () => {
    const device = await testDevice();
    const buffers = new Buffers(device);
    const stream = new Stream(device);
    const place = buffers.allocate('bytes', 2);
    upload(device, place, Uint8Array.of(1, 2, 3, 4, 5));
    const [read] = await stream.read([place], [2]);
    expect([...new Uint8Array(read?.buffer ?? new ArrayBuffer(8), 0, 8)]).toEqual([
      1, 2, 3, 4, 5, 0, 0, 0,
    ]);
    device.gpu.destroy();
  });

  test('a lost device rejects what is read, and refuses the next call', async () => {
    const device = await testDevice();
    const { stream, numbers } = doubling(device, 4);
    const read = stream.read([numbers], [4]);
    device.gpu.destroy();
    await expect(read).rejects.toThrow('device was lost');
    await device.gpu.lost;
    expect(() => device.requireUsable()).toThrow(BackendError);
    await expect(stream.read([numbers], [4])).rejects.toThrow(BackendError);
  });

  test('what the device does not allow is refused before it is tried', async () => {
    const device = await testDevice();
    const { numbers } = doubling(device, 4);
    const buffers = new Buffers(device);
    expect(() => buffers.allocate('A vector', 2 ** 40)).toThrow(
      /A vector would take 4398046511104 bytes/,
    );
    expect(() =>
      createDispatch(device, {
        label: 'Too many',
        bindings: [{ name: 'x', slice: numbers, writes: true }],
        code: forEachIndex(4, 'x[i] = 0.0;'),
        groups: [1, 1 << 20, 1],
      }),
    ).toThrow('Too many takes 1048576 workgroups');
    device.requireUsable();
    device.gpu.destroy();
  });

  test('a shader that does not compile fails the device, not the process', async () => {
    const device = await testDevice();
    const { stream, numbers } = doubling(device, 4);
    const broken = createDispatch(device, {
      label: 'broken',
      bindings: [{ name: 'x', slice: numbers, writes: true }],
      code: forEachIndex(4, 'x[i] = nothing;'),
      groups: groupsFor(4),
    });
    stream.submit([broken], (encoder) => recordOnce(encoder, broken));
    await expect(stream.read([numbers], [4])).rejects.toThrow('mistake in deepq');
    device.gpu.destroy();
  });
});

function doubling(device: Device, length: number) {
  const buffers = new Buffers(device);
  const stream = new Stream(device);
  const numbers = buffers.allocate('numbers', length);
  const double = createDispatch(device, {
    label: 'double',
    bindings: [{ name: 'x', slice: numbers, writes: true }],
    code: forEachIndex(length, 'x[i] = 2.0 * x[i];'),
    groups: groupsFor(length),
  });
  return { buffers, stream, numbers, double };
}

function recordOnce(encoder: GPUCommandEncoder, dispatch: Dispatch): void {
  const pass = encoder.beginComputePass();
  recordDispatches(pass, [dispatch]);
  pass.end();
}
