import { expect } from 'vitest';
import type { EngineFactory, EngineOptions } from '../../../src/engines/engine.ts';
import type { CoreOptions } from '../../../src/engines/webgpu/core.ts';
import { requestDevice, type Device, type GpuSource } from '../../../src/engines/webgpu/device.ts';
import { WebgpuEngine } from '../../../src/engines/webgpu/webgpuEngine.ts';
import type { Architecture } from '../../../src/networks/architecture.ts';

/** Whether the tests run in a page, which brings WebGPU of its own. */
const inPage = typeof document !== 'undefined';

/**
 * Where the tests find GPUs: the page, or the package `webgpu` in Node. There
 * `npm test` has set the variables by which it finds SwiftShader of Chromium.
 */
export async function gpuSource(): Promise<GpuSource> {
  if (inPage) return navigator.gpu;
  const { create } = await import('webgpu');
  return (source ??= create([`disable-dawn-features=${SLOW_ZEROS}`]));
}

/**
 * SwiftShader writes the zeros of shared memory one by one: a shader with 16 KB of it
 * compiles for seconds. Without this, Dawn writes them by a loop.
 */
const SLOW_ZEROS = 'use_vulkan_zero_initialize_workgroup_memory_extension';

let source: GpuSource | undefined;

/**
 * Whether the tests can have a GPU. In a page they must; in Node they may do
 * without where `npm test` has said in a box that there is none.
 */
export async function hasGpu(): Promise<boolean> {
  if (inPage || process.env['DEEPQ_TEST_WEBGPU'] === 'yes') return true;
  return (await (await gpuSource()).requestAdapter()) !== null;
}

/** Whether the GPU of the tests has a feature; without one, whether there is a GPU. */
export async function hasFeature(feature?: 'subgroups' | 'shader-f16'): Promise<boolean> {
  if (!(await hasGpu())) return false;
  const adapter = (await (await gpuSource()).requestAdapter()) as GPUAdapter;
  return feature === undefined || adapter.features.has(feature);
}

/** A GPU for a test, to be destroyed by `device.gpu.destroy()` at its end. */
export async function testDevice(): Promise<Device> {
  return requestDevice({ gpu: await gpuSource() });
}

/** Engines on a device of the test's own, which it may look into and destroy. */
export function engineOn(
  device: Device,
  options: Pick<CoreOptions, 'actEvery' | 'updatesPerSubmission' | 'framesOnGpu' | 'fusesSteps'>,
): EngineFactory {
  return {
    name: 'webgpu',
    create: (given: EngineOptions) =>
      new WebgpuEngine({
        ...given,
        architecture: given.architecture as Architecture,
        device,
        ...options,
      }),
  };
}

/** Waits until nothing is left on the device: what is being read is freed when it has arrived. */
export async function expectFreed(device: Device): Promise<void> {
  await expect
    .poll(() => ({ buffers: device.buffers, bytes: device.bytes }), { timeout: 20_000 })
    .toEqual({ buffers: 0, bytes: 0 });
}
