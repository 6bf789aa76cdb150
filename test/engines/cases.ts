import type { EnvironmentSpaces } from '../../src/protocol/environmentSpaces.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { averagePool } from '../../src/networks/layers/averagePool.ts';
import { conv } from '../../src/networks/layers/conv.ts';
import { dense } from '../../src/networks/layers/dense.ts';
import { embeddingTable } from '../../src/networks/layers/embedding.ts';
import { layerNorm } from '../../src/networks/layers/layerNorm.ts';
import { maxPool } from '../../src/networks/layers/maxPool.ts';
import { flatten, reshape } from '../../src/networks/layers/reshape.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { network } from '../../src/networks/network.ts';
import { activations } from '../../src/networks/activation.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import type { Batch } from '../../src/replay/batch.ts';

/** A network to try on an engine. */
export interface EngineCase {
  readonly name: string;
  readonly environment: EnvironmentSpaces;
  readonly network: NetworkSpec;
}

const box = new Box({ low: -Infinity, high: Infinity, shape: [3] });
const bytes = new Box({ low: 0, high: 255, shape: [4], dtype: 'uint8' });
const actionSpace = new Discrete(3);

/** One network of every kind, small enough for numeric differentiation. */
export const engineCases: readonly EngineCase[] = [
  ...activations.map((activation) => ({
    name: `mlp, ${activation}`,
    environment: { observationSpace: box, actionSpace },
    network: mlp({ hidden: [5, 4], activation }),
  })),
  {
    name: 'no hidden layer',
    environment: { observationSpace: box, actionSpace },
    network: mlp({ hidden: [] }),
  },
  {
    name: 'dueling',
    environment: { observationSpace: box, actionSpace },
    network: mlp({ hidden: [5], dueling: true }),
  },
  {
    name: 'dueling with hidden layers of its own and no trunk',
    environment: { observationSpace: box, actionSpace },
    network: mlp({ hidden: [], dueling: [4], activation: 'tanh' }),
  },
  {
    name: 'bytes',
    environment: { observationSpace: bytes, actionSpace },
    network: mlp({ hidden: [5], activation: 'sigmoid' }),
  },
  {
    name: 'a scaled input',
    environment: { observationSpace: box, actionSpace },
    network: mlp({ hidden: [5], activation: 'elu', inputScale: -0.25 }),
  },
  ...[
    { name: 'convolution', size: [6, 5, 2], kernelSize: 3, stride: 1, padding: 'valid' },
    { name: 'convolution with a remainder', size: [7, 8, 1], kernelSize: 3, stride: 2 },
    { name: 'same convolution', size: [5, 6, 2], kernelSize: 4, stride: 2, padding: 'same' },
    { name: 'same convolution, no step', size: [4, 3, 1], kernelSize: 3, padding: 'same' },
    { name: 'a step beyond the kernel', size: [7, 7, 1], kernelSize: 2, stride: 3 },
  ].map(({ name, size, kernelSize, stride = 1, padding = 'valid' }) => ({
    name,
    environment: {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape: size }),
      actionSpace,
    },
    network: cnn({
      convolutions: [
        { filters: 3, kernelSize, stride, padding: padding as 'same' | 'valid' },
        { filters: 2, kernelSize: 2, padding: 'same' },
      ],
      hidden: [4],
      activation: 'tanh',
    }),
  })),
  {
    name: 'convolution of bytes, relu, dueling',
    environment: {
      observationSpace: new Box({ low: 0, high: 255, shape: [6, 6, 2], dtype: 'uint8' }),
      actionSpace,
    },
    network: cnn({
      convolutions: [{ filters: 3, kernelSize: 4, stride: 2 }],
      hidden: [5],
      dueling: true,
    }),
  },
  {
    name: 'planes',
    environment: {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [2, 5, 6] }),
      actionSpace,
    },
    network: cnn({
      convolutions: [{ filters: 3, kernelSize: 3, padding: 'same' }],
      hidden: [],
      activation: 'tanh',
      inputScale: 0.5,
    }),
  },
  {
    name: 'four planes of bytes',
    environment: {
      observationSpace: new Box({ low: 0, high: 255, shape: [4, 6, 5], dtype: 'uint8' }),
      actionSpace,
    },
    network: cnn({
      convolutions: [{ filters: 3, kernelSize: 3, stride: 2 }],
      hidden: [],
      activation: 'elu',
    }),
  },
  {
    name: 'planes, and as many of them as columns',
    environment: {
      observationSpace: new Box({ low: 0, high: 255, shape: [3, 5, 3], dtype: 'uint8' }),
      actionSpace,
    },
    network: cnn({
      convolutions: [{ filters: 2, kernelSize: 2 }],
      hidden: [],
      activation: 'sigmoid',
      channels: 'first',
    }),
  },
  ...[
    { name: 'max pooling', pool: maxPool({ activation: 'tanh' }) },
    { name: 'same max pooling', pool: maxPool({ size: 3, stride: 2, padding: 'same' }) },
    { name: 'overlapping max pooling', pool: maxPool({ size: 2, stride: 1, activation: 'elu' }) },
    { name: 'average pooling', pool: averagePool({ activation: 'sigmoid' }) },
    { name: 'same average pooling', pool: averagePool({ size: 3, stride: 2, padding: 'same' }) },
    { name: 'windows apart', pool: averagePool({ size: 2, stride: 3 }) },
  ].map(({ name, pool }) => ({
    name,
    environment: {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [5, 6, 2] }),
      actionSpace,
    },
    network: network({
      layers: [
        conv({ filters: 5, kernelSize: 2, padding: 'same', activation: 'linear' }),
        pool,
        conv({ filters: 2, kernelSize: 2, padding: 'same', activation: 'tanh' }),
      ],
    }),
  })),
  {
    name: 'pooling of the observations, planes of bytes, dueling',
    environment: {
      observationSpace: new Box({ low: 0, high: 255, shape: [2, 5, 6], dtype: 'uint8' }),
      actionSpace,
    },
    network: network({
      layers: [maxPool(), dense({ units: 6, activation: 'tanh' })],
      dueling: [4],
      activation: 'tanh',
    }),
  },
  ...(['all', 'channels'] as const).map((axis) => ({
    name: `layer norm of ${axis} of a convolution, and of dense layers`,
    environment: {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [4, 3, 2] }),
      actionSpace,
    },
    network: network({
      layers: [
        conv({ filters: 5, kernelSize: 2, activation: 'linear' }),
        layerNorm({ axis, activation: 'tanh' }),
        dense({ units: 6, activation: 'linear' }),
        layerNorm({ axis, epsilon: 0.01, activation: 'elu' }),
      ],
      dueling: true,
    }),
  })),
  {
    name: 'layer norm of the observations, planes of bytes',
    environment: {
      observationSpace: new Box({ low: 0, high: 255, shape: [2, 4, 5], dtype: 'uint8' }),
      actionSpace,
    },
    network: network({
      layers: [layerNorm({ axis: 'channels' }), conv({ filters: 3, kernelSize: 2 }), maxPool()],
    }),
  },
  {
    name: 'layer norm of a row of the table',
    environment: { observationSpace: new Discrete(7), actionSpace },
    network: network({ layers: [embeddingTable({ size: 5 }), layerNorm()] }),
  },
  {
    name: 'reshapes: a table as an image, and back',
    environment: { observationSpace: new Discrete(7), actionSpace },
    network: network({
      layers: [
        embeddingTable({ size: 12 }),
        reshape({ shape: [3, -1, 2] }),
        conv({ filters: 3, kernelSize: 2, activation: 'tanh' }),
        flatten(),
      ],
      dueling: true,
    }),
  },
  {
    name: 'observations as an image',
    environment: {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [12] }),
      actionSpace,
    },
    network: network({
      layers: [
        reshape({ shape: [3, 4, 1] }),
        conv({ filters: 2, kernelSize: 2, activation: 'tanh' }),
      ],
    }),
  },
  {
    name: 'embedding',
    environment: { observationSpace: new Discrete(7), actionSpace },
    network: embedding({ size: 4, hidden: [5], activation: 'tanh' }),
  },
  {
    name: 'embedding alone, dueling',
    environment: { observationSpace: new Discrete(7), actionSpace },
    network: embedding({ size: 4, dueling: true }),
  },
];

