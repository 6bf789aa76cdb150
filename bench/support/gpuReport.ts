import type { Device } from '../../src/engines/webgpu/device.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { timeDispatches } from './gpuTimes.ts';
import { prepareGpuReplay } from './gpuReplay.ts';
import { prepareGpuUpdate } from './gpuUpdate.ts';
import { measureInterleaved, type MeasureOptions } from './measure.ts';
import type { Row } from './table.ts';
import { workloads, type Workload } from './workloads.ts';

/** The sizes at which updates are measured on a GPU. */
export const gpuWorkloads: readonly Workload[] = [
  ...workloads,
  ...workloads
    .filter(({ name }) => name.startsWith('Nature CNN'))
    .map((workload) => ({
      ...workload,
      name: 'Nature CNN, 6 actions, batch 256',
      network: natureCnn(),
      batchSize: 256,
    })),
];

/** What {@link measureOnGpu} found. */
export interface GpuReport {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Times updates of a workload on a GPU, as a whole and call by call. */
export async function measureOnGpu(
  device: Device,
  workload: Workload,
  options: MeasureOptions,
): Promise<readonly GpuReport[]> {
  const update = await prepareGpuUpdate(device, workload);
  const fused = await prepareGpuUpdate(device, workload, true);
  const isFused = fused.dispatches.length < update.dispatches.length;
  const fromReplay = await prepareGpuReplay(device, workload);
  const variants = [
    { name: 'the engine, numbers read', runMany: (n: number) => update.learn(n, 1) },
    {
      name: 'the engine, numbers read, eight a submission',
      runMany: (n: number) => update.learn(8 * Math.ceil(n / 8), 8),
    },
    { name: 'recorded, one a submission', runMany: (n: number) => update.submit(n, 1) },
    {
      name: 'recorded, eight a submission',
      // Whole submissions, counted by the update.
      runMany: (n: number) => update.submit(8 * Math.ceil(n / 8), 8),
    },
    ...(isFused
      ? [
          {
            name: 'recorded, sum and step in one call',
            runMany: (n: number) => fused.submit(n, 1),
          },
          {
            name: 'recorded, sum and step in one call, eight a submission',
            runMany: (n: number) => fused.submit(8 * Math.ceil(n / 8), 8),
          },
        ]
      : []),
  ].map((variant) => ({ ...variant, run: () => variant.runMany(1) }));
  const measured = await measureInterleaved([...variants, ...fromReplay.variants], options);
  fromReplay.dispose();
  const calls = await timeDispatches(device, [
    ...update.dispatches,
    ...(isFused ? fused.dispatches.slice(-1) : []),
  ]);
  update.dispose();
  fused.dispose();
  device.requireUsable();
  const whole = measured.map(({ name: variant, median, p10, p90, callsPerRound }) => {
    // Of few calls, eight a submission are more than were asked for.
    const made = variant.includes('eight') ? 8 * Math.ceil(callsPerRound / 8) : callsPerRound;
    const share = callsPerRound / made;
    return { variant, 'median µs': median * share, 'p10 µs': p10 * share, 'p90 µs': p90 * share };
  });
  const title = `${workload.name} (${device.description}, ${update.dispatches.length} calls)`;
  return [
    { title, rows: whole },
    ...(calls ? [{ title: `${workload.name}, call by call`, rows: calls }] : []),
  ];
}
