import { expect, test } from 'vitest';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { cnn } from '../../../src/networks/cnn.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { conv } from '../../../src/networks/layers/conv.ts';
import { dense } from '../../../src/networks/layers/dense.ts';
import { layerNorm } from '../../../src/networks/layers/layerNorm.ts';
import { maxPool } from '../../../src/networks/layers/maxPool.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { network } from '../../../src/networks/network.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { makeEngine } from '../../engines/simd/support.ts';
import { setUpBackend } from '../../support/backends.ts';

const actions = new Discrete(3);

test.each([
  ['all', [3, 4, 5], 60],
  ['channels', [5], 5],
] as const)('scales and offsets of %s begin at 1 and 0', (axis, shape, length) => {
  const layers = [conv({ filters: 5, kernelSize: 2 }), layerNorm({ axis }), dense({ units: 7 })];
  const space = new Box({ low: 0, high: 1, shape: [4, 5, 2] });
  const architecture = buildArchitecture(network({ layers }), space, actions);
  expect(architecture.trunk[1]).toMatchObject({ type: 'layerNorm', units: 60, length });
  const [, , scale, offset] = architecture.parameters;
  expect(scale).toMatchObject({ name: 'layer1.scale', shape, size: length });
  expect(offset).toMatchObject({ name: 'layer1.offset', shape, size: length });
  const weights = initialWeights(architecture, createRandom(1));
  const { offset: start = NaN } = scale ?? {};
  expect([...weights.subarray(start, start + length)]).toEqual(Array(length).fill(1));
  expect([...weights.subarray(start + length, start + 2 * length)]).toEqual(Array(length).fill(0));
  // The shape goes on: a dense layer sees all of it.
  expect(architecture.trunk[2]).toMatchObject({ inputs: 60 });
});

test.each(['simd', 'tfjs'] as const)('by hand, on %s', async (choice) => {
  await setUpBackend('cpu');
  const layers = [layerNorm({ epsilon: 0.75, activation: 'relu' })];
  const engine = makeEngine({ network: network({ layers }), shape: [4], actions: 1, choice });
  // Scales, offsets, then an output layer that adds up.
  engine.setWeights(Float32Array.of(1, 2, 3, 4, 0.5, 0, 0, -3, 1, 1, 1, 1, 0));
  // Mean 3.5 and variance 0.25: (x − 3.5) / √(0.25 + 0.75) is −0.5, 0.5, −0.5, 0.5. Scaled and
  // moved that is 0, 1, −1.5, −1.
  const [output] = engine.forward('online', Float32Array.of(3, 4, 3, 4), 1).sync();
  expect(output).toBeCloseTo(1, 6);
  engine.dispose();
});

test('mlp and cnn put it between each layer and its activation', () => {
  expect(mlp({ hidden: [4, 5], activation: 'elu', layerNorm: true }).layers).toEqual([
    dense({ units: 4, activation: 'linear' }),
    layerNorm({ activation: 'elu' }),
    dense({ units: 5, activation: 'linear' }),
    layerNorm({ activation: 'elu' }),
  ]);
  const convolutions = [
    { filters: 2, kernelSize: 3 },
    { filters: 2, kernelSize: 3, pooling: { type: 'max' } },
  ] as const;
  expect(cnn({ convolutions, hidden: [], layerNorm: true }).layers).toEqual([
    conv({ filters: 2, kernelSize: 3, activation: 'linear' }),
    layerNorm({ activation: 'relu' }),
    conv({ filters: 2, kernelSize: 3, activation: 'linear' }),
    maxPool(),
    layerNorm({ activation: 'relu' }),
  ]);
});

test.each([
  [() => mlp({ hidden: [4], layerNorm: 'yes' as never }), 'layerNorm must be'],
  [() => layerNorm({ axis: 'rows' as never }), 'axis must be'],
  [() => layerNorm({ epsilon: 0 }), 'epsilon must be'],
  [() => layerNorm({ activation: 'gelu' as never }), 'activation must be'],
  [() => layerNorm({ eps: 1e-5 } as never), "no option 'eps'"],
])('what is out of range is refused %#', (make, message) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  expect(make).toThrow(message);
});
