import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../src/networks/architecture.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { ObservationSpace } from '../../src/spaces/space.ts';

const four = new Box({ low: -1, high: 1, shape: [4] });

function build(spec: NetworkSpec, space: ObservationSpace = four): Architecture {
  return buildArchitecture(spec, space, new Discrete(4));
}

/** The first weights, array by array. */
function draw(architecture: Architecture, seed = 1): Record<string, number[]> {
  const weights = initialWeights(architecture, createRandom(seed));
  expect(weights).toHaveLength(architecture.parameterCount);
  return Object.fromEntries(
    architecture.parameters.map(({ name, offset, size }) => [
      name,
      [...weights.subarray(offset, offset + size)],
    ]),
  );
}

const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('kernels and biases are uniform in ±1/√fanIn', () => {
  test('of dense layers', () => {
    const weights = draw(build(mlp({ hidden: [900, 400] })));
    for (const [name, bound] of [
      ['layer0.kernel', 1 / 2],
      ['layer0.bias', 1 / 2],
      ['layer1.kernel', 1 / 30],
      ['layer1.bias', 1 / 30],
      ['output.kernel', 1 / 20],
    ] as const) {
      const values = weights[name] ?? [];
      expect(values.length).toBeGreaterThanOrEqual(400);
      expect(largest(values), name).toBeLessThanOrEqual(bound);
      expect(largest(values), name).toBeGreaterThan(0.98 * bound);
      expect(Math.abs(mean(values)) / bound, name).toBeLessThan(0.12);
      // A uniform draw in ±b has the variance b² / 3.
      const variance = mean(values.map((value) => value * value)) / bound ** 2;
      expect(Math.abs(variance - 1 / 3), name).toBeLessThan(0.06);
    }
    // Four draws only.
    expect(largest(weights['output.bias'] ?? [])).toBeLessThanOrEqual(1 / 20);
    expect(largest(weights['output.bias'] ?? [])).toBeGreaterThan(0);
  });

  test('of convolutions, where a unit sees kernel · kernel · channels', () => {
    const space = new Box({ low: 0, high: 1, shape: [8, 8, 4] });
    const spec = cnn({ convolutions: [{ filters: 300, kernelSize: 5 }], hidden: [] });
    const weights = draw(build(spec, space));
    for (const name of ['layer0.kernel', 'layer0.bias']) {
      // 1 / √(5 · 5 · 4)
      expect(largest(weights[name] ?? []), name).toBeLessThanOrEqual(0.1);
      expect(largest(weights[name] ?? []), name).toBeGreaterThan(0.098);
    }
  });
});

test('embedding tables are standard normal', () => {
  const { 'layer0.table': table = [] } = draw(build(embedding({ size: 50 }), new Discrete(200)));
  expect(table).toHaveLength(10_000);
  expect(Math.abs(mean(table))).toBeLessThan(0.04);
  expect(Math.abs(mean(table.map((value) => value ** 2)) - 1)).toBeLessThan(0.06);
  // Beyond ±2: 4.55 %. Uniform draws of the same variance have none there.
  const beyond = table.filter((value) => Math.abs(value) > 2).length / table.length;
  expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.01);
});

describe('every array has a stream of its own', () => {
  test('a layer more leaves the others as they were', () => {
    const [one, two] = [draw(build(mlp({ hidden: [4] }))), draw(build(mlp({ hidden: [4, 4] })))];
    for (const name of ['layer0.kernel', 'layer0.bias', 'output.kernel', 'output.bias']) {
      expect(two[name], name).toEqual(one[name]);
    }
  });

  test('layers in the streams leave the trunk as it was', () => {
    const bare = draw(build(mlp({ hidden: [4], dueling: true })));
    const deep = draw(build(mlp({ hidden: [4], dueling: [3] })));
    expect(deep['layer0.kernel']).toEqual(bare['layer0.kernel']);
    expect(deep['layer0.bias']).toEqual(bare['layer0.bias']);
  });

  test('two arrays of the same shape differ', () => {
    const weights = draw(build(mlp({ hidden: [4, 4] })));
    const kernels = ['layer0.kernel', 'layer1.kernel', 'output.kernel'].map(
      (name) => weights[name],
    );
    const biases = ['layer0.bias', 'layer1.bias', 'output.bias'].map((name) => weights[name]);
    for (const [first, second, third] of [kernels, biases]) {
      expect(second).not.toEqual(first);
      expect(third).not.toEqual(first);
      expect(third).not.toEqual(second);
    }
    // Nor is a bias the beginning of its kernel.
    expect(weights['layer0.bias']).not.toEqual(weights['layer0.kernel']?.slice(0, 4));
  });
});

test('the seed decides the draws, and the stream that is handed in stays as it was', () => {
  const architecture = build(mlp({ hidden: [4] }));
  expect(draw(architecture, 1)).toEqual(draw(architecture, 1));
  expect(draw(architecture, 2)).not.toEqual(draw(architecture, 1));
  const random = createRandom(1);
  initialWeights(architecture, random);
  expect(random.getState()).toEqual(createRandom(1).getState());
});
