import { simd } from '../../src/engines/simd/simd.ts';
import type { EngineFactory, EngineState } from '../../src/engines/engine.ts';
import { memory, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HeadInput, HeadResult } from '../../src/heads/head.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { QNetworkOptions } from '../../src/qnetwork/qNetworkOptions.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { linear } from '../../src/schedules/linear.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { engineCases, randomBatch, sampleRows, type EngineCase } from '../engines/cases.ts';
import { setUpBackend } from '../support/backends.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { engineNamed } from '../engines/engineNamed.ts';
import { toLayersModel } from '../../src/exchange/exchangeModels.ts';

const head = qHead();

beforeAll(async () => {
  await setUpBackend('wasm');
});

describe.each(engineCases)('$name', (engineCase) => {
  const make = (seed = 0): QNetwork => new QNetwork({ ...pick(engineCase), seed });

  test('toLayersModel gives the same values', async () => {
    const network = make();
    const { packed, rows } = sampleRows(engineCase, 4, createRandom(2));
    const model = await toLayersModel(network);
    const values = tidy(() => {
      const dtype = packed instanceof Int32Array ? 'int32' : 'float32';
      const { channels, shape: given } = network.architecture.input;
      const shape = channels === null ? [rows[0]?.length ?? 0] : [...given];
      const input = tensor(rows.flat(), [4, ...shape], dtype);
      return (model.predict(input) as Tensor).dataSync().slice();
    });
    const ours = network.qValues(packed);
    ours.forEach((value, index) => {
      expect(values[index]).toBeCloseTo(value, 5);
    });
    model.dispose();
    network.dispose();
  });

  test('learns a fixed batch', () => {
    const network = make();
    const batch = randomBatch(engineCase, 16);
    const first = network.update(batch).loss;
    let loss = first;
    for (let step = 0; step < 150; step++) ({ loss } = network.update(batch));
    expect(loss).toBeLessThan(first * 0.9);
    expect(network.updates).toBe(151);
    network.dispose();
  });

  test('goes on after setState exactly as without', async () => {
    const [one, other] = [make(0), make(1)];
    for (let step = 0; step < 3; step++) one.update(randomBatch(engineCase, 8, step));
    one.syncTarget(0.5);
    other.setState(await one.getState());
    for (const network of [one, other]) {
      for (let step = 3; step < 6; step++) network.update(randomBatch(engineCase, 8, step));
    }
    expect(await other.getState()).toEqual(await one.getState());
    expect(other.updates).toBe(6);
    one.dispose();
    other.dispose();
  });

  test('updateAsync is update', async () => {
    const [one, other] = [make(), make()];
    const batch = randomBatch(engineCase, 8);
    const result = one.update(batch);
    const { loss, tdErrors } = await other.updateAsync(batch);
    expect(loss).toBe(result.loss);
    expect(tdErrors).toEqual(result.tdErrors);
    expect(await other.getWeights()).toEqual(await one.getWeights());
    one.dispose();
    other.dispose();
  });
});

test('a batch without its size is told as such', () => {
  const spaces = {
    observationSpace: new Box({ low: -1, high: 1, shape: [2] }),
    actionSpace: new Discrete(2),
  };
  const network = new QNetwork({ environment: spaces, network: mlp({ hidden: [4] }) });
  for (const size of [undefined, '4', 1.5, -1]) {
    expect(() => network.update({ size } as never)).toThrow(/needs a batch.*with its size/);
  }
  network.dispose();
});

test('what updateAsync resolves with is not overwritten by another update', async () => {
  const [engineCase] = engineCases as [EngineCase];
  const { environment, network: spec } = engineCase;
  const network = new QNetwork({ environment, network: spec });
  const { tdErrors } = await network.updateAsync(randomBatch(engineCase, 8, 1));
  const kept = [...tdErrors];
  await network.updateAsync(randomBatch(engineCase, 8, 2));
  expect([...tdErrors]).toEqual(kept);
  network.dispose();
});

test.each(['simd', 'tfjs'] as const)(
  'one observation and many in turn, ever more of them, on %s',
  (name) => {
    const engine = engineNamed(name);
    const environment = {
      observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
      actionSpace: new Discrete(2),
    };
    const network = new QNetwork({ environment, network: mlp({ hidden: [64] }), engine });
    const rows = Float32Array.from({ length: 3 * 1000 }, (_, index) => Math.sin(index));
    const alone = [...network.qValues(rows.subarray(0, 3))];
    // The larger ones make the memory grow.
    for (const count of [2, 1, 10, 1, 1000, 10, 1]) {
      const values = network.qValues(rows.subarray(0, 3 * count));
      expect(values).toHaveLength(2 * count);
      values.slice(0, 2).forEach((value, action) => {
        expect(value).toBeCloseTo(alone[action] ?? NaN, 5);
      });
      // A copy: the next call does not change it.
      expect([...network.qValues(rows.subarray(3, 6))]).not.toEqual([...values.slice(0, 2)]);
      expect(values[0]).toBeCloseTo(alone[0] ?? NaN, 5);
    }
    // As it does for the target weights alone.
    network.qValues(rows, 'target');
    expect([...network.qValues(rows.subarray(0, 3))]).toEqual(alone);
    network.dispose();
  },
);

