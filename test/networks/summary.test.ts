import { expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { summarize } from '../../src/networks/summary.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { ObservationSpace } from '../../src/spaces/space.ts';

const actions = new Discrete(2);
const text = (spec: NetworkSpec, space: ObservationSpace): string =>
  summarize(buildArchitecture(spec, space, actions));

/** The rows, with one space between their columns. */
const rows = (spec: NetworkSpec, space: ObservationSpace): string[] =>
  text(spec, space)
    .split('\n')
    .map((row) => row.replaceAll(/ +/g, ' '));

test('an mlp: every layer with its weights, and their sum', () => {
  const space = new Box({ low: -1, high: 1, shape: [4] });
  expect(rows(mlp({ hidden: [64, 32], activation: 'tanh' }), space)).toEqual([
    'input 4',
    'layer dense 4 → 64 tanh 320',
    'layer dense 64 → 32 tanh 2,080',
    'output dense 32 → 2 linear 66',
    'total 2,466',
  ]);
});

test('dueling streams of bytes', () => {
  const space = new Box({ low: 0, high: 255, shape: [10], dtype: 'uint8' });
  expect(rows(mlp({ hidden: [8], dueling: [6] }), space)).toEqual([
    'input 10 × 0.00392',
    'layer dense 10 → 8 relu 88',
    'value dense 8 → 6 relu 54',
    'value dense 6 → 1 linear 7',
    'advantage dense 8 → 6 relu 54',
    'advantage dense 6 → 2 linear 14',
    'dueling V + A − mean A → 2',
    'total 217',
  ]);
});

test('convolutions', () => {
  const space = new Box({ low: 0, high: 1, shape: [9, 8, 3] });
  const spec = cnn({ convolutions: [{ filters: 5, kernelSize: 3, stride: 2 }], hidden: [] });
  expect(rows(spec, space)).toEqual([
    'input 216',
    'layer conv 9×8×3 → 4×3×5 relu, kernel 3×3, stride 2 140',
    'output dense 60 → 2 linear 122',
    'total 262',
  ]);
});

test('planes', () => {
  const space = new Box({ low: 0, high: 255, shape: [3, 9, 8], dtype: 'uint8' });
  const spec = cnn({ convolutions: [{ filters: 5, kernelSize: 3, stride: 2 }], hidden: [] });
  expect(rows(spec, space)).toEqual([
    'input 216 × 0.00392, channels first',
    'layer conv 9×8×3 → 4×3×5 relu, kernel 3×3, stride 2 140',
    'output dense 60 → 2 linear 122',
    'total 262',
  ]);
});

test('an embedding, which has no biases', () => {
  expect(rows(embedding({ size: 16 }), new Discrete(500))).toEqual([
    'input index below 500',
    'layer embedding 500 → 16 8,000',
    'output dense 16 → 2 linear 34',
    'total 8,034',
  ]);
});

test('the columns stand below one another, the weights to the right', () => {
  const space = new Box({ low: -1, high: 1, shape: [4] });
  const lines = text(mlp({ hidden: [64] }), space).split('\n');
  const ends = lines.slice(1).map((line) => line.length);
  expect(new Set(ends).size).toBe(1);
  const starts = lines.slice(0, -1).map((line) => line.search(/(?<= {2})\S/));
  expect(new Set(starts).size).toBe(1);
  expect(lines.every((line) => line === line.trimEnd())).toBe(true);
});
