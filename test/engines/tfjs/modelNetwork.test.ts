import { memory, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import {
  initializers,
  input as inputLayer,
  layers,
  model as createModel,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { memoryStore } from '../../../src/state/memoryStore.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { adam, rmsprop, sgd } from '../../../src/optimizers/optimizer.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { evaluate } from '../../../src/training/evaluate.ts';
import { train } from '../../../src/training/train.ts';
import { setUpBackend } from '../../support/backends.ts';
import { corridorProbe, sideProbe } from '../../support/probes.ts';
import { randomBatch, type EngineCase } from '../cases.ts';
import { simd } from '../../../src/engines/simd/simd.ts';
import { tfjs } from '../../../src/engines/tfjs/tfjs.ts';
import { setWeightsFrom, toLayersModel } from '../../../src/exchange/exchangeModels.ts';
import { layersModel } from '../../../src/exchange/modelSource.ts';

beforeEach(async () => {
  await setUpBackend('cpu');
});

const actionSpace = new Discrete(3);
const rows: EngineCase = {
  name: 'rows',
  environment: {
    observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [4] }),
    actionSpace,
  },
  network: mlp({ hidden: [] }),
};
const { environment } = rows;
const dense = (units: number, activation: 'tanh' | 'relu' | 'linear' = 'linear') =>
  layers.dense({ units, activation });

/** A network of the library, but for a layer that no spec has, and which changes nothing. */
function withIdentity(): LayersModel {
  return sequential({
    layers: [
      layers.dense({ inputShape: [4], units: 6, activation: 'tanh' }),
      layers.leakyReLU({ alpha: 1 }),
      dense(3),
    ],
  });
}

/** Layers that no spec has: a shared one, a product, a norm, a frozen one, a bias left out. */
function oddModel(): LayersModel {
  // The same weights in every run: numeric differentiation suits some better than others.
  const seeded = (seed: number) => ({ kernelInitializer: initializers.glorotUniform({ seed }) });
  const start = inputLayer({ shape: [4] });
  const shared = layers.dense({ units: 4, activation: 'tanh', ...seeded(1) });
  const twice = shared.apply(shared.apply(start)) as SymbolicTensor;
  const gate = layers
    .dense({ units: 4, activation: 'softplus', useBias: false, ...seeded(2) })
    .apply(start);
  const product = layers.multiply().apply([twice, gate as SymbolicTensor]);
  const norm = layers.layerNormalization().apply(product);
  const frozen = layers.dense({ units: 5, trainable: false, ...seeded(3) }).apply(norm);
  return createModel({
    inputs: start,
    outputs: layers.dense({ units: 3, ...seeded(4) }).apply(frozen) as SymbolicTensor,
  });
}

const values = (model: LayersModel): number[][] =>
  model.getWeights().map((weights) => [...weights.dataSync()]);

function predict(model: LayersModel, packed: ArrayLike<number>): number[] {
  return tidy(() => {
    const input = tensor(Array.from(packed), [packed.length / 4, 4]);
    return [...(model.predict(input) as Tensor).dataSync()];
  });
}

test.each([
  adam({ learningRate: 1e-2 }),
  sgd({ learningRate: 1e-2, momentum: 0.9 }),
  rmsprop({ learningRate: 1e-2, centered: true }),
])('learns what a spec of the same layers learns: $type', async (optimizer) => {
  const model = withIdentity();
  const asItIs = new QNetwork({
    environment,
    network: layersModel(model),
    engine: tfjs(),
    optimizer,
    gradientClipNorm: 0.5,
  });
  const network = mlp({ hidden: [6], activation: 'tanh' });
  const options = { environment, network, optimizer, engine: tfjs() } as const;
  const fitted = new QNetwork({ ...options, gradientClipNorm: 0.5 });
  const names = Object.keys(await fitted.getWeights());
  const renamed = (weights: Awaited<ReturnType<QNetwork['getWeights']>>) =>
    Object.fromEntries(Object.values(weights).map((weight, index) => [names[index] ?? '', weight]));
  fitted.setWeights(renamed(await asItIs.getWeights()));

  for (let step = 0; step < 10; step++) {
    const batch = randomBatch(rows, 16, step);
    const [ours, theirs] = [asItIs.update(batch), fitted.update(batch)];
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    if (step === 6) for (const each of [asItIs, fitted]) each.syncTarget(0.3);
  }
  for (const which of ['online', 'target'] as const) {
    const ours = renamed(await asItIs.getWeights(which));
    for (const [name, { data }] of Object.entries(await fitted.getWeights(which))) {
      data.forEach((weight, index) => {
        expect(ours[name]?.data[index]).toBeCloseTo(weight, 5);
      });
    }
  }
  for (const network of [asItIs, fitted]) network.dispose();
  model.dispose();
});