/** On the engine whose tensors these tests count. */
function pick({
  environment,
  network,
}: EngineCase): Pick<QNetworkOptions, 'environment' | 'network' | 'engine'> {
  return { environment, network, engine: tfjs() };
}

const [plain] = engineCases as [EngineCase];
const makePlain = (): QNetwork => new QNetwork({ ...pick(plain), gradientClipNorm: 1 });

test('holds its memory: no tensor and no byte more after 1,000 and 2,000 updates', () => {
  const before = memory();
  const network = makePlain();
  const batch = randomBatch(plain, 8);
  const sizes = [1000, 1000].map((updates) => {
    for (let step = 0; step < updates; step++) {
      network.update(batch);
      if (step % 50 === 0) network.syncTarget(step % 100 === 0 ? 1 : 0.1);
      network.qValues(batch.observations);
    }
    network.syncTarget();
    const { numTensors, numBytes, numDataBuffers } = memory();
    return { numTensors, numBytes, numDataBuffers };
  });
  expect(sizes[1]).toEqual(sizes[0]);
  network.dispose();
  const { numTensors, numBytes, numDataBuffers } = memory();
  expect({ numTensors, numBytes, numDataBuffers }).toEqual({
    numTensors: before.numTensors,
    numBytes: before.numBytes,
    numDataBuffers: before.numDataBuffers,
  });
});

test('a tidy around an update leaves the network whole', () => {
  const network = makePlain();
  const batch = randomBatch(plain, 8);
  tidy(() => {
    network.update(batch);
    network.syncTarget(0.5);
  });
  expect(network.update(batch).updates).toBe(2);
  network.dispose();
});

test('a diverged loss is an error that names the update and leaves weights and memory', async () => {
  const network = makePlain();
  const batch = randomBatch(plain, 8);
  network.update(batch);
  const before = await network.getState();
  const { numTensors } = memory();
  const broken = { ...batch, rewards: new Float32Array(8).fill(NaN) };
  expect(() => network.update(broken)).toThrow(/NaN at update 2.*learning rate/s);
  await expect(network.updateAsync(broken)).rejects.toMatchObject({
    name: 'DivergenceError',
  });
  expect(await network.getState()).toEqual(before);
  expect(memory().numTensors).toBe(numTensors);
  network.dispose();
});

test.each([
  ['discounts', 1.01, /discounts of a batch must be from 0 to 1: .* received 1\.0099.* in row 3/],
  ['discounts', -0.5, /discounts of a batch must be from 0 to 1: .* received -0\.5 in row 3/],
  ['weights', -1, /weights of a batch must be at least 0: .* received -1 in row 3/],
])('a batch with %s of %d is refused, and nothing changes', async (name, value, message) => {
  const network = makePlain();
  const batch = randomBatch(plain, 8);
  const before = await network.getState();
  const column = new Float32Array(8).fill(value, 3);
  expect(() => network.update({ ...batch, [name]: column })).toThrow(message);
  expect(await network.getState()).toEqual(before);
  network.dispose();
});

test('syncTarget moves the target by its fraction', async () => {
  const network = makePlain();
  const start = await network.getWeights('target');
  network.update(randomBatch(plain, 8));
  expect(await network.getWeights('target')).toEqual(start);
  network.syncTarget(0.25);
  const [online, target] = [await network.getWeights(), await network.getWeights('target')];
  const key = 'layer0.kernel';
  target[key]?.data.forEach((value, index) => {
    const from = start[key]?.data[index] ?? NaN;
    expect(value).toBeCloseTo(from + 0.25 * ((online[key]?.data[index] ?? NaN) - from), 6);
  });
  expect(() => {
    network.syncTarget(0);
  }).toThrow('fraction');
  network.syncTarget();
  expect(await network.getWeights('target')).toEqual(online);
  network.dispose();
});

test('weights that fit are taken over by both copies', async () => {
  const [one, other] = [makePlain(), new QNetwork({ ...pick(plain), seed: 9 })];
  one.update(randomBatch(plain, 8));
  const weights = await one.getWeights();
  other.setWeights(weights);
  expect(await other.getWeights('online')).toEqual(weights);
  expect(await other.getWeights('target')).toEqual(weights);
  one.dispose();
  other.dispose();
});

