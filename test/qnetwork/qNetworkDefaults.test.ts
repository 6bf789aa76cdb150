import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { DeepQError, UsageError } from '../../src/errors.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { QNetworkOptions } from '../../src/qnetwork/qNetworkOptions.ts';
import type { WeightTensors } from '../../src/networks/weightTensors.ts';
import { adam, sgd } from '../../src/optimizers/optimizer.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineNamed } from '../engines/engineNamed.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

const box = new Box({ low: -Infinity, high: Infinity, shape: [2] });
const boxes = { observationSpace: box, actionSpace: new Discrete(2) };
const states = { observationSpace: new Discrete(5), actionSpace: new Discrete(2) };
const mse = qHead({ loss: 'mse' });

function makeNetwork(options: Partial<QNetworkOptions> = {}): QNetwork {
  const network = mlp({ hidden: [3] });
  return new QNetwork({ environment: boxes, network, head: mse, ...options });
}

/** Two transitions that fit `boxes`. */
const pair: Batch = {
  size: 2,
  observations: Float32Array.of(1, -1, 0.5, 2),
  nextObservations: Float32Array.of(0, 1, 1, 0),
  actions: Int32Array.of(0, 1),
  rewards: Float32Array.of(1, -1),
  discounts: new Float32Array(2),
  weights: Float32Array.of(1, 1),
  nextActionMasks: null,
};

const flat = (weights: WeightTensors): number[] =>
  Object.values(weights).flatMap(({ data }) => [...(data as Float32Array)]);

const weightsOf = (tensors: Record<string, [number[], number[]]>): WeightTensors =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, [shape, data]]) => [
      name,
      { shape, data: Float32Array.from(data) },
    ]),
  );

describe.each(['update', 'updateAsync'] as const)('%s', (method) => {
  const update = async (network: QNetwork, batch: Batch) => network[method](batch);

  test('takes the learning rate of the updates that were made before it', async () => {
    const rates = [0.5, 0.125, 0.03125];
    const network = makeNetwork({
      optimizer: sgd({ learningRate: (updates) => rates[updates] ?? NaN }),
      gradientClipNorm: null,
    });
    for (const rate of rates) {
      const before = flat(await network.getWeights());
      await update(network, pair);
      const gradient = flat(await network.gradient());
      expect(Math.hypot(...gradient)).toBeGreaterThan(0.01);
      const after = flat(await network.getWeights());
      after.forEach((weight, index) => {
        expect(weight).toBeCloseTo(before[index]! - rate * gradient[index]!, 5);
      });
    }
    network.dispose();
  });

  test('limits the norm of the gradient to 10 unless told otherwise', async () => {
    for (const [options, norm] of [
      [{}, 10],
      [{ gradientClipNorm: 0.5 }, 0.5],
      [{ gradientClipNorm: null }, null],
    ] as const) {
      const network = makeNetwork({ ...options, optimizer: sgd({ learningRate: 1 }) });
      const before = flat(await network.getWeights());
      await update(network, { ...pair, rewards: Float32Array.of(500, -500) });
      const after = flat(await network.getWeights());
      const gradient = Math.hypot(...flat(await network.gradient()));
      expect(gradient).toBeGreaterThan(100);
      const moved = Math.hypot(...after.map((weight, index) => weight - before[index]!));
      expect(Math.abs(moved / (norm ?? gradient) - 1)).toBeLessThan(1e-3);
      network.dispose();
    }
  });

  const wrong: [string, Partial<Batch>, string][] = [
    ['too few observations', { observations: Float32Array.of(1, 2) }, 'received 1'],
    ['too many observations', { observations: new Float32Array(6) }, 'received 3'],
    ['half an observation', { observations: new Float32Array(3) }, 'received 3 in all'],
    ['too few next observations', { nextObservations: Float32Array.of(1, 2) }, 'received 1'],
    ['no next observations', { nextObservations: new Float32Array(0) }, 'received 0 in all'],
    ['indices', { observations: Int32Array.of(0, 1, 0, 1) }, 'whole numbers'],
    ['next indices', { nextObservations: Int32Array.of(0, 1, 0, 1) }, 'whole numbers'],
    ['too few actions', { actions: Int32Array.of(0) }, '2 actions; received 1'],
    ['too many rewards', { rewards: new Float32Array(3) }, '2 rewards; received 3'],
    ['too few discounts', { discounts: new Float32Array(1) }, '2 discounts; received 1'],
    ['no discounts', { discounts: undefined as never }, '2 discounts; received undefined'],
    ['too few weights', { weights: new Float32Array(1) }, '2 weights; received 1'],
    ['an action above', { actions: Int32Array.of(0, 2) }, 'from 0 to 1; received 2'],
    ['an action below', { actions: Int32Array.of(-1, 0) }, 'from 0 to 1; received -1'],
  ];

  test.each(wrong)('refuses a batch with %s, and changes nothing', async (_, part, message) => {
    const network = makeNetwork();
    const before = await network.getState();
    const { numTensors } = memory();
    const refused = update(network, { ...pair, ...part });
    await expect(refused).rejects.toMatchObject({ name: 'ShapeError' });
    await expect(refused).rejects.toThrow(message);
    expect(memory().numTensors).toBe(numTensors);
    expect(await network.getState()).toEqual(before);
    // Nor is anything left running.
    expect((await update(network, pair)).updates).toBe(1);
    network.dispose();
  });

  test('refuses numbers where the network takes indices, and indices out of range', async () => {
    const network = makeNetwork({ environment: states, network: embedding({ size: 2 }) });
    const rows = Int32Array.of(4, 0);
    const good = { ...pair, observations: rows, nextObservations: rows };
    for (const part of [
      { observations: Float32Array.of(0, 1) },
      { nextObservations: Uint8Array.of(0, 1) },
      { observations: Int32Array.of(0, 5) },
      { nextObservations: Int32Array.of(-1, 0) },
    ]) {
      const refused = update(network, { ...good, ...part });
      await expect(refused).rejects.toMatchObject({ name: 'ShapeError' });
    }
    expect((await update(network, good)).updates).toBe(1);
    network.dispose();
  });
});

