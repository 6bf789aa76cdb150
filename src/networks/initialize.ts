import type { Random } from '../random/random.ts';
import type { NetworkShape } from './architecture.ts';
import type { Initial } from './initial.ts';

/**
 * Draws first weights, each array as its layer wants it: kernels and biases
 * uniform in ±1/√fanIn (as PyTorch does, whose results with DQN are the best
 * known), embedding tables from the standard normal distribution.
 *
 * @returns All weights in one vector. Shape `[architecture.parameterCount]`.
 */
export function initialWeights(architecture: NetworkShape, random: Random): Float32Array {
  const weights = new Float32Array(architecture.parameterCount);
  for (const { name, offset, size, initial } of architecture.parameters) {
    // A stream for each array: adding a layer leaves the others as they were.
    fill(weights.subarray(offset, offset + size), initial, random.fork(name));
  }
  return weights;
}

function fill(into: Float32Array, initial: Initial, stream: Random): void {
  switch (initial.type) {
    case 'constant':
      into.fill(initial.value);
      return;
    case 'normal':
      for (let index = 0; index < into.length; index++) into[index] = stream.normal();
      return;
    case 'uniform':
      for (let index = 0; index < into.length; index++) {
        into[index] = initial.bound * (2 * stream.uniform() - 1);
      }
  }
}
