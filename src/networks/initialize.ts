import type { Random } from '../random/random.ts';
import type { NetworkShape } from './architecture.ts';

/**
 * Draws first weights: kernels and biases uniform in ±1/√fanIn (as PyTorch
 * does, whose results with DQN are the best known), embedding tables from the
 * standard normal distribution.
 *
 * @returns All weights in one vector. Shape `[architecture.parameterCount]`.
 */
export function initialWeights(architecture: NetworkShape, random: Random): Float32Array {
  const weights = new Float32Array(architecture.parameterCount);
  for (const { name, offset, size, fanIn } of architecture.parameters) {
    // A stream for each array: adding a layer leaves the others as they were.
    const stream = random.fork(name);
    const bound = 1 / Math.sqrt(fanIn);
    const isTable = name.endsWith('.table');
    for (let index = offset; index < offset + size; index++) {
      weights[index] = isTable ? stream.normal() : bound * (2 * stream.uniform() - 1);
    }
  }
  return weights;
}
