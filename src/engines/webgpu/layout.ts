import type { Architecture } from '../../networks/architecture.ts';

/**
 * Where the arrays of weights stand in a vector on the GPU: each begins at a
 * multiple of 4, so that four numbers can be loaded at once. What lies between is
 * zero and stays so.
 */
export interface WeightLayout {
  /** Of each parameter. */
  readonly offsets: readonly number[];
  /** Numbers in a vector; a multiple of 4. */
  readonly length: number;
}

/** The layout of a network. */
export function layOutWeights({ parameters }: Architecture): WeightLayout {
  let length = 0;
  const offsets = parameters.map(({ size }) => {
    const offset = length;
    length += fours(size);
    return offset;
  });
  return { offsets, length: Math.max(4, length) };
}

/** A vector of all weights as it stands on the GPU. */
export function toDevice(
  { parameters }: Architecture,
  { offsets, length }: WeightLayout,
  vector: Float32Array,
): Float32Array {
  const spread = new Float32Array(length);
  parameters.forEach(({ offset, size }, index) => {
    spread.set(vector.subarray(offset, offset + size), offsets[index]);
  });
  return spread;
}

/** As {@link fromDevice}; but a view of what is given where nothing lies between the arrays. */
export function viewFromDevice(
  architecture: Architecture,
  layout: WeightLayout,
  spread: Float32Array,
): Float32Array {
  const { parameters, parameterCount } = architecture;
  const isDense = parameters.every(({ offset }, index) => offset === layout.offsets[index]);
  return isDense ? spread.subarray(0, parameterCount) : fromDevice(architecture, layout, spread);
}

/** The reverse of {@link toDevice}. */
export function fromDevice(
  { parameters, parameterCount }: Architecture,
  { offsets }: WeightLayout,
  spread: Float32Array,
): Float32Array {
  const vector = new Float32Array(parameterCount);
  parameters.forEach(({ offset, size }, index) => {
    const at = offsets[index] as number;
    vector.set(spread.subarray(at, at + size), offset);
  });
  return vector;
}

/** The next multiple of 4. */
export function fours(length: number): number {
  return Math.ceil(length / 4) * 4;
}