test('gradients are those of numeric differentiation; frozen layers have none', async () => {
  const model = oddModel();
  const network = new QNetwork({
    environment,
    network: layersModel(model),
    engine: tfjs(),
    // A step that leaves the weights where they are, in single precision.
    optimizer: sgd({ learningRate: 1e-30 }),
    gradientClipNorm: null,
  });
  const batch = randomBatch(rows, 8);
  network.update(batch);
  const gradient = await network.gradient();
  const weights = await network.getWeights();
  const target = { ...(await network.getState()) };
  const lossAt = (name: string, index: number, change: number): number => {
    const { data, shape } = weights[name] as (typeof weights)[string];
    const moved = Float32Array.from(data, (value, at) => (at === index ? value + change : value));
    const online = { ...weights, [name]: { shape, data: moved } };
    network.setState({ ...target, online });
    return network.update(batch).loss;
  };
  const step = 2e-3;
  for (const [name, { data }] of Object.entries(gradient)) {
    const frozen = name.startsWith('5.') || name.startsWith('6.');
    for (let index = 0; index < data.length; index += 3) {
      const slope = (lossAt(name, index, step) - lossAt(name, index, -step)) / (2 * step);
      if (frozen) expect(data[index]).toBe(0);
      else {
        const difference = Math.abs((data[index] ?? NaN) - slope);
        expect(difference).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));
      }
    }
  }
  network.dispose();
  model.dispose();
});

test('frozen layers and the model itself stay as they are; the target is a copy of its own', async () => {
  const model = oddModel();
  const before = values(model);
  const network = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
  const start = await network.getWeights();
  for (let step = 0; step < 5; step++) network.update(randomBatch(rows, 8, step));
  const after = await network.getWeights();
  const frozen = Object.keys(start).filter(
    (name) => after[name]?.data.join() === start[name]?.data.join(),
  );
  expect(frozen.map((name) => start[name]?.shape)).toEqual([[4, 5], [5]]);
  expect(await network.getWeights('target')).toEqual(start);
  expect(values(model)).toEqual(before);
  network.dispose();
  expect(values(model)).toEqual(before);
  model.dispose();
});

test('holds its memory, and leaves nothing behind', async () => {
  const model = oddModel();
  const before = memory();
  const network = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
  const batch = randomBatch(rows, 8);
  const run = (): number => {
    for (let step = 0; step < 20; step++) {
      network.update(batch);
      if (step % 5 === 0) network.syncTarget(step % 10 === 0 ? 1 : 0.1);
      network.qValues(batch.observations);
    }
    return memory().numTensors;
  };
  const numTensors = run();
  expect(run()).toBe(numTensors);
  tidy(() => {
    network.update(batch);
  });
  await network.updateAsync(batch);
  const diverged = { ...batch, rewards: new Float32Array(8).fill(NaN) };
  expect(() => network.update(diverged)).toThrow('NaN at update');
  expect(memory().numTensors).toBe(numTensors);
  network.dispose();
  const { numTensors: left, numBytes } = memory();
  expect([left, numBytes]).toEqual([before.numTensors, before.numBytes]);
  model.dispose();
});

test('updateAsync is update', async () => {
  const model = oddModel();
  const [one, other] = [0, 1].map(
    () => new QNetwork({ environment, network: layersModel(model), engine: tfjs() }),
  ) as [QNetwork, QNetwork];
  const batch = randomBatch(rows, 8);
  for (let step = 0; step < 3; step++) {
    const { loss } = one.update(batch);
    expect((await other.updateAsync(batch)).loss).toBe(loss);
  }
  expect(await other.getState()).toEqual(await one.getState());
  for (const network of [one, other]) network.dispose();
  model.dispose();
});

describe('moving', () => {
  test('a checkpoint loads into an agent of a model that is built alike', async () => {
    const options = { environment, learningStarts: 0, replay: { capacity: 50 } };
    const models = [oddModel(), oddModel(), withIdentity()] as const;
    const [agent, alike, other] = models.map(
      (model, seed) =>
        new DQNAgent({ ...options, network: layersModel(model), engine: tfjs(), seed }),
    ) as [DQNAgent, DQNAgent, DQNAgent];
    const batch = randomBatch(rows, 8);
    agent.network.update(batch);
    const store = memoryStore();
    await agent.save(store);
    await alike.load(store);
    expect(await alike.getState()).toEqual(await agent.getState());
    for (const each of [agent, alike]) each.network.update(batch);
    expect(await alike.getState()).toEqual(await agent.getState());
    await expect(other.load(store)).rejects.toMatchObject({
      name: 'CheckpointError',
      message: expect.stringContaining('another architecture: architecture.spec.') as string,
    });
    for (const each of [agent, alike, other]) each.dispose();
    for (const model of models) model.dispose();
  });

  test('toLayersModel gives a copy with what was learned; another network goes on from it', async () => {
    const model = oddModel();
    const network = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
    const batch = randomBatch(rows, 8);
    for (let step = 0; step < 3; step++) network.update(batch);
    const copy = await toLayersModel(network);
    const learned = [...network.qValues(batch.observations)];
    expect(predict(copy, batch.observations)).toEqual(learned);
    expect(predict(model, batch.observations)).not.toEqual(learned);

    const next = new QNetwork({ environment, network: layersModel(copy), engine: tfjs() });
    expect(await next.getWeights()).toEqual(await network.getWeights());
    // And back into a network of the first model.
    const third = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
    await setWeightsFrom(third, copy);
    expect([...third.qValues(batch.observations)]).toEqual(learned);
    const dropout = withIdentity();
    await expect(setWeightsFrom(third, dropout)).rejects.toThrow('another architecture');
    for (const each of [network, next, third]) each.dispose();
    for (const each of [model, copy, dropout]) each.dispose();
  });
});

