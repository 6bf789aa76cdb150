import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { kindOf } from '../../src/networks/layers/table.ts';
import type { Workload } from './workloads.ts';

/**
 * Multiplications and additions in the matrix products of one update: two
 * passes forward, the gradients of the kernels, and those of their inputs
 * except in the first layer.
 */
export function operations({ environment, network: spec, batchSize }: Workload): number {
  const { observationSpace, actionSpace } = environment;
  const { trunk, output } = buildArchitecture(spec, observationSpace, actionSpace);
  const layers = [...trunk, ...(output.type === 'linear' ? output.layers : [])];
  return layers.reduce(
    (total, layer, index) =>
      total + 2 * batchSize * kindOf(layer).describe(layer).products * (index === 0 ? 3 : 4),
    0,
  );
}
