import type { Device } from '../../src/engines/webgpu/device.ts';
import { recordDispatches, type Dispatch } from '../../src/engines/webgpu/program.ts';
import { quantile } from './measure.ts';
import type { Row } from './table.ts';

/** As WebGPU numbers them: QUERY_RESOLVE | COPY_SRC, and MAP_READ | COPY_DST. */
const RESOLVED = 0x204;
const READ = 0x9;

/**
 * How long each call of a shader takes on the GPU, by its own clock: the median of so many
 * rounds, each call in a pass of its own.
 *
 * @returns A row for each; `null` if the device has no such clock.
 */
export async function timeDispatches(
  device: Device,
  dispatches: readonly Dispatch[],
  rounds = 21,
): Promise<readonly Row[] | null> {
  if (!device.hasTimestamps) return null;
  const { gpu } = device;
  const count = 2 * dispatches.length;
  const querySet = gpu.createQuerySet({ type: 'timestamp', count });
  const resolved = gpu.createBuffer({ size: 8 * count, usage: RESOLVED });
  const read = gpu.createBuffer({ size: 8 * count, usage: READ });
  const times = dispatches.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const encoder = gpu.createCommandEncoder();
    dispatches.forEach((dispatch, index) => {
      const pass = encoder.beginComputePass({
        timestampWrites: {
          querySet,
          beginningOfPassWriteIndex: 2 * index,
          endOfPassWriteIndex: 2 * index + 1,
        },
      });
      recordDispatches(pass, [dispatch]);
      pass.end();
    });
    encoder.resolveQuerySet(querySet, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, read, 0, 8 * count);
    gpu.queue.submit([encoder.finish()]);
    await read.mapAsync(1);
    const stamps = new BigUint64Array(read.getMappedRange().slice(0));
    read.unmap();
    times.forEach((own, index) => {
      own.push(Number((stamps[2 * index + 1] ?? 0n) - (stamps[2 * index] ?? 0n)) / 1000);
    });
  }
  for (const buffer of [resolved, read]) buffer.destroy();
  querySet.destroy();
  return dispatches.map(({ label, groups }, index) => ({
    call: label,
    groups: groups.join('×'),
    'median µs': quantile(times[index] ?? [], 0.5),
  }));
}