test('another kind of observation is refused by qValues as well', () => {
  const network = makeNetwork();
  expect(() => network.qValues(Int32Array.of(1, 2))).toThrow('whole numbers');
  expect(() => network.qValues(1)).toThrow(expect.objectContaining({ name: 'ShapeError' }));
  network.dispose();
  const table = makeNetwork({ environment: states, network: embedding({ size: 2 }) });
  expect(() => table.qValues(Float32Array.of(1))).toThrow('received Float32Array');
  expect(() => table.qValues(-1)).toThrow('from 0 to 4; received -1');
  table.dispose();
});

describe('while updateAsync runs', () => {
  const attempt = async (call: () => unknown): Promise<unknown> => {
    try {
      await call();
      return null;
    } catch (error) {
      return error;
    }
  };

  test.each([
    ['syncTarget', (network: QNetwork) => network.syncTarget()],
    ['syncTarget by half', (network: QNetwork) => network.syncTarget(0.5)],
    ['update', (network: QNetwork) => network.update(pair)],
    ['updateAsync', (network: QNetwork) => network.updateAsync(pair)],
  ])('%s is refused, and the update goes its way', async (_, call) => {
    const [network, undisturbed] = [makeNetwork(), makeNetwork()];
    const running = network.updateAsync(pair);
    expect(await attempt(() => call(network))).toBeInstanceOf(UsageError);
    expect((await running).updates).toBe(1);
    await undisturbed.updateAsync(pair);
    expect(await network.getState()).toEqual(await undisturbed.getState());
    network.dispose();
    undisturbed.dispose();
  });

  test('getState is refused, or shows one moment: before the update, or after it', async () => {
    const network = makeNetwork();
    const before = await network.getState();
    const running = network.updateAsync(pair);
    const [outcome] = await Promise.allSettled([network.getState()]);
    await running;
    const after = await network.getState();
    expect(after).not.toEqual(before);
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(UsageError);
    else expect([before, after]).toContainEqual(outcome.value);
    network.dispose();
  });

  test('setState is refused, or comes after the update', async () => {
    const [network, other] = [makeNetwork(), makeNetwork({ seed: 1 })];
    const state = await other.getState();
    const running = network.updateAsync(pair);
    const refusal = await attempt(() => {
      network.setState(state);
    });
    expect((await running).updates).toBe(1);
    if (refusal) expect(refusal).toBeInstanceOf(UsageError);
    else expect(await network.getState()).toEqual(state);
    expect(network.update(pair).loss).toBeGreaterThan(0);
    network.dispose();
    other.dispose();
  });

  test('a state that was prepared before cannot be taken over', async () => {
    const [network, other] = [makeNetwork(), makeNetwork({ seed: 1 })];
    const state = await other.getState();
    const takeOver = network.prepareState(state);
    const running = network.updateAsync(pair);
    expect(takeOver).toThrow(UsageError);
    expect((await running).updates).toBe(1);
    takeOver();
    expect(await network.getState()).toEqual(state);
    network.dispose();
    other.dispose();
  });

  test('dispose is refused, or waits; nothing breaks and nothing stays behind', async () => {
    const { numTensors } = memory();
    const network = makeNetwork();
    const running = network.updateAsync(pair);
    const [disposing, update] = await Promise.all([
      attempt(() => {
        network.dispose();
      }),
      attempt(() => running),
    ]);
    if (disposing) expect(disposing).toBeInstanceOf(UsageError);
    if (update) expect(update).toBeInstanceOf(DeepQError);
    network.dispose();
    await Promise.resolve();
    expect(memory().numTensors).toBe(numTensors);
    expect(() => network.qValues(Float32Array.of(1, 1))).toThrow('disposed');
  });
});

