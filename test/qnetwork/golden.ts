import type { Batch } from '../../src/replay/batch.ts';
import type { QNetworkOptions } from '../../src/qnetwork/qNetworkOptions.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { WeightTensors } from '../../src/networks/weightTensors.ts';
import { simd } from '../../src/engines/simd/simd.ts';

/** A series of updates recorded from PyTorch. */
export interface RecordedUpdates {
  readonly setting: {
    readonly double: boolean;
    readonly loss: string;
    readonly gradientClipNorm: number | null;
    readonly importanceWeights: boolean;
    readonly dueling: boolean;
    readonly learningRate: number;
    readonly adam: { readonly beta1: number; readonly beta2: number; readonly epsilon: number };
    readonly targetSyncEveryUpdates: number;
    readonly observationSize: number;
    readonly actions: number;
    readonly batchSize: number;
  };
  readonly initial: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly final: readonly { readonly shape: number[]; readonly data: number[] }[];
  readonly updates: readonly {
    readonly batch: {
      readonly obs: number[];
      readonly action: number[];
      readonly reward: number[];
      readonly discount: number[];
      readonly nextObs: number[];
      readonly weight: number[];
    };
    readonly loss: number;
    readonly tdError: number[];
    readonly gradientNorm: number;
  }[];
}

/** What our library made of the recorded batches. */
export interface Replayed {
  readonly losses: number[];
  readonly tdErrors: number[][];
  readonly gradientNorms: number[];
  /** In the recording's order. */
  readonly final: number[][];
}

/** Runs the recorded batches through a network of ours. */
export async function replay(
  recorded: RecordedUpdates,
  engine: NonNullable<QNetworkOptions['engine']> = simd(),
): Promise<Replayed> {
  const { setting, initial, updates } = recorded;
  // Hidden layers are the kernels before the output layer or the two streams.
  const kernels = initial.filter(({ shape }) => shape.length === 2);
  const hidden = kernels.slice(0, setting.dueling ? -2 : -1).map(({ shape }) => shape[1] as number);
  const network = new QNetwork({
    environment: {
      observationSpace: new Box({ low: -100, high: 100, shape: [setting.observationSize] }),
      actionSpace: new Discrete(setting.actions),
    },
    network: mlp({ hidden, dueling: setting.dueling }),
    head: qHead({ double: setting.double, loss: setting.loss as 'huber' | 'mse' }),
    optimizer: adam({ learningRate: setting.learningRate, ...setting.adam }),
    gradientClipNorm: setting.gradientClipNorm,
    engine,
  });
  const { parameters } = network.architecture;
  const weights: Record<string, WeightTensors[string]> = {};
  parameters.forEach(({ name, shape }, index) => {
    weights[name] = { shape, data: Float32Array.from(initial[index]?.data ?? []) };
  });
  network.setWeights(weights);

  const result: Replayed = { losses: [], tdErrors: [], gradientNorms: [], final: [] };
  for (const { batch } of updates) {
    const {
      loss,
      tdErrors,
      updates: made,
    } = await network.updateAsync(toBatch(batch, setting.importanceWeights));
    result.losses.push(loss);
    result.tdErrors.push([...tdErrors]);
    const gradient = Object.values(await network.gradient()).flatMap(({ data }) => [...data]);
    result.gradientNorms.push(Math.hypot(...gradient));
    if (made % setting.targetSyncEveryUpdates === 0) network.syncTarget();
  }
  const final = await network.getWeights();
  result.final.push(...parameters.map(({ name }) => [...(final[name]?.data ?? [])]));
  network.dispose();
  return result;
}

function toBatch(batch: RecordedUpdates['updates'][number]['batch'], weighted: boolean): Batch {
  const size = batch.action.length;
  return {
    size,
    observations: Float32Array.from(batch.obs),
    nextObservations: Float32Array.from(batch.nextObs),
    actions: Int32Array.from(batch.action),
    rewards: Float32Array.from(batch.reward),
    discounts: Float32Array.from(batch.discount),
    weights: weighted ? Float32Array.from(batch.weight) : new Float32Array(size).fill(1),
    nextActionMasks: null,
  };
}

/** How far a replayed series is from its recording. */
export function worstErrors(
  recorded: RecordedUpdates,
  replayed: Replayed,
): Readonly<Record<'losses' | 'tdErrors' | 'gradientNorms' | 'weights', number>> {
  const { updates, final } = recorded;
  if (updates.length !== replayed.losses.length || updates.length === 0) {
    throw new Error('The recording was not replayed to its end.');
  }
  const losses = updates.map(({ loss }) => loss);
  // The recording holds q − y; ours is Sutton and Barto's δ = y − q.
  const tdErrors = updates.flatMap(({ tdError }) => tdError.map((error) => -error));
  const norms = updates.map(({ gradientNorm }) => gradientNorm);
  const weights = final.flatMap(({ data }) => data);
  return {
    losses: worst(replayed.losses, losses, relative),
    tdErrors: worst(replayed.tdErrors.flat(), tdErrors, relative),
    gradientNorms: worst(replayed.gradientNorms, norms, relative),
    weights: worst(replayed.final.flat(), weights, () => 1),
  };
}

/** Relative errors are taken to numbers of at least this size. */
const relative = (value: number): number => Math.max(Math.abs(value), 1e-2);

function worst(
  ours: readonly number[],
  theirs: readonly number[],
  scale: (value: number) => number,
): number {
  if (ours.length !== theirs.length) return Infinity;
  return Math.max(
    ...theirs.map((value, index) => Math.abs((ours[index] ?? Infinity) - value) / scale(value)),
  );
}
