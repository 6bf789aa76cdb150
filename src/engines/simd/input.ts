import type { Architecture } from '../../networks/architecture.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import type { Workspace } from './workspace.ts';

/** Copies a batch of observations to where a pass starts, and scales it. */
export function loadInput(
  arena: Arena,
  kernels: Kernels,
  { kind, scale }: Architecture['input'],
  { input, inputBytes }: Workspace,
  observations: ObservationBatch,
): void {
  const { length } = observations;
  if (kind === 'discrete') {
    arena.integers.set(observations, input / 4);
  } else if (observations instanceof Uint8Array) {
    arena.bytes.set(observations, inputBytes);
    kernels.scaleBytes(inputBytes, input, length, scale);
  } else {
    arena.floats.set(observations, input / 4);
    if (scale !== 1) kernels.scaleNumbers(input, length, scale);
  }
}
