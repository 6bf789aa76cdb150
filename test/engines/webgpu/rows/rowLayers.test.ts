import { expect, test } from 'vitest';
import type { DeviceMath } from '../../../../src/engines/webgpu/device.ts';
import { nativeHalf } from '../../../../src/engines/webgpu/half.ts';
import type { DeviceModel } from '../../../../src/engines/webgpu/model.ts';
import { rowLayerCount } from '../../../../src/engines/webgpu/rows/rowLayers.ts';
import { buildArchitecture } from '../../../../src/networks/buildArchitecture.ts';
import { dense } from '../../../../src/networks/layers/dense.ts';
import { fractionEmbedding } from '../../../../src/networks/layers/fractionEmbedding.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import { network } from '../../../../src/networks/network.ts';
import type { NetworkSpec } from '../../../../src/networks/spec.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';

const single: DeviceMath = { half: null, subgroups: false };

/** How many of the last layers the head computes, for observations of 4 numbers. */
function countOf(spec: NetworkSpec, rows = 32, actions = 2, math = single): number {
  const space = new Box({ low: -1, high: 1, shape: [4] });
  const architecture = buildArchitecture(spec, space, new Discrete(actions));
  return rowLayerCount({ architecture, device: { math } } as unknown as DeviceModel, rows);
}

test('all layers of small networks, as far as small goes', () => {
  expect(countOf(mlp({ hidden: [64, 64] }))).toBe(3);
  expect(countOf(mlp({ hidden: [64, 64] }), 64)).toBe(3);
  expect(countOf(mlp({ hidden: [64, 64] }), 65)).toBe(1);
  expect(countOf(mlp({ hidden: [128, 128] }))).toBe(3);
  expect(countOf(mlp({ hidden: [129] }))).toBe(1);
  expect(countOf(mlp({ hidden: [128, 64, 64] }))).toBe(4);
  expect(countOf(mlp({ hidden: [128, 64, 65] }))).toBe(1);
  // Their deviations are loaded too.
  expect(countOf(mlp({ hidden: [128, 112], noisy: {} }))).toBe(3);
  expect(countOf(mlp({ hidden: [128, 128], noisy: {} }))).toBe(1);
});

test('the last one of others, and none where it has streams, fractions or many outputs', () => {
  expect(countOf(mlp({ hidden: [256, 256] }), 256, 32)).toBe(1);
  expect(countOf(mlp({ hidden: [256, 256] }), 32, 33)).toBe(0);
  expect(countOf(mlp({ hidden: [64], dueling: true }))).toBe(0);
  expect(countOf(network({ layers: [dense({ units: 4 }), fractionEmbedding()] }))).toBe(0);
});

test('hidden layers in half precision stay products of their own', () => {
  expect(countOf(mlp({ hidden: [64, 64] }), 32, 2, { ...single, half: nativeHalf })).toBe(1);
});