test('after dispose every call is refused', async () => {
  const network = makeNetwork();
  network.update(pair);
  const state = await network.getState();
  network.dispose();
  const refused = expect.objectContaining({ name: 'UsageError' }) as unknown;
  expect(() => network.update(pair)).toThrow(refused);
  expect(() => {
    network.syncTarget();
  }).toThrow(refused);
  expect(() => {
    network.setState(state);
  }).toThrow(refused);
  for (const call of [
    network.updateAsync(pair),
    network.getState(),
    network.getWeights(),
    network.gradient(),
    network.qValuesAsync(Float32Array.of(1, 1)),
  ]) {
    await expect(call).rejects.toMatchObject({ name: 'UsageError' });
  }
});

describe('values by hand', () => {
  const identity = weightsOf({
    'output.kernel': [
      [2, 2],
      [1, 0, 0, 1],
    ],
    'output.bias': [[2], [0, 0]],
  });

  test.each(['tfjs', 'simd'] as const)('bytes are divided by 255 on %s', (engine) => {
    const observationSpace = new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' });
    const environment = { observationSpace, actionSpace: new Discrete(2) };
    const network = makeNetwork({
      environment,
      network: mlp({ hidden: [] }),
      engine: engineNamed(engine),
    });
    expect(network.architecture.input.scale).toBe(1 / 255);
    network.setWeights(identity);
    // To the last bit or two: the scale itself is rounded to single precision.
    for (const [byte, value] of [
      [255, 1],
      [51, 0.2],
      [1, 1 / 255],
    ] as const) {
      const [first = NaN, second = NaN] = network.qValues(Uint8Array.of(byte, 0));
      expect(Math.abs(first / value - 1)).toBeLessThan(2e-7);
      expect(second).toBe(0);
    }
    network.dispose();
  });

  test('unless inputScale says otherwise; floats are taken as they are', async () => {
    const observationSpace = new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' });
    const environment = { observationSpace, actionSpace: new Discrete(2) };
    const halved = makeNetwork({ environment, network: mlp({ hidden: [], inputScale: 0.5 }) });
    halved.setWeights(identity);
    expect([...halved.qValues(Uint8Array.of(255, 6))]).toEqual([127.5, 3]);
    halved.dispose();
    const floats = makeNetwork({ network: mlp({ hidden: [] }) });
    floats.setWeights(identity);
    expect([...floats.qValues(Float32Array.of(255, -51))]).toEqual([255, -51]);
    floats.dispose();
  });

  test('kernels are [inputs, units], rows one behind the other', async () => {
    const network = makeNetwork({ network: mlp({ hidden: [] }) });
    network.setWeights(
      weightsOf({
        'output.kernel': [
          [2, 2],
          [1, 10, 100, 1000],
        ],
        'output.bias': [[2], [0.5, -0.5]],
      }),
    );
    // [1, 2]: 1·1 + 2·100 + 0.5, 1·10 + 2·1000 − 0.5. [0, 1]: the second row.
    expect([...network.qValues(Float32Array.of(1, 2, 0, 1))]).toEqual([
      201.5, 2009.5, 100.5, 999.5,
    ]);
    network.dispose();
  });

  test.each([
    // Before the activation the units of V are −2 and 0, those of A are 3 and −4.
    // relu: V = 5 + 2·0; A = [3 + 0, −3 − 2·0] about a mean of 0.
    { activation: 'relu', expected: [5 + 3, 5 - 3] },
    // linear: V = 5 + 2·(−2); A = [3 − 4, −3 + 2·4] about a mean of 2.
    { activation: 'linear', expected: [1 - 3, 1 + 3] },
    // elu makes e^z − 1 of a negative z.
    {
      activation: 'elu',
      expected: [
        5 + 2 * Math.expm1(-2) + 3 + 1.5 * Math.expm1(-4),
        5 + 2 * Math.expm1(-2) - 3 - 1.5 * Math.expm1(-4),
      ],
    },
  ] as const)('dueling streams with $activation between', async ({ activation, expected }) => {
    const network = makeNetwork({ network: mlp({ hidden: [], dueling: [2], activation }) });
    network.setWeights(
      weightsOf({
        'value0.kernel': [
          [2, 2],
          [-1, 1, 1, 1],
        ],
        'value0.bias': [[2], [0, 0]],
        'value1.kernel': [
          [2, 1],
          [2, 7],
        ],
        'value1.bias': [[1], [5]],
        'advantage0.kernel': [
          [2, 2],
          [1, -2, -1, 2],
        ],
        'advantage0.bias': [[2], [1, 0]],
        'advantage1.kernel': [
          [2, 2],
          [1, -1, 1, -2],
        ],
        'advantage1.bias': [[2], [0, 0]],
      }),
    );
    const found = network.qValues(Float32Array.of(1, -1));
    expected.forEach((value, action) => {
      expect(found[action]).toBeCloseTo(value, 5);
    });
    network.dispose();
  });
});

test('the seed decides the first weights, and the target begins as a copy', async () => {
  const networks = [makeNetwork(), makeNetwork({ seed: 0 }), makeNetwork({ seed: 1 })];
  const weights = await Promise.all(networks.map((network) => network.getWeights()));
  expect(weights[1]).toEqual(weights[0]);
  expect(weights[2]).not.toEqual(weights[0]);
  for (const [index, network] of networks.entries()) {
    expect(await network.getWeights('target')).toEqual(weights[index]);
    network.dispose();
  }
});

test('the optimizer is Adam with a learning rate of 0.001 unless told otherwise', async () => {
  const given = makeNetwork({ optimizer: adam({ learningRate: 1e-3 }) });
  const other = makeNetwork({ optimizer: adam({ learningRate: 2e-3 }) });
  const plain = makeNetwork();
  for (const network of [given, other, plain]) network.update(pair);
  expect(await plain.getState()).toEqual(await given.getState());
  expect(await plain.getWeights()).not.toEqual(await other.getWeights());
  for (const network of [given, other, plain]) network.dispose();
});

test('there is no gradient before the first update', async () => {
  const network = makeNetwork();
  await expect(network.gradient()).rejects.toMatchObject({ name: 'UsageError' });
  network.dispose();
});
