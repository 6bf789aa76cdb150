import type { Layer } from '../../src/networks/architecture.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
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
    (total, layer, index) => total + 2 * batchSize * products(layer) * (index === 0 ? 3 : 4),
    0,
  );
}

/** Multiplications of one row on the way forward. */
function products(layer: Layer): number {
  switch (layer.type) {
    case 'dense':
      return layer.inputs * layer.units;
    case 'conv':
      return layer.kernelSize ** 2 * layer.inputShape[2] * layer.units;
    case 'embedding':
      return 0;
  }
}
