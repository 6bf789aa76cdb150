import { c51Head } from '../../../../src/heads/c51Head.ts';
import { cql } from '../../../../src/heads/cql.ts';
import type { Head } from '../../../../src/heads/head.ts';
import { munchausenHead } from '../../../../src/heads/munchausenHead.ts';
import { qHead } from '../../../../src/heads/qHead.ts';
import { quantileHead } from '../../../../src/heads/quantileHead.ts';
import { cvar } from '../../../../src/heads/risk.ts';
import { cnn } from '../../../../src/networks/cnn.ts';
import { embedding } from '../../../../src/networks/embedding.ts';
import { dense } from '../../../../src/networks/layers/dense.ts';
import { reshape } from '../../../../src/networks/layers/reshape.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import { network } from '../../../../src/networks/network.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import type { EngineCase } from '../../cases.ts';

/** A network and a head whose last layers, or the join of whose streams, are computed row by row. */
export interface RowCase extends EngineCase {
  readonly head: Head;
  /** Rows of a batch. */
  readonly size: number;
  /** How many layers that are; 0 for a join. */
  readonly layers: number;
  /** Calls of shaders of an update. */
  readonly calls: number;
}

const floats = (...shape: number[]): Box => new Box({ low: -Infinity, high: Infinity, shape });
const bytes = (...shape: number[]): Box<'uint8'> =>
  new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
// Without kinks: on two engines, an input may be at either side of one.
const activation = 'tanh';
const support = { min: -2, max: 2 };

/** Small networks, of which all layers are. */
const whole: readonly RowCase[] = [
  of('64 and 64 units', floats(4), 2, mlp({ hidden: [64, 64], activation }), 3),
  of(
    '128 units, three passes, 32 outputs',
    floats(5),
    4,
    mlp({ hidden: [128, 6], activation }),
    3,
    {
      head: quantileHead({ quantiles: 8 }),
    },
  ),
  of('one input, one unit, one action', floats(1), 1, mlp({ hidden: [1], activation: 'elu' }), 2, {
    head: qHead({ double: false }),
  }),
  of('no hidden layer', floats(3), 3, mlp({ hidden: [] }), 1),
  of('no hidden layer, bytes', bytes(5), 4, mlp({ hidden: [] }), 1),
  of('bytes', bytes(7), 3, mlp({ hidden: [9, 5, 4], activation: 'sigmoid' }), 4),
  of('noise', floats(4), 4, mlp({ hidden: [8, 5], activation, noisy: {} }), 3),
  of(
    'shapes in between',
    floats(2, 3),
    3,
    network({ layers: [dense({ units: 6, activation }), reshape({ shape: [3, 2] })] }),
    3,
  ),
  of('munchausen', floats(3), 3, mlp({ hidden: [6], activation }), 2, { head: munchausenHead() }),
  of('c51, cvar', floats(3), 3, mlp({ hidden: [6], activation }), 2, {
    head: c51Head({ ...support, atoms: 7, risk: cvar(0.4) }),
  }),
  of('cql of c51', floats(3), 3, mlp({ hidden: [6], activation }), 2, {
    head: cql({ head: c51Head({ ...support, atoms: 9 }) }),
  }),
];

/** Others, of which the last layer is. */
const last: readonly RowCase[] = [
  of('more units than fit', floats(4), 3, mlp({ hidden: [130], activation }), 1, { calls: 5 }),
  of('more rows than multiprocessors', floats(4), 2, mlp({ hidden: [8], activation }), 1, {
    size: 65,
    calls: 5,
  }),
  of('noise', floats(4), 4, mlp({ hidden: [132], activation, noisy: {} }), 1, { calls: 5 }),
  of('a table below', new Discrete(5), 3, embedding({ size: 4, hidden: [6], activation }), 1, {
    head: quantileHead({ quantiles: 5, double: false }),
    calls: 9,
  }),
  of('parts of sums below', floats(704), 3, mlp({ hidden: [48], activation }), 1, { calls: 5 }),
  of('parts of sums below, by fours', floats(704), 4, mlp({ hidden: [48], activation }), 1, {
    head: munchausenHead(),
    calls: 5,
  }),
  // Noise takes the buffer that this would need.
  of('noisy parts of sums', floats(704), 4, mlp({ hidden: [48], activation, noisy: {} }), 1, {
    calls: 6,
  }),
  of(
    'convolutions',
    bytes(4, 12, 12),
    6,
    cnn({ convolutions: [{ filters: 4, kernelSize: 4, stride: 4 }], hidden: [16], activation }),
    1,
    { head: cql({ alpha: 0.5 }), calls: 7 },
  ),
  of(
    'a convolution without hidden layers',
    bytes(4, 12, 12),
    3,
    cnn({ convolutions: [{ filters: 4, kernelSize: 4, stride: 4 }], hidden: [], activation }),
    1,
    { calls: 5 },
  ),
];

/** Dueling streams, whose join is. */
const joined: readonly RowCase[] = [
  of('streams', floats(4), 4, mlp({ hidden: [6], activation, dueling: true }), 0, { calls: 9 }),
  of('streams of one action', floats(3), 1, mlp({ hidden: [5], activation, dueling: [3] }), 0, {
    head: qHead({ double: false }),
    calls: 13,
  }),
  of(
    'noisy streams of atoms',
    floats(4),
    3,
    mlp({ hidden: [6], activation, dueling: true, noisy: {} }),
    0,
    {
      head: c51Head({ ...support, atoms: 11 }),
      calls: 9,
    },
  ),
  of(
    'streams of more quantiles than threads',
    floats(4),
    2,
    mlp({ hidden: [], activation, dueling: [5] }),
    0,
    {
      head: cql({ head: quantileHead({ quantiles: 70 }) }),
      calls: 10,
    },
  ),
  of('streams of munchausen', floats(4), 3, mlp({ hidden: [6], activation, dueling: true }), 0, {
    head: munchausenHead(),
    calls: 9,
  }),
  of(
    'normalised layers below streams',
    floats(4),
    3,
    mlp({ hidden: [6, 7], activation, dueling: true, layerNorm: true }),
    0,
    { calls: 17 },
  ),
];

/** All of these. */
export const rowCases: readonly RowCase[] = [...whole, ...last, ...joined];

/** As large as the memory of a workgroup holds; too large to be computed in tests. */
export const largestRowCases: readonly RowCase[] = [
  of('as many units as fit', floats(8), 32, mlp({ hidden: [128, 88] }), 3, {
    head: munchausenHead(),
    size: 64,
  }),
  of('the most outputs of streams', floats(4), 18, mlp({ hidden: [8], dueling: true }), 0, {
    head: c51Head(support),
    calls: 9,
  }),
  of('streams with more outputs', floats(4), 20, mlp({ hidden: [8], dueling: true }), 0, {
    head: c51Head(support),
    calls: 11,
  }),
  of('as many sums as fit', floats(3136), 32, mlp({ hidden: [512] }), 1, {
    head: qHead(),
    size: 32,
    calls: 5,
  }),
];

function of(
  name: string,
  observationSpace: RowCase['environment']['observationSpace'],
  actions: number,
  spec: RowCase['network'],
  layers: number,
  more: Partial<Pick<RowCase, 'head' | 'size' | 'calls'>> = {},
): RowCase {
  const environment = { observationSpace, actionSpace: new Discrete(actions) };
  const { head = qHead(), size = 5, calls = 4 } = more;
  return { name: `${layers} left: ${name}`, environment, network: spec, head, size, layers, calls };
}