describe('the whole way', () => {
  const common = {
    optimizer: adam({ learningRate: 3e-3 }),
    batchSize: 16,
    learningStarts: 32,
    replay: { capacity: 500 },
    discount: 0.5,
    targetUpdate: { everyUpdates: 50 },
  } as const;

  test('an agent learns a probe', async () => {
    const model = sequential({
      layers: [
        layers.dense({ inputShape: [1], units: 16, activation: 'selu' }),
        layers.layerNormalization(),
        dense(2),
      ],
    });
    const agent = new DQNAgent({
      environment: sideProbe(),
      network: layersModel(model),
      engine: tfjs(),
      ...common,
    });
    await train(agent, sideProbe(), { environmentSteps: 400 }).finish();
    const { mean } = await evaluate(agent, sideProbe(), { episodes: 40 });
    expect(mean).toBe(5);
    expect(agent.summary()).toContain("runs the model as it is, in which layer 'dense_Dense");
    expect(agent.network.summary()).toMatch(/LayerNormalization\) → \[null,16\] +32\n/);
    agent.dispose();
    model.dispose();
  });

  test('an agent takes indices, and bytes as they are', () => {
    const states = sequential({
      layers: [
        layers.embedding({ inputShape: [1], inputDim: 6, outputDim: 4 }),
        layers.flatten(),
        layers.leakyReLU({ alpha: 1 }),
        dense(2),
      ],
    });
    const network = new QNetwork({
      environment: corridorProbe(),
      network: layersModel(states),
      engine: tfjs(),
    });
    const input = tensor([0, 5], [2, 1], 'int32');
    const expected = states.predict(input) as Tensor;
    expect([...network.qValues(Int32Array.of(0, 5))]).toEqual([...expected.dataSync()]);
    expect(() => network.qValues(6)).toThrow('from 0 to 5; received 6');
    network.dispose();

    const bytes = sequential({
      layers: [
        layers.rescaling({ inputShape: [2, 2, 1], scale: 1 / 100, offset: -1 }),
        layers.flatten(),
        layers.dense({ units: 3, kernelInitializer: 'ones', useBias: false }),
      ],
    });
    const observationSpace = new Box({ low: 0, high: 255, shape: [2, 2, 1], dtype: 'uint8' });
    const screen = new QNetwork({
      environment: { observationSpace, actionSpace },
      network: layersModel(bytes),
      engine: tfjs(),
    });
    const [q] = screen.qValues(Uint8Array.of(100, 200, 150, 0));
    expect(q).toBeCloseTo(0 + 1 + 0.5 - 1, 5);
    screen.dispose();
    for (const tensor of [input, expected, states, bytes]) tensor.dispose();
  });
});

describe('errors', () => {
  test('engine simd(), with the layer that it is about', () => {
    const model = withIdentity();
    expect(
      () => new QNetwork({ environment, network: layersModel(model), engine: simd() }),
    ).toThrow(
      /^The engine simd\(\) runs networks that a spec can describe.*\(LeakyReLU\).*tfjs\(\).*deepq\/tfjs/,
    );
    model.dispose();
  });

  test('a model that was disposed while it is in use', () => {
    const model = withIdentity();
    const network = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
    model.dispose();
    expect(() => network.qValues(new Float32Array(4))).toThrow(
      expect.objectContaining({ name: 'UsageError' }),
    );
    expect(() => network.qValues(new Float32Array(4))).toThrow('until the network is disposed');
    network.dispose();
  });

  test('a backend that cannot follow a layer back', async () => {
    await setUpBackend('wasm');
    const model = sequential({
      layers: [
        layers.conv2d({ inputShape: [4, 4, 1], filters: 2, kernelSize: 2, useBias: false }),
        layers.flatten(),
        dense(3),
      ],
    });
    const observationSpace = new Box({ low: 0, high: 1, shape: [4, 4, 1] });
    const images = { ...rows, environment: { observationSpace, actionSpace } };
    const own = values(model);
    const make = () =>
      new QNetwork({
        environment: images.environment,
        network: layersModel(model),
        engine: tfjs(),
      });
    expect(make).toThrow(expect.objectContaining({ name: 'BackendError' }));
    expect(make).toThrow(/wasm backend cannot train.*Conv2DBackpropFilter.*Use another backend/);
    expect(values(model)).toEqual(own);
    model.dispose();
  });
});
