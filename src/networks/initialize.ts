import type { Random } from '../random/random.ts';
import type { NetworkShape } from './architecture.ts';
import { drawInitial } from './initializers/drawInitial.ts';

/**
 * Draws first weights, each array as its `initial` says.
 *
 * @returns All weights in one vector. Shape `[architecture.parameterCount]`.
 */
export function initialWeights(architecture: NetworkShape, random: Random): Float32Array {
  const weights = new Float32Array(architecture.parameterCount);
  for (const info of architecture.parameters) {
    const { name, offset, size } = info;
    // A stream for each array: adding a layer leaves the others as they were.
    drawInitial(info, random.fork(name), weights.subarray(offset, offset + size));
  }
  return weights;
}
