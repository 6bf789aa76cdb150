import { Buffers } from './buffers.ts';
import type { Device } from './device.ts';
import { strangeSubgroups } from './deviceErrors.ts';
import { createDispatch, recordDispatches, type DispatchSpec } from './program.ts';
import { Stream } from './stream.ts';

/** Threads of the workgroups that sums are made over. */
const WORKGROUPS = [32, 64, 256];

/**
 * Tries out whether subgroups hold threads of a workgroup that follow one another, and whole ones:
 * WGSL leaves that to the GPU, and sums rely on it.
 *
 * @throws {BackendError} If they do not, or the device fails.
 */
export async function requireSubgroups(device: Device): Promise<void> {
  const buffers = new Buffers(device);
  const stream = new Stream(device);
  const wrong = buffers.allocate('What subgroups hold', WORKGROUPS.length);
  const calls = WORKGROUPS.map((threads, index) => tryOut(threads, index, wrong));
  const dispatches = calls.map((call) => createDispatch(device, call));
  const record = (encoder: GPUCommandEncoder): void => {
    const pass = encoder.beginComputePass();
    recordDispatches(pass, dispatches);
    pass.end();
  };
  try {
    const [found] = await stream.read([wrong], [WORKGROUPS.length], { dispatches, record });
    if (found?.some((each) => each !== 0)) throw strangeSubgroups();
  } catch (error) {
    device.gpu.destroy();
    throw error;
  } finally {
    stream.dispose();
    buffers.dispose();
  }
}

function tryOut(
  threads: number,
  index: number,
  wrong: ReturnType<Buffers['allocate']>,
): DispatchSpec {
  return {
    label: `subgroups of ${threads} threads`,
    bindings: [{ name: 'wrong', slice: wrong, writes: true }],
    groups: [1, 1, 1],
    code: `@compute @workgroup_size(${threads}) fn main(@builtin(local_invocation_index) thread: u32) {
  let size = subgroupAdd(1u);
  let first = subgroupMin(thread);
  let last = subgroupMax(thread);
  if (first % size != 0u || last != first + size - 1u || ${threads}u % size != 0u) { wrong[${index}] = 1.0; }
}`,
  };
}
