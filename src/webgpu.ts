/**
 * The engine on GPUs, by WebGPU: in pages by `navigator.gpu`, in Node by the package
 * `webgpu`, to be installed beside deepq and handed in.
 *
 * @module deepq/webgpu
 */
export type { GpuSource } from './engines/webgpu/device.ts';
export { webgpu, type WebgpuFactory, type WebgpuOptions } from './engines/webgpu/webgpu.ts';