test('what overflows single precision is an error before it reaches the weights', async () => {
  const mse = qHead({ loss: 'mse' });
  const network = new QNetwork({ ...pick(plain), head: mse, gradientClipNorm: null });
  const batch = randomBatch(plain, 8);
  const before = await network.getState();
  for (const reward of [3e38, 1e20]) {
    const huge = { ...batch, rewards: new Float32Array(8).fill(reward) };
    expect(() => network.update(huge)).toThrow(
      expect.objectContaining({ name: 'DivergenceError' }),
    );
  }
  expect(await network.getState()).toEqual(before);
  network.dispose();
});

test.each([
  ['no loss', () => undefined, 'ShapeError'],
  ['a loss that is no number', (result: HeadResult) => (result.loss = '1' as never), 'ShapeError'],
  ['a TD error of NaN', (result: HeadResult) => result.tdErrors.fill(NaN), 'DivergenceError'],
  [
    'an endless slope',
    (result: HeadResult) => (result.outputGradient[0] = Infinity),
    'DivergenceError',
  ],
] as const)(
  'a head with %s is told so, no step is taken and nothing leaks',
  async (_, spoil, name) => {
    const broken = {
      ...head,
      evaluate: (input: HeadInput, result: HeadResult) => {
        head.evaluate(input, result);
        if (spoil(result) === undefined) result.loss = undefined as never;
      },
    };
    const network = new QNetwork({ ...pick(plain), head: broken });
    const before = await network.getState();
    const { numTensors } = memory();
    const refused = expect.objectContaining({ name }) as unknown;
    expect(() => network.update(randomBatch(plain, 8))).toThrow(refused);
    await expect(network.updateAsync(randomBatch(plain, 8))).rejects.toMatchObject({ name });
    expect(memory().numTensors).toBe(numTensors);
    expect(await network.getState()).toEqual(before);
    network.dispose();
  },
);

test('a fractional action in a batch made by hand is refused', () => {
  const network = makePlain();
  const batch = randomBatch(plain, 8);
  const actions = new Float32Array(8).fill(0.5) as unknown as Int32Array;
  expect(() => network.update({ ...batch, actions })).toThrow(/whole numbers from 0/);
  network.dispose();
});

test('a learning rate may come down to 0, and a broken schedule leaks nothing', async () => {
  const batch = randomBatch(plain, 8);
  const rest = new QNetwork({
    ...pick(plain),
    optimizer: adam({ learningRate: linear({ from: 1e-3, to: 0, over: 2 }) }),
  });
  for (let step = 0; step < 2; step++) rest.update(batch);
  const before = await rest.getWeights();
  rest.update(batch);
  expect(await rest.getWeights()).toEqual(before);
  rest.dispose();

  const broken = new QNetwork({ ...pick(plain), optimizer: adam({ learningRate: () => NaN }) });
  const { numTensors } = memory();
  expect(() => broken.update(batch)).toThrow('learningRate returned NaN at count 0');
  await expect(broken.updateAsync(batch)).rejects.toMatchObject({ name: 'ValueError' });
  expect(memory().numTensors).toBe(numTensors);
  broken.dispose();
});

test('an asynchronous update outlives a tidy around its start, and a change of its batch', async () => {
  const [one, other] = [makePlain(), makePlain()];
  const batch = randomBatch(plain, 8);
  one.update(batch);
  let running: Promise<unknown> = Promise.resolve();
  tidy(() => {
    running = other.updateAsync(batch);
  });
  batch.rewards.fill(100);
  await running;
  expect(await other.getWeights()).toEqual(await one.getWeights());
  one.dispose();
  other.dispose();
});

test('a diverged network is not saved', async () => {
  const inner = simd();
  // No update gets there any more: a state with NaN, as an engine of one's own may give.
  const engine: EngineFactory = {
    name: inner.name,
    create(options) {
      const made = inner.create(options);
      const usual = made.getState.bind(made);
      const getState = async (): Promise<EngineState> => {
        const state = await usual();
        return { ...state, online: new Float32Array(state.online.length).fill(NaN) };
      };
      return Object.assign(made, { getState });
    },
  };
  const network = new QNetwork({ ...pick(plain), engine });
  await expect(network.getState()).rejects.toMatchObject({ name: 'DivergenceError' });
});

test('a table of one row learns', () => {
  const environment = { observationSpace: new Discrete(1), actionSpace: new Discrete(2) };
  const network = new QNetwork({ environment, network: embedding({ size: 2 }) });
  const batch: Batch = {
    ...randomBatch(plain, 4),
    observations: new Int32Array(4),
    nextObservations: new Int32Array(4),
    actions: new Int32Array(4),
    discounts: new Float32Array(4),
    rewards: new Float32Array(4).fill(2),
  };
  for (let step = 0; step < 2000; step++) network.update(batch);
  expect(network.qValues(0)[0]).toBeCloseTo(2, 1);
  network.dispose();
});