/** Random observations, as rows for the reference and as one array for an engine. */
export function sampleRows(
  { environment }: EngineCase,
  batch: number,
  random: Random,
): { rows: number[][]; packed: Float32Array | Uint8Array | Int32Array } {
  const { observationSpace } = environment;
  const samples = Array.from({ length: batch }, () => observationSpace.sample(random));
  const rows = samples.map((sample) => (typeof sample === 'number' ? [sample] : [...sample]));
  const flat = rows.flat();
  if (observationSpace.kind === 'discrete') return { rows, packed: Int32Array.from(flat) };
  const packed =
    observationSpace.dtype === 'uint8' ? Uint8Array.from(flat) : Float32Array.from(flat);
  return { rows, packed };
}

/** A batch of random transitions. */
export function randomBatch(engineCase: EngineCase, size: number, seed = 1): Batch {
  const random = createRandom(seed);
  const draw = (): number[] => Array.from({ length: size }, () => random.normal());
  return {
    size,
    observations: sampleRows(engineCase, size, random).packed,
    nextObservations: sampleRows(engineCase, size, random).packed,
    actions: Int32Array.from(draw(), () => random.integer(engineCase.environment.actionSpace.n)),
    rewards: Float32Array.from(draw()),
    discounts: Float32Array.from(draw(), (value) => (value > 1 ? 0 : 0.9)),
    weights: new Float32Array(size).fill(1),
    nextActionMasks: null,
  };
}
