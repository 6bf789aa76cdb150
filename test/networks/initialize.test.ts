import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../src/networks/architecture.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { initializers } from '../../src/index.ts';
import { dataEfficientCnn } from '../../src/networks/knownCnns.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { ObservationSpace } from '../../src/spaces/space.ts';
import { simd } from '../../src/engines/simd/simd.ts';

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

test.each([
  [mlp({ hidden: [7, 5] }), four, '9186445ed0179013'],
  [mlp({ hidden: [6], dueling: [5] }), four, '115d51ebc7a86e02'],
  [
    cnn({ convolutions: [{ filters: 4, kernelSize: 3 }], hidden: [6] }),
    new Box({ low: 0, high: 255, shape: [8, 8, 3], dtype: 'uint8' }),
    'ba1ad5a1e3627e80',
  ],
  [embedding({ size: 5, hidden: [6] }), new Discrete(9), '1b38cae82db24d0e'],
] as const)(
  'nothing said, the bits are those of the first version: %#',
  (spec, space, expected) => {
    const architecture = buildArchitecture(spec, space, new Discrete(3));
    const weights = initialWeights(architecture, createRandom(12));
    expect(createHash('sha256').update(weights).digest('hex').slice(0, 16)).toBe(expected);
  },
);

describe('initializers that are asked for', () => {
  const { constant, heUniform, normal, orthogonal, uniform, zeros } = initializers;

  test('the last layer of the CartPole notebook: kernel uniform in ±0.03, bias −0.2', () => {
    const weights = draw(
      build(
        mlp({
          hidden: [100],
          output: {
            kernelInitializer: uniform({ bound: 0.03 }),
            biasInitializer: constant(-0.2),
          },
        }),
      ),
    );
    const kernel = weights['output.kernel'] ?? [];
    expect(kernel).toHaveLength(400);
    expect(largest(kernel)).toBeLessThanOrEqual(Math.fround(0.03));
    expect(largest(kernel)).toBeGreaterThan(0.0295);
    expect(weights['output.bias']).toEqual(Array(4).fill(Math.fround(-0.2)));
    // The other layers begin as always.
    const usual = draw(build(mlp({ hidden: [100] })));
    expect(weights['layer0.kernel']).toEqual(usual['layer0.kernel']);
    expect(weights['layer0.bias']).toEqual(usual['layer0.bias']);
  });

  test('of hidden layers reach those of dueling streams, and output the last of each', () => {
    const weights = draw(
      build(
        mlp({
          hidden: [5],
          dueling: [3],
          kernelInitializer: constant(1),
          biasInitializer: constant(2),
          output: { kernelInitializer: constant(3), biasInitializer: constant(4) },
        }),
      ),
    );
    const only = Object.fromEntries(
      Object.entries(weights).map(([name, values]) => [name, [...new Set(values)].join()]),
    );
    expect(only).toEqual({
      'layer0.kernel': '1',
      'layer0.bias': '2',
      'value0.kernel': '1',
      'value0.bias': '2',
      'advantage0.kernel': '1',
      'advantage0.bias': '2',
      'value1.kernel': '3',
      'value1.bias': '4',
      'advantage1.kernel': '3',
      'advantage1.bias': '4',
    });
  });

  test('of convolutions: what one says of itself stands before what is said of all', () => {
    const spec = cnn({
      convolutions: [
        { filters: 2, kernelSize: 3, kernelInitializer: constant(7) },
        { filters: 2, kernelSize: 3, biasInitializer: constant(8) },
      ],
      hidden: [3],
      kernelInitializer: constant(1),
      biasInitializer: zeros(),
    });
    const weights = draw(build(spec, new Box({ low: 0, high: 1, shape: [8, 8, 2] })));
    expect(new Set(weights['layer0.kernel'])).toEqual(new Set([7]));
    expect(new Set(weights['layer1.kernel'])).toEqual(new Set([1]));
    expect(new Set(weights['layer2.kernel'])).toEqual(new Set([1]));
    expect(new Set(weights['layer0.bias'])).toEqual(new Set([0]));
    expect(new Set(weights['layer1.bias'])).toEqual(new Set([8]));
    expect(new Set(weights['layer2.bias'])).toEqual(new Set([0]));
  });

  test('of an embedding: its table by an option of its own', () => {
    const spec = embedding({
      size: 50,
      hidden: [3],
      tableInitializer: normal({ mean: 5, standardDeviation: 0.1 }),
      kernelInitializer: constant(1),
    });
    const weights = draw(build(spec, new Discrete(40)));
    expect(mean(weights['layer0.table'] ?? [])).toBeCloseTo(5, 1);
    expect(new Set(weights['layer1.kernel'])).toEqual(new Set([1]));
  });

  test('of networks that are known by name', () => {
    const space = new Box({ low: 0, high: 255, shape: [84, 84, 4], dtype: 'uint8' });
    const { parameters } = build(
      dataEfficientCnn({ kernelInitializer: heUniform(), output: { biasInitializer: zeros() } }),
      space,
    );
    expect(parameters.map(({ name, initial }) => `${name} ${initial.type}`)).toEqual([
      'layer0.kernel varianceScaling',
      'layer0.bias fanInUniform',
      'layer1.kernel varianceScaling',
      'layer1.bias fanInUniform',
      'layer2.kernel varianceScaling',
      'layer2.bias fanInUniform',
      'output.kernel fanInUniform',
      'output.bias constant',
    ]);
  });

  test('fans of every kind of layer', () => {
    const fans = ({ parameters }: Architecture): string[] =>
      parameters.map(({ name, fanIn, fanOut }) => `${name} ${fanIn} ${fanOut}`);
    const image = new Box({ low: 0, high: 1, shape: [8, 8, 2] });
    const convolutions = cnn({ convolutions: [{ filters: 5, kernelSize: 3 }], hidden: [] });
    // 3 · 3 · 2 in, 3 · 3 · 5 out; 6 · 6 · 5 into the last layer.
    expect(fans(build(convolutions, image))).toEqual([
      'layer0.kernel 18 45',
      'layer0.bias 18 45',
      'output.kernel 180 4',
      'output.bias 180 4',
    ]);
    expect(fans(build(embedding({ size: 6 }), new Discrete(9)))).toEqual([
      'layer0.table 9 6',
      'output.kernel 6 4',
      'output.bias 6 4',
    ]);
  });

  test('they come back from a spec in JSON', () => {
    const spec = mlp({
      hidden: [4],
      dueling: [3],
      kernelInitializer: orthogonal({ gain: 2 }),
      output: { biasInitializer: zeros() },
    });
    const copy = JSON.parse(JSON.stringify(spec)) as NetworkSpec;
    expect(draw(build(copy))).toEqual(draw(build(spec)));
  });

  test('a checkpoint of a network that began otherwise is taken', async () => {
    const environment = { observationSpace: four, actionSpace: new Discrete(2) };
    const make = (network: NetworkSpec): QNetwork =>
      new QNetwork({ environment, network, engine: simd() });
    const [usual, other] = [
      make(mlp({ hidden: [4], dueling: [3] })),
      make(
        mlp({
          hidden: [4],
          dueling: [3],
          kernelInitializer: heUniform(),
          biasInitializer: zeros(),
          output: { kernelInitializer: constant(1) },
        }),
      ),
    ];
    expect(await other.getWeights()).not.toEqual(await usual.getWeights());
    other.setState(await usual.getState());
    expect(await other.getWeights()).toEqual(await usual.getWeights());
    usual.dispose();
    other.dispose();
  });

  test.each([
    [{ kernelInitializer: 'he' }, 'kernelInitializer must be made by one of initializers'],
    [{ kernelInitializer: { type: 'he' } }, 'kernelInitializer must be made by'],
    [{ biasInitializer: orthogonal() }, 'biasInitializer must not be orthogonal'],
    [{ output: { biasInitializer: orthogonal() } }, 'biasInitializer must not be orthogonal'],
    [{ output: { kernel: zeros() } }, "output has no option 'kernel'"],
    [{ output: 3 }, 'output needs an object'],
    [{ kernelInitializer: { type: 'uniform', low: 2, high: 1 } }, 'low (2) of uniform must be'],
  ])('what is no initializer is refused: %j', (options, message) => {
    const make = (): NetworkSpec => mlp({ hidden: [4], ...(options as object) });
    expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
    expect(make).toThrow(message);
  });
});
