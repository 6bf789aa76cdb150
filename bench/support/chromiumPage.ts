// What a page of Chromium runs of the benchmarks: see chromium.ts.
import { requestDevice } from '../../src/engines/webgpu/device.ts';
import { gpuWorkloads, measureOnGpu, type GpuReport } from './gpuReport.ts';
import { measureInterleaved, type MeasureOptions } from './measure.ts';
import { tabulate } from './rates.ts';
import { simdVariants } from './simdVariants.ts';
import type { Row } from './table.ts';
import type { SideRequest } from './threads.ts';
import { timedUpdates, type TimedUpdates } from './timedUpdates.ts';
import { workloads } from './workloads.ts';

/** Times updates on the simd engine, in every build that runs here. */
async function measureUpdate(name: string, options: MeasureOptions): Promise<readonly Row[]> {
  const workload = workloads.find((each) => each.name === name);
  if (!workload) throw new Error(`There is no workload "${name}".`);
  const { variants, dispose } = simdVariants(workload);
  const measured = await measureInterleaved(variants, options);
  dispose();
  return tabulate(variants, measured);
}

let updates: TimedUpdates | null = null;

/** Updates a second by so many threads; the page has one workload. */
async function runUpdates({ workload, threads, seconds }: SideRequest): Promise<number> {
  updates ??= timedUpdates(workload);
  return updates.run(threads, seconds);
}

/** Times updates on the webgpu engine. */
async function measureGpu(name: string, options: MeasureOptions): Promise<readonly GpuReport[]> {
  const workload = gpuWorkloads.find((each) => each.name === name);
  if (!workload) throw new Error(`There is no workload "${name}".`);
  const device = await requestDevice();
  const reports = await measureOnGpu(device, workload, options);
  device.gpu.destroy();
  return reports;
}

Object.assign(globalThis, { measureGpu, measureUpdate, runUpdates });
