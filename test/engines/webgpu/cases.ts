import { cnn } from '../../../src/networks/cnn.ts';
import { embedding } from '../../../src/networks/embedding.ts';
import { averagePool } from '../../../src/networks/layers/averagePool.ts';
import { conv } from '../../../src/networks/layers/conv.ts';
import { dense } from '../../../src/networks/layers/dense.ts';
import { fractionEmbedding } from '../../../src/networks/layers/fractionEmbedding.ts';
import { layerNorm } from '../../../src/networks/layers/layerNorm.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { network } from '../../../src/networks/network.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import type { EngineCase } from '../cases.ts';

/** A network for the GPU, with what the shared cases have no need of. */
export interface WebgpuCase extends EngineCase {
  readonly outputsPerAction?: number;
  /** Of each observation. */
  readonly fractions?: number;
}

const floats = (...shape: number[]): Box => new Box({ low: -Infinity, high: Infinity, shape });
const bytes = (...shape: number[]): Box<'uint8'> =>
  new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
const actionSpace = new Discrete(3);

/**
 * What only this engine treats in ways of its own: loads of four numbers at once, products
 * that are split, tiles that are full and that are not, bytes that are loaded as they are.
 */
export const webgpuCases: readonly WebgpuCase[] = [
  {
    name: 'fours everywhere',
    environment: { observationSpace: floats(8), actionSpace: new Discrete(4) },
    network: mlp({ hidden: [36, 12], activation: 'tanh' }),
  },
  {
    name: 'a split product of an odd length, more than a tile of units',
    environment: { observationSpace: floats(501), actionSpace },
    network: mlp({ hidden: [35], activation: 'sigmoid' }),
  },
  {
    name: 'a split product by fours',
    environment: { observationSpace: floats(704), actionSpace },
    network: mlp({ hidden: [36], activation: 'elu', dueling: true }),
  },
  {
    name: 'planes of bytes by fours, split gradients',
    environment: { observationSpace: bytes(4, 13, 12), actionSpace },
    network: cnn({
      convolutions: [
        { filters: 8, kernelSize: 4, stride: 2 },
        { filters: 4, kernelSize: 3, padding: 'same' },
      ],
      hidden: [8],
      activation: 'tanh',
    }),
  },
  {
    name: 'planes of bytes, four pixels at once',
    environment: { observationSpace: bytes(3, 9, 12), actionSpace },
    network: cnn({
      convolutions: [{ filters: 8, kernelSize: 4, stride: 4 }],
      hidden: [],
      activation: 'tanh',
    }),
  },
  {
    name: 'four planes of bytes, windows of 8 that overlap',
    environment: { observationSpace: bytes(4, 13, 16), actionSpace },
    network: cnn({
      convolutions: [{ filters: 3, kernelSize: 8, stride: 4 }],
      hidden: [],
      activation: 'elu',
    }),
  },
  {
    name: 'bytes by fours, channels last, a step of 4',
    environment: { observationSpace: bytes(12, 12, 4), actionSpace },
    network: cnn({
      convolutions: [
        { filters: 4, kernelSize: 8, stride: 4, padding: 'same' },
        { filters: 8, kernelSize: 2 },
      ],
      hidden: [],
      activation: 'sigmoid',
    }),
  },
  {
    name: 'bytes that no layer takes as they are, of an odd length',
    environment: { observationSpace: bytes(5, 3, 1), actionSpace },
    network: network({ layers: [averagePool(), dense({ units: 4, activation: 'tanh' })] }),
  },
  {
    name: 'noisy layers, dueling',
    environment: { observationSpace: floats(4), actionSpace },
    network: mlp({ hidden: [8, 5], noisy: {}, dueling: true, activation: 'tanh' }),
  },
  {
    name: 'atoms, dueling streams with layers of their own',
    environment: { observationSpace: floats(3), actionSpace },
    network: mlp({ hidden: [6], dueling: [4], activation: 'tanh' }),
    outputsPerAction: 5,
  },
  {
    name: 'atoms',
    environment: { observationSpace: floats(3), actionSpace },
    network: mlp({ hidden: [6], activation: 'tanh' }),
    outputsPerAction: 4,
  },
  {
    name: 'fractions',
    environment: { observationSpace: floats(3), actionSpace },
    network: network({
      layers: [
        dense({ units: 5, activation: 'tanh' }),
        fractionEmbedding({ cosines: 64 }),
        dense({ units: 4, activation: 'tanh' }),
      ],
    }),
    fractions: 3,
  },
  {
    name: 'fractions of the features, dueling, noisy, by fours',
    environment: { observationSpace: floats(3), actionSpace },
    network: network({
      layers: [
        dense({ units: 8, activation: 'tanh', noisy: {} }),
        fractionEmbedding({ cosines: 7, first: 1 }),
      ],
      dueling: true,
    }),
    fractions: 4,
  },
  {
    name: 'layer norm over more numbers than threads, and behind a convolution of many rows',
    environment: { observationSpace: floats(9, 8, 2), actionSpace },
    network: network({
      layers: [
        layerNorm(),
        conv({ filters: 3, kernelSize: 2, activation: 'linear' }),
        layerNorm({ axis: 'channels', activation: 'tanh' }),
      ],
    }),
  },
  {
    name: 'rows of a table that a batch uses twice',
    environment: { observationSpace: new Discrete(2), actionSpace },
    network: embedding({ size: 3, hidden: [4], activation: 'tanh' }),
  },
];
