import type { Architecture } from '../../networks/architecture.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { arePlanes } from './planes.ts';
import type { Workspace } from './workspace.ts';

/** Copies a batch of observations to where a pass starts, scaled and in the layout of the kernels. */
export function loadInput(
  arena: Arena,
  kernels: Kernels,
  description: Architecture['input'],
  { input, staging }: Workspace,
  observations: ObservationBatch,
): void {
  const { kind, scale } = description;
  const { length } = observations;
  if (kind === 'discrete') {
    arena.integers.set(observations, input / 4);
  } else if (arePlanes(description)) {
    loadPlanes(arena, kernels, description, { input, staging }, observations);
  } else if (observations instanceof Uint8Array) {
    arena.bytes.set(observations, staging);
    kernels.scaleBytes(staging, input, length, scale);
  } else {
    copyNumbers(arena.floats, observations, input / 4);
    if (scale !== 1) kernels.scaleNumbers(input, length, scale);
  }
}

/** One small observation is copied sooner by a loop than by set(). */
const FEW = 16;

function copyNumbers(to: Float32Array, from: ObservationBatch, at: number): void {
  if (from.length > FEW) to.set(from, at);
  else for (let index = 0; index < from.length; index++) to[at + index] = from[index] as number;
}

/**
 * By one thread image by image: one fits the first level of a cache on its way. Several
 * threads need all images where they can reach them.
 */
function loadPlanes(
  { bytes, floats }: Arena,
  kernels: Kernels,
  { shape, size, scale }: Architecture['input'],
  { input, staging }: Pick<Workspace, 'input' | 'staging'>,
  observations: ObservationBatch,
): void {
  const [channels = 1] = shape;
  const pixels = size / channels;
  if (kernels.divides && observations instanceof Uint8Array) {
    bytes.set(observations, staging);
    const count = observations.length / size;
    kernels.interleaveImages(staging, input, pixels, channels, scale, count);
    return;
  }
  for (let from = 0, to = input; from < observations.length; from += size, to += 4 * size) {
    const image = observations.subarray(from, from + size);
    if (image instanceof Uint8Array) {
      bytes.set(image, staging);
      kernels.interleaveBytes(staging, to, pixels, channels, scale);
    } else {
      floats.set(image, staging / 4);
      kernels.interleaveNumbers(staging, to, pixels, channels, scale);
    }
  }
}
