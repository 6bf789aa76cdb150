import { dataEfficientCnn, natureCnn } from '../../src/networks/knownCnns.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { Box, type BoxDtype } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/** A network, and the size of the batches that it learns from. */
export interface Workload {
  readonly name: string;
  readonly environment: {
    readonly observationSpace: Box<BoxDtype>;
    readonly actionSpace: Discrete;
  };
  readonly network: NetworkSpec;
  /** The hidden layers, where there are no others. */
  readonly hidden: readonly number[] | null;
  readonly batchSize: number;
}

/** The sizes at which updates are compared. */
export const workloads: readonly Workload[] = [
  mlpWorkload(4, [64, 64], 2, 32),
  mlpWorkload(4, [256, 256], 2, 64),
  mlpWorkload(8, [256, 256], 4, 128),
  cnnWorkload('Nature CNN', natureCnn()),
  cnnWorkload('Data-efficient CNN', dataEfficientCnn()),
];

/** A batch of random transitions for a workload. */
export function randomBatch({ environment, batchSize }: Workload): Batch {
  const random = createRandom(1);
  const { observationSpace, actionSpace } = environment;
  const observations = (): Float32Array | Uint8Array => {
    const length = batchSize * observationSpace.size;
    return observationSpace.dtype === 'uint8'
      ? Uint8Array.from({ length }, () => random.integer(256))
      : Float32Array.from({ length }, () => random.normal());
  };
  return {
    size: batchSize,
    observations: observations(),
    nextObservations: observations(),
    actions: Int32Array.from({ length: batchSize }, () => actionSpace.sample(random)),
    rewards: Float32Array.from({ length: batchSize }, () => random.normal()),
    discounts: Float32Array.from({ length: batchSize }, () => (random.uniform() < 0.1 ? 0 : 0.99)),
    weights: new Float32Array(batchSize).fill(1),
    nextActionMasks: null,
  };
}

/** On planes, as the environments of pixels give them. */
function cnnWorkload(name: string, network: NetworkSpec): Workload {
  return {
    name: `${name}, 6 actions, batch 32`,
    environment: {
      observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
      actionSpace: new Discrete(6),
    },
    network,
    hidden: null,
    batchSize: 32,
  };
}

function mlpWorkload(
  inputs: number,
  hidden: readonly number[],
  actions: number,
  batchSize: number,
): Workload {
  return {
    name: `MLP ${[inputs, ...hidden, actions].join('-')}, batch ${batchSize}`,
    environment: {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [inputs] }),
      actionSpace: new Discrete(actions),
    },
    network: mlp({ hidden }),
    hidden,
    batchSize,
  };
}