test('weights that do not fit are refused, and nothing changes', async () => {
  const network = makePlain();
  const weights = await network.getWeights();
  const [first = '', ...rest] = Object.keys(weights);
  const { data, shape } = weights[first] ?? { data: new Float32Array(), shape: [] };
  const without = Object.fromEntries(rest.map((name) => [name, weights[name]]));
  for (const broken of [
    without,
    { ...weights, extra: { shape, data } },
    { ...weights, [first]: { shape: [1], data } },
    { ...weights, [first]: { shape, data: new Float32Array(data.length).fill(NaN) } },
    { ...weights, [first]: { shape, data: new Float64Array(data.length) } },
    { ...weights, [first]: { shape, data: data.slice(1) } },
    { ...weights, [first]: null },
  ]) {
    expect(() => {
      network.setWeights(broken as typeof weights);
    }).toThrow(/Weights|weights/);
  }
  expect(await network.getWeights()).toEqual(weights);
  network.dispose();
});

describe('misuse', () => {
  const box = new Box({ low: -1, high: 1, shape: [3] });
  const environment = { observationSpace: box, actionSpace: new Discrete(2) };

  test('observations of another length', () => {
    const network = new QNetwork({ environment, network: mlp({ hidden: [4] }) });
    expect(() => network.qValues(new Float32Array(4))).toThrow('3 numbers each; received 4');
    expect(() => network.qValues(new Float32Array(0))).toThrow('received 0');
    expect(() => network.qValues(Float32Array.of(1, NaN, 1))).toThrow('NaN or infinity');
    expect(() => network.qValues([1, 2, 3] as never)).toThrow('received an array of 3');
    network.dispose();
  });

  test('an index outside the table', () => {
    const spaces = { observationSpace: new Discrete(5), actionSpace: new Discrete(2) };
    const network = new QNetwork({ environment: spaces, network: embedding({ size: 2 }) });
    expect(() => network.qValues(5)).toThrow('from 0 to 4; received 5');
    expect(network.qValues(4)).toHaveLength(2);
    expect(() => network.qValues(1.5)).toThrow('received 1.5');
    expect(() => network.qValues(NaN)).toThrow('received NaN');
    expect(() => network.qValues(0, 'onlne' as never)).toThrow("'online' or 'target'");
    network.dispose();
  });

  test('a network that does not suit the space', () => {
    const discrete = { observationSpace: new Discrete(5), actionSpace: new Discrete(2) };
    expect(() => new QNetwork({ environment: discrete, network: mlp({ hidden: [4] }) })).toThrow(
      'embedding',
    );
    expect(() => new QNetwork({ environment, network: embedding({ size: 4 }) })).toThrow('mlp');
  });

  test('after dispose, and a second dispose', () => {
    const network = new QNetwork({ environment, network: mlp({ hidden: [4] }) });
    network.dispose();
    network.dispose();
    expect(() => network.qValues(new Float32Array(3))).toThrow('disposed');
  });

  test('a second update while one is running', async () => {
    const network = makePlain();
    const batch = randomBatch(plain, 8);
    const running = network.updateAsync(batch);
    expect(() => network.update(batch)).toThrow('still running');
    expect((await running).updates).toBe(1);
    network.dispose();
  });

  test.each([
    () => mlp({ hidden: [0] }),
    () => mlp({ hidden: 64 as never }),
    () => mlp({ hidden: [4], activation: 'gelu' as never }),
    () => mlp({ hidden: [4], inputScale: 0 }),
    () => mlp({ hiden: [4] } as never),
    () => embedding({ size: 1.5 }),
    () => new QNetwork({ environment, network: mlp({ hidden: [] }), gradientClipNorm: -1 }),
    () => new QNetwork({ environment, network: mlp({ hidden: [] }), engine: 'gpu' as never }),
    () => new QNetwork({ environment, network: mlp({ hidden: [] }), sed: 1 } as never),
    () => new QNetwork({ environment, network: { hidden: [64] } as never }),
    () => new QNetwork({ environment, network: null as never }),
    () => new QNetwork({ environment, network: specWith({ units: NaN }) }),
    () => new QNetwork({ environment, network: specWith({ activation: 'gelu' }) }),
    () => new QNetwork({ environment, network: mlp({ hidden: [65_536, 65_536] }) }),
    () => new QNetwork(undefined as never),
    () => mlp(undefined as never),
  ])('%s', (make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  });
});

function specWith(part: object): NetworkSpec {
  const layer = { type: 'dense', units: 4, activation: 'relu', ...part };
  return { layers: [layer], dueling: null, inputScale: null } as unknown as NetworkSpec;
}
