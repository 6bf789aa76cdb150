import { io, memory, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import {
  input as inputLayer,
  layers,
  loadLayersModel,
  model as createModel,
  sequential,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import type { EnvironmentSpaces } from '../../src/protocol/environmentSpaces.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { LayerSpec } from '../../src/networks/layers/table.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from '../engines/expectClose.ts';
import { engineCases, randomBatch, sampleRows, type EngineCase } from '../engines/cases.ts';
import { setUpBackend } from '../support/backends.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import {
  fromLayersModel,
  setWeightsFrom,
  toLayersModel,
} from '../../src/exchange/exchangeModels.ts';
import { layersModel } from '../../src/exchange/modelSource.ts';
import { engineNamed } from '../engines/engineNamed.ts';
import { isModelArchitecture } from '../../src/networks/architecture.ts';

beforeAll(async () => {
  await setUpBackend('cpu');
});

const engines = ['simd', 'tfjs'] as const;

function specOf({ architecture }: QNetwork): NetworkSpec {
  if (isModelArchitecture(architecture)) throw new Error('A spec describes this network.');
  return architecture.spec;
}
const space = (...shape: number[]): Box => new Box({ low: -Infinity, high: Infinity, shape });
const bytes = (...shape: number[]): Box<'uint8'> =>
  new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
const actionSpace = new Discrete(3);
const rows: EnvironmentSpaces = { observationSpace: space(4), actionSpace };
const images: EnvironmentSpaces = { observationSpace: space(6, 5, 2), actionSpace };
const planes: EnvironmentSpaces = { observationSpace: space(2, 6, 5), actionSpace };
const states: EnvironmentSpaces = { observationSpace: new Discrete(7), actionSpace };

/** Cases beyond those of the engines, in which a spec says what makes no difference. */
const moreCases: readonly EngineCase[] = [
  {
    name: 'convolution, dueling, no hidden layer',
    environment: images,
    network: cnn({ convolutions: [{ filters: 2, kernelSize: 2 }], hidden: [], dueling: true }),
  },
  {
    name: 'same convolution that adds no zeros',
    environment: images,
    network: cnn({
      convolutions: [{ filters: 2, kernelSize: 1, padding: 'same' }],
      hidden: [3],
    }),
  },
  {
    name: 'bytes as they are',
    environment: { observationSpace: bytes(4), actionSpace },
    network: mlp({ hidden: [3], inputScale: 1 }),
  },
  {
    name: 'dueling on the input itself',
    environment: rows,
    network: mlp({ hidden: [], dueling: true, activation: 'tanh' }),
  },
  {
    name: 'one action, dueling',
    environment: { observationSpace: space(4), actionSpace: new Discrete(1) },
    network: mlp({ hidden: [3], dueling: true }),
  },
];

/** As a program would that saves a model and, another day, loads it. */
async function saveAndLoad(model: LayersModel): Promise<LayersModel> {
  let saved: io.ModelArtifacts = {};
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
  // Through JSON, as in a file.
  const { modelTopology, weightSpecs, weightData } = saved;
  const text = JSON.stringify({ modelTopology, weightSpecs });
  return loadLayersModel(
    io.fromMemory({ ...(JSON.parse(text) as object), weightData: weightData as ArrayBuffer }),
  );
}

function predict(model: LayersModel, { environment }: EngineCase, packed: ArrayLike<number>) {
  const { observationSpace } = environment;
  const size = observationSpace.kind === 'box' ? observationSpace.size : 1;
  const [, ...shape] = (model.inputs[0] as SymbolicTensor).shape as number[];
  const dtype = observationSpace.kind === 'discrete' ? 'int32' : 'float32';
  return tidy(() => {
    const input = tensor([...Array.from(packed)], [packed.length / size, ...shape], dtype);
    return [...(model.predict(input) as Tensor).dataSync()];
  });
}

describe.each([...engineCases, ...moreCases])('$name', (engineCase) => {
  const { environment, network: spec } = engineCase;
  const { packed } = sampleRows(engineCase, 5, createRandom(3));

  test.each(engines)('survives the way to a model and back on %s', async (name) => {
    const engine = engineNamed(name);
    const before = new QNetwork({ environment, network: spec, engine, seed: 4 });
    before.update(randomBatch(engineCase, 8));
    const weights = await before.getWeights();
    const values = before.qValues(packed);
    const model = await saveAndLoad(await toLayersModel(before));
    before.dispose();

    const after = await fromLayersModel(model, { environment, engine });
    const direct = new QNetwork({ environment, network: layersModel(model), engine, seed: 5 });
    const agent = new DQNAgent({ environment, network: layersModel(model), engine, seed: 6 });
    const other = new QNetwork({ environment, network: spec, engine, seed: 7 });
    await setWeightsFrom(other, model);
    model.dispose();
    for (const network of [after, direct, agent.network, other]) {
      expect(network.engine.name).toBe(name);
      expect(await network.getWeights()).toEqual(weights);
      expect(await network.getWeights('target')).toEqual(weights);
      expect(network.qValues(packed)).toEqual(values);
      expect(specOf(network).layers).toEqual(specOf(before).layers);
      expect(network.architecture.input).toEqual(before.architecture.input);
      expect(network.architecture.output).toEqual(before.architecture.output);
    }
    // And a checkpoint knows it for the same network.
    after.setState(await other.getState());
    for (const network of [after, direct, agent, other]) network.dispose();
  });
});

const dense = (units: number, activation: 'relu' | 'tanh' | 'linear' = 'linear') =>
  layers.dense({ units, activation });

/** What the convolution of {@link onPlanes} is in a spec. */
const oneByOne: LayerSpec = {
  type: 'conv',
  filters: 2,
  kernelSize: 1,
  stride: 1,
  padding: 'valid',
  activation: 'linear',
};

/** A model of a convolution, behind some layers that take planes. */
const onPlanes = (...first: layers.Layer[]): LayersModel =>
  sequential({
    layers: [...first, layers.conv2d({ filters: 2, kernelSize: 1 }), layers.flatten(), dense(3)],
  });

/** Models as people write them, and what they amount to. */
const written: {
  name: string;
  environment: EnvironmentSpaces;
  make: () => LayersModel;
  expected: Partial<NetworkSpec> & { layers: readonly LayerSpec[] };
}[] = [
  {
    name: 'a sequential model',
    environment: rows,
    make: () =>
      sequential({
        layers: [
          layers.dense({ inputShape: [4], units: 5, activation: 'tanh' }),
          dense(6, 'relu'),
          dense(3),
        ],
      }),
    expected: {
      layers: [
        { type: 'dense', units: 5, activation: 'tanh' },
        { type: 'dense', units: 6, activation: 'relu' },
      ],
    },
  },
  {
    name: 'activations in layers of their own, one of them behind a Flatten',
    environment: images,
    make: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [6, 5, 2], filters: 2, kernelSize: 3, strides: 2 }),
          layers.flatten(),
          layers.reLU(),
          dense(5),
          layers.elu(),
          dense(4),
          layers.activation({ activation: 'sigmoid' }),
          dense(3),
          layers.activation({ activation: 'linear' }),
        ],
      }),
    expected: {
      layers: [
        {
          type: 'conv',
          filters: 2,
          kernelSize: 3,
          stride: 2,
          padding: 'valid',
          activation: 'relu',
        },
        { type: 'dense', units: 5, activation: 'elu' },
        { type: 'dense', units: 4, activation: 'sigmoid' },
      ],
    },
  },
  {
    name: 'images without convolution, in their shape',
    environment: images,
    make: () =>
      sequential({
        layers: [layers.flatten({ inputShape: [6, 5, 2] }), dense(2, 'relu'), dense(3)],
      }),
    expected: { layers: [{ type: 'dense', units: 2, activation: 'relu' }] },
  },
  {
    name: 'an image of bytes that the model scales in another way than the library would',
    environment: { observationSpace: bytes(6, 5, 2), actionSpace },
    make: () =>
      sequential({
        layers: [
          layers.rescaling({ inputShape: [6, 5, 2], scale: 1 / 128 }),
          layers.conv2d({ filters: 2, kernelSize: [2, 2], padding: 'same', activation: 'elu' }),
          layers.flatten(),
          dense(3),
        ],
      }),
    expected: {
      inputScale: 1 / 128,
      layers: [
        { type: 'conv', filters: 2, kernelSize: 2, stride: 1, padding: 'same', activation: 'elu' },
      ],
    },
  },
  {
    name: 'planes that are turned into images, then scaled',
    environment: { observationSpace: bytes(2, 6, 5), actionSpace },
    make: () =>
      onPlanes(
        layers.permute({ inputShape: [2, 6, 5], dims: [2, 3, 1] }),
        layers.rescaling({ scale: 1 / 255 }),
      ),
    expected: { layers: [oneByOne] },
  },
  {
    name: 'planes that are scaled, then turned into images, which their shape does not tell',
    environment: { observationSpace: space(5, 6, 5), actionSpace },
    make: () =>
      onPlanes(
        layers.rescaling({ inputShape: [5, 6, 5], scale: 0.5 }),
        layers.permute({ dims: [2, 3, 1] }),
      ),
    expected: { layers: [oneByOne], inputScale: 0.5, channels: 'first' },
  },
  {
    name: 'images whose shape looks like planes',
    environment: planes,
    make: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [2, 6, 5], filters: 2, kernelSize: 1 }),
          layers.flatten(),
          dense(3),
        ],
      }),
    expected: { layers: [oneByOne], channels: 'last' },
  },
  {
    name: 'pooling layers, with an activation behind one',
    environment: images,
    make: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [6, 5, 2], filters: 3, kernelSize: 2, padding: 'same' }),
          layers.maxPooling2d({ poolSize: 2, strides: 1 }),
          layers.reLU(),
          layers.averagePooling2d({ poolSize: [2, 2], padding: 'same' }),
          layers.flatten(),
          dense(3),
        ],
      }),
    expected: {
      layers: [
        {
          type: 'conv',
          filters: 3,
          kernelSize: 2,
          stride: 1,
          padding: 'same',
          activation: 'linear',
        },
        { type: 'maxPool', size: 2, stride: 1, padding: 'valid', activation: 'relu' },
        { type: 'averagePool', size: 2, stride: 2, padding: 'same', activation: 'linear' },
      ],
    },
  },
  {
    name: 'an embedding and a Reshape, as the notebook on Taxi has them',
    environment: states,
    make: () =>
      sequential({
        layers: [
          layers.embedding({ inputDim: 7, outputDim: 10, inputLength: 1 }),
          layers.reshape({ targetShape: [10] }),
          dense(5, 'relu'),
          dense(3),
        ],
      }),
    expected: {
      layers: [
        { type: 'embedding', size: 10 },
        { type: 'reshape', shape: [10] },
        { type: 'dense', units: 5, activation: 'relu' },
      ],
    },
  },
  {
    name: 'a Reshape to images, and an activation behind it',
    environment: rows,
    make: () =>
      sequential({
        layers: [
          layers.dense({ inputShape: [4], units: 12 }),
          layers.reshape({ targetShape: [2, 3, 2] }),
          layers.reLU(),
          layers.conv2d({ filters: 2, kernelSize: 2 }),
          layers.flatten(),
          dense(3),
        ],
      }),
    expected: {
      layers: [
        { type: 'dense', units: 12, activation: 'relu' },
        { type: 'reshape', shape: [2, 3, 2] },
        {
          type: 'conv',
          filters: 2,
          kernelSize: 2,
          stride: 1,
          padding: 'valid',
          activation: 'linear',
        },
      ],
    },
  },
  {
    name: 'layer normalisation, of channels, of rows, and of all behind a Flatten',
    environment: images,
    make: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [6, 5, 2], filters: 3, kernelSize: 2 }),
          layers.layerNormalization({ epsilon: 0.5 }),
          layers.reLU(),
          layers.layerNormalization({ axis: [1, 2, 3], epsilon: 0.25 }),
          layers.flatten(),
          layers.layerNormalization({ epsilon: 0.125 }),
          dense(4),
          layers.layerNormalization({ epsilon: 0.0625 }),
          dense(3),
        ],
      }),
    expected: {
      layers: [
        {
          type: 'conv',
          filters: 3,
          kernelSize: 2,
          stride: 1,
          padding: 'valid',
          activation: 'linear',
        },
        { type: 'layerNorm', axis: 'channels', epsilon: 0.5, activation: 'relu' },
        { type: 'layerNorm', axis: 'all', epsilon: 0.25, activation: 'linear' },
        { type: 'reshape', shape: [60] },
        { type: 'layerNorm', axis: 'all', epsilon: 0.125, activation: 'linear' },
        { type: 'dense', units: 4, activation: 'linear' },
        { type: 'layerNorm', axis: 'all', epsilon: 0.0625, activation: 'linear' },
      ],
    },
  },
  {
    name: 'layers that do nothing in prediction',
    environment: rows,
    make: () =>
      sequential({
        layers: [
          layers.gaussianNoise({ inputShape: [4], stddev: 3 }),
          dense(5, 'relu'),
          layers.dropout({ rate: 0.9 }),
          dense(4),
          layers.alphaDropout({ rate: 0.5 }),
          layers.gaussianDropout({ rate: 0.5 }),
          layers.reLU(),
          dense(3),
        ],
      }),
    expected: {
      layers: [
        { type: 'dense', units: 5, activation: 'relu' },
        { type: 'dense', units: 4, activation: 'relu' },
      ],
    },
  },
  {
    name: 'a model inside a model',
    environment: rows,
    make: () => {
      const trunk = sequential({
        layers: [layers.dense({ inputShape: [4], units: 5, activation: 'relu' }), dense(6, 'tanh')],
      });
      const start = inputLayer({ shape: [4] });
      const features = trunk.apply(dense(4, 'tanh').apply(start)) as SymbolicTensor;
      return createModel({ inputs: start, outputs: dense(3).apply(features) as SymbolicTensor });
    },
    expected: {
      layers: [
        { type: 'dense', units: 4, activation: 'tanh' },
        { type: 'dense', units: 5, activation: 'relu' },
        { type: 'dense', units: 6, activation: 'tanh' },
      ],
    },
  },
  {
    name: 'a part of another model',
    environment: rows,
    make: () => {
      const start = inputLayer({ shape: [4] });
      const hidden = dense(5, 'relu').apply(start) as SymbolicTensor;
      const outputs = dense(3).apply(hidden) as SymbolicTensor;
      dense(1).apply(outputs);
      createModel({ inputs: start, outputs: [hidden, dense(9).apply(hidden) as SymbolicTensor] });
      return createModel({ inputs: start, outputs });
    },
    expected: { layers: [{ type: 'dense', units: 5, activation: 'relu' }] },
  },
];

test.each(written)('reads $name', async ({ environment, make, expected }) => {
  const model = make();
  const engineCase = {
    name: '',
    environment,
    network: { dueling: null, inputScale: null, channels: null, ...expected },
  };
  for (const name of engines) {
    const engine = engineNamed(name);
    const network = await fromLayersModel(model, { environment, engine });
    expect(specOf(network)).toEqual(engineCase.network);
    const { packed } = sampleRows(engineCase, 6, createRandom(1));
    const theirs = predict(model, engineCase, packed);
    network.qValues(packed).forEach((value, index) => {
      expect(value).toBeCloseTo(theirs[index] ?? NaN, 5);
    });
    network.dispose();
  }
  model.dispose();
});

test('a model of a noisy network computes with the means', async () => {
  const spec = mlp({ hidden: [5], dueling: true, noisy: {} });
  const network = new QNetwork({ environment: rows, network: spec });
  const model = await toLayersModel(network);
  const engineCase = { name: '', environment: rows, network: spec };
  const { packed } = sampleRows(engineCase, 6, createRandom(1));
  const theirs = predict(model, engineCase, packed);
  expectClose(network.qValues(packed), theirs, 1e-6);
  const after = await fromLayersModel(model, { environment: rows });
  expect(after.qValues(packed)).toEqual(network.qValues(packed));
  for (const each of [model, network, after]) each.dispose();
});

test('reads a model as Keras writes it', async () => {
  const layer = (name: string, units: number, more: object = {}) => ({
    class_name: 'Dense',
    config: {
      name,
      trainable: true,
      dtype: 'float32',
      units,
      activation: 'linear',
      use_bias: true,
      kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
      bias_initializer: { class_name: 'Zeros', config: {} },
      kernel_regularizer: null,
      bias_regularizer: null,
      activity_regularizer: null,
      kernel_constraint: null,
      bias_constraint: null,
      ...more,
    },
  });
  const modelTopology = {
    keras_version: '2.15.0',
    backend: 'tensorflow',
    model_config: {
      class_name: 'Sequential',
      config: {
        name: 'sequential',
        layers: [
          {
            class_name: 'InputLayer',
            config: {
              batch_input_shape: [null, 2],
              dtype: 'float32',
              sparse: false,
              name: 'input_1',
            },
          },
          layer('dense', 2, { activation: 'relu' }),
          layer('dense_1', 3),
        ],
      },
    },
  };
  const weights = Float32Array.of(1, -1, 2, 0.5, 0.25, -0.5, 1, 0, 0, 1, 2, -1, 0.1, 0.2, 0.3);
  const weightSpecs = [
    { name: 'dense/kernel', shape: [2, 2], dtype: 'float32' as const },
    { name: 'dense/bias', shape: [2], dtype: 'float32' as const },
    { name: 'dense_1/kernel', shape: [2, 3], dtype: 'float32' as const },
    { name: 'dense_1/bias', shape: [3], dtype: 'float32' as const },
  ];
  const model = await loadLayersModel(
    io.fromMemory({ modelTopology, weightSpecs, weightData: weights.buffer }),
  );
  const environment = { observationSpace: space(2), actionSpace };
  const network = new QNetwork({ environment, network: layersModel(model) });
  // h = relu([1 + 4 + 0.25, −1 + 1 − 0.5]) = [5.25, 0]; q = h · kernel + bias.
  const values = network.qValues(Float32Array.of(1, 2));
  expect(values).toEqual(Float32Array.of(5.25 + 0.1, 0.2, 0.3));
  model.dispose();
  network.dispose();
});

test('a network of a model learns, and the model stays as it is', async () => {
  const model = written[0]?.make() as LayersModel;
  const before = model.getWeights().map((weights) => [...weights.dataSync()]);
  const { numTensors } = memory();
  const network = new QNetwork({ environment: rows, network: layersModel(model), engine: tfjs() });
  const plain = { name: '', environment: rows, network: mlp({ hidden: [] }) };
  const start = await network.getWeights();
  network.update(randomBatch(plain, 8));
  expect(await network.getWeights()).not.toEqual(start);
  expect(await network.getWeights('target')).toEqual(start);
  network.dispose();
  expect(memory().numTensors).toBe(numTensors);
  expect(model.getWeights().map((weights) => [...weights.dataSync()])).toEqual(before);
  model.dispose();
});

test('heads that draw fractions have no counterpart, neither way', async () => {
  const plain = new QNetwork({ environment: rows, network: mlp({ hidden: [3] }) });
  const model = await toLayersModel(plain);
  const head = iqnHead();
  expect(() => new QNetwork({ environment: rows, network: layersModel(model), head })).toThrow(
    "The head 'iqn' draws fractions, and this network takes none, as models of other libraries do not",
  );
  const network = new QNetwork({ environment: rows, network: mlp({ hidden: [3] }), head });
  await expect(toLayersModel(network)).rejects.toThrow("'fractionEmbedding' has no counterpart");
  model.dispose();
  plain.dispose();
  network.dispose();
});

test('an agent of a model loads the checkpoint of an agent of the spec', async () => {
  const spec = mlp({ hidden: [5], activation: 'tanh', dueling: true, inputScale: 1 });
  const options = { environment: rows, learningStarts: 0, replay: { capacity: 40 } };
  const agent = new DQNAgent({ ...options, network: spec, seed: 3 });
  const model = await toLayersModel(agent.network);
  const fresh = new DQNAgent({ ...options, network: layersModel(model) });
  model.dispose();
  const store = memoryStore();
  await agent.save(store);
  await fresh.load(store);
  expect(await fresh.getState()).toEqual(await agent.getState());
  agent.dispose();
  fresh.dispose();
});

describe('refuses', () => {
  const line = (...rest: layers.Layer[]) =>
    sequential({
      layers: [layers.dense({ inputShape: [4], units: 5, name: 'first' }), ...rest],
    });
  const image = (options: Partial<Parameters<typeof layers.conv2d>[0]>) =>
    sequential({
      layers: [
        layers.conv2d({
          inputShape: [6, 5, 2],
          filters: 2,
          kernelSize: 2,
          name: 'conv',
          ...options,
        }),
        layers.flatten(),
        dense(3),
      ],
    });
  const functional = (build: (start: SymbolicTensor) => unknown, ...shape: number[]) => {
    const start = inputLayer({ shape });
    return createModel({ inputs: start, outputs: build(start) as SymbolicTensor });
  };
  /** Two streams, of which a part is made in another way. */
  const dueling = ({
    hidden = [5, 5],
    ends = [1, 3],
    activation = 'relu',
    kernel,
    ...combine
  }: {
    hidden?: number[];
    ends?: number[];
    activation?: 'relu' | 'tanh';
    kernel?: number[];
    useBias?: boolean;
  }) =>
    functional((start) => {
      const streams = [0, 1].map((index) => {
        const inner = dense(hidden[index] ?? 0, index === 0 ? 'relu' : activation).apply(start);
        return dense(ends[index] ?? 0).apply(inner) as SymbolicTensor;
      });
      const both = layers.concatenate().apply(streams) as SymbolicTensor;
      const weights = kernel ? [tensor(kernel, [4, 3])] : undefined;
      const options = { units: 3, useBias: false, name: 'combine', ...(weights && { weights }) };
      return layers.dense({ ...options, ...combine }).apply(both);
    }, 4);

  const cases: [string, EnvironmentSpaces, () => LayersModel, string | RegExp][] = [
    [
      'a layer of another kind',
      rows,
      () => line(layers.leakyReLU({ alpha: 0.1, name: 'leak' }), dense(3)),
      /'leak' \(LeakyReLU\) has no counterpart.*Supported are Rescaling.*Dense/,
    ],
    [
      'another activation',
      rows,
      () => line(layers.dense({ units: 6, activation: 'selu', name: 'odd' }), dense(3)),
      `'odd' (Dense) has activation "selu". It must be one of "linear", "relu", "tanh", "sigmoid", "elu"`,
    ],
    [
      'an activation layer of another kind',
      rows,
      () => line(layers.activation({ activation: 'softplus', name: 'odd' }), dense(3)),
      `'odd' (Activation) has activation "softplus"`,
    ],
    [
      'layer normalisation over another axis',
      images,
      () =>
        sequential({
          layers: [
            layers.layerNormalization({ inputShape: [6, 5, 2], axis: 1, name: 'rows' }),
            layers.flatten(),
            dense(3),
          ],
        }),
      "'rows' (LayerNormalization) has the axes [1]. They must be the last one",
    ],
    [
      'a second activation',
      rows,
      () => line(layers.reLU(), layers.elu({ name: 'second' }), dense(3)),
      "'second' (ELU) does not follow a Dense, Conv2D, pooling or normalisation layer without activation",
    ],
    [
      'an activation of the input',
      rows,
      () => sequential({ layers: [layers.reLU({ inputShape: [4], name: 'first' }), dense(3)] }),
      "'first' (ReLU) does not follow",
    ],
    [
      'a ReLU with a limit',
      rows,
      () => line(layers.reLU({ maxValue: 6, name: 'six' }), dense(3)),
      "'six' (ReLU) has maxValue 6",
    ],
    [
      'a layer without bias',
      rows,
      () => line(layers.dense({ units: 3, useBias: false, name: 'bare' })),
      "'bare' (Dense) has useBias false",
    ],
    [
      'a model that ends in a convolution',
      images,
      () =>
        sequential({
          layers: [
            layers.conv2d({
              inputShape: [6, 5, 2],
              filters: 3,
              kernelSize: [6, 6],
              padding: 'same',
              strides: 6,
              name: 'all',
            }),
            layers.flatten(),
          ],
        }),
      "'all' (Conv2D) ends the model",
    ],
    [
      'a frozen layer',
      rows,
      () => line(layers.dense({ units: 3, trainable: false, name: 'ice' })),
      /'ice' \(Dense\) is frozen.*Set its trainable to true/,
    ],
    [
      'a shared layer',
      rows,
      () => {
        const twice = layers.dense({ units: 4, name: 'twice' });
        return functional((start) => dense(3).apply(twice.apply(twice.apply(start))), 4);
      },
      "'twice' (Dense) is used more than once",
    ],
    [
      'a layer shared by two streams',
      rows,
      () => {
        const shared = layers.dense({ units: 3, name: 'both' });
        return functional((start) => {
          const [one, other] = [dense(4).apply(start), dense(4).apply(start)];
          const streams = [dense(1).apply(shared.apply(one)), shared.apply(other)];
          return dense(3).apply(layers.concatenate().apply(streams as SymbolicTensor[]));
        }, 4);
      },
      "'both' (Dense) is used more than once",
    ],
    [
      'streams that meet before the end',
      rows,
      () =>
        functional((start) => {
          const branches = [dense(4).apply(start), dense(4).apply(start)] as SymbolicTensor[];
          return dense(3).apply(layers.add({ name: 'sum' }).apply(branches));
        }, 4),
      "'sum' (Add) takes 2 inputs",
    ],
    [
      'a bias behind two streams',
      rows,
      () => dueling({ useBias: true }),
      "'combine' (Dense) joins",
    ],
    [
      'two streams under other weights',
      rows,
      () => dueling({ kernel: [1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1] }),
      "'combine' (Dense) joins two streams with other weights",
    ],
    ['unlike streams', rows, () => dueling({ hidden: [5, 6] }), 'with different hidden layers'],
    [
      'unlike activations',
      rows,
      () => dueling({ activation: 'tanh' }),
      'with different hidden layers',
    ],
    [
      'A before V',
      rows,
      () => dueling({ ends: [3, 1] }),
      'does not end in 1 unit without activation',
    ],
    [
      'one kernel for height, another for width',
      images,
      () => image({ kernelSize: [2, 3] }),
      "'conv' (Conv2D) has kernelSize of [2, 3]. Make it the same along height and width",
    ],
    ['unequal strides', images, () => image({ strides: [1, 2] }), 'has strides of [1, 2]'],
    ['dilation', images, () => image({ dilationRate: 2 }), "'conv' (Conv2D) has dilationRate 2"],
    [
      'channels first',
      { observationSpace: space(2, 6, 5), actionSpace },
      () => image({ inputShape: [2, 6, 5], dataFormat: 'channelsFirst' }),
      /'conv' \(Conv2D\) has dataFormat "channelsFirst".*Permute layer with dims: \[2, 3, 1\]/,
    ],
    [
      'a dense layer on an image',
      images,
      () =>
        sequential({
          layers: [
            layers.dense({ inputShape: [6, 5, 2], units: 2, name: 'each' }),
            layers.flatten(),
            dense(3),
          ],
        }),
      /'each' \(Dense\) takes inputs of shape \[6, 5, 2\].*Flatten/,
    ],
    [
      'planes turned in another way',
      planes,
      () => onPlanes(layers.permute({ inputShape: [2, 6, 5], dims: [3, 2, 1], name: 'turn' })),
      `'turn' (Permute) has dims "3, 2, 1"`,
    ],
    [
      'planes turned twice',
      planes,
      () =>
        onPlanes(
          layers.permute({ inputShape: [2, 6, 5], dims: [2, 3, 1] }),
          layers.permute({ dims: [2, 3, 1], name: 'again' }),
        ),
      "'again' (Permute) is not the first",
    ],
    [
      'planes turned without a convolution',
      planes,
      () =>
        sequential({
          layers: [
            layers.permute({ inputShape: [2, 6, 5], dims: [2, 3, 1], name: 'turn' }),
            layers.flatten(),
            dense(3),
          ],
        }),
      "'turn' (Permute) is not before a Conv2D layer",
    ],
    [
      'an offset',
      rows,
      () =>
        sequential({
          layers: [
            layers.rescaling({ inputShape: [4], scale: 2, offset: -1, name: 'shift' }),
            dense(3),
          ],
        }),
      "'shift' (Rescaling) has offset -1",
    ],
    [
      'scaling further on',
      rows,
      () => line(layers.rescaling({ scale: 2, name: 'late' }), dense(3)),
      "'late' (Rescaling) is not the first",
    ],
    [
      'a table of another length',
      states,
      () =>
        sequential({
          layers: [
            layers.embedding({ inputShape: [1], inputDim: 8, outputDim: 2, name: 'table' }),
            layers.flatten(),
            dense(3),
          ],
        }),
      /'table' \(Embedding\) has 8 rows, but observations are from Discrete\(7\).*inputDim: 7/,
    ],
    [
      'a mask',
      states,
      () =>
        sequential({
          layers: [
            layers.embedding({
              inputShape: [1],
              inputDim: 7,
              outputDim: 2,
              maskZero: true,
              name: 'table',
            }),
            layers.flatten(),
            dense(3),
          ],
        }),
      "'table' (Embedding) has maskZero true",
    ],
  ];

  /** Models that do not suit the environment in any way. */
  const unfit: typeof cases = [
    ...(['tanh', 'relu', 'softmax', 'sigmoid'] as const).map(
      (activation): (typeof cases)[number] => [
        `${activation} on the values`,
        rows,
        () => line(layers.dense({ units: 3, activation, name: 'bent' })),
        new RegExp(`ends with an activation: layer 'bent' .*"${activation}".*any numbers.*without`),
      ],
    ),
    [
      'a layer of softmax at the end',
      rows,
      () => line(dense(3), layers.softmax({ name: 'choose' })),
      "ends with an activation: layer 'choose' (Softmax)",
    ],
    [
      'an activation in a layer of its own at the end',
      rows,
      () => line(dense(3), layers.activation({ activation: 'relu', name: 'cut' })),
      `layer 'cut' (Activation with "relu")`,
    ],
    [
      'indices without a table',
      states,
      () => sequential({ layers: [layers.dense({ inputShape: [1], units: 3 })] }),
      'begins with an embedding',
    ],
    [
      'inputs of another shape',
      rows,
      () => sequential({ layers: [layers.dense({ inputShape: [5], units: 3 })] }),
      'takes inputs of shape [5], but observations from Box([4], float32) need [4]',
    ],
    [
      'an image of another order',
      images,
      () => image({ inputShape: [5, 6, 2] }),
      'takes inputs of shape [5, 6, 2], but observations from Box([6, 5, 2], float32) need [6, 5, 2] or [60]',
    ],
    [
      'outputs for other actions',
      rows,
      () => line(dense(2)),
      'gives outputs of shape [2], but one value for each of 3 actions is needed',
    ],
    [
      'two outputs',
      rows,
      () => {
        const start = inputLayer({ shape: [4] });
        const outputs = [dense(3).apply(start), dense(1).apply(start)] as SymbolicTensor[];
        return createModel({ inputs: start, outputs });
      },
      'one input and one output; received 1 and 2',
    ],
    ['a model without layers', rows, () => sequential(), 'received 0 and 0'],
  ];

  test.each([...cases, ...unfit])('%s', async (_, environment, make, message) => {
    const model = make();
    const promise = fromLayersModel(model, { environment });
    await expect(promise).rejects.toThrow(message);
    await expect(promise).rejects.toMatchObject({ name: 'OptionsError' });
    if (model.layers.length > 0) model.dispose();
  });

  test.each(unfit)('also as it is: %s', (_, environment, make, message) => {
    const model = make();
    expect(() => new QNetwork({ environment, network: layersModel(model) })).toThrow(message);
    expect(() => new DQNAgent({ environment, network: layersModel(model) })).toThrow(message);
    if (model.layers.length > 0) model.dispose();
  });

  test('what TensorFlow.js itself cannot train is refused as it is, too', () => {
    const model = image({ dilationRate: 2 });
    const make = () =>
      new QNetwork({ environment: images, network: layersModel(model), engine: tfjs() });
    expect(make).toThrow(expect.objectContaining({ name: 'BackendError' }));
    expect(make).toThrow(/cannot train this layers model as it is: .*dilation.*Use another/);
    model.dispose();
  });

  test.each(cases.filter(([name]) => name !== 'dilation'))(
    'but runs as it is: %s',
    (_, environment, make) => {
      const model = make();
      const network = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
      expect(network.engine).toMatchObject({ name: 'tfjs', backend: 'cpu' });
      expect(network.architecture.output).toMatchObject({
        type: 'model',
        reason: expect.stringContaining("layer '") as string,
      });
      const engineCase = { name: '', environment, network: mlp({ hidden: [] }) };
      const { packed } = sampleRows(engineCase, 6, createRandom(1));
      expect([...network.qValues(packed)]).toEqual(predict(model, engineCase, packed));
      expect(
        () => new QNetwork({ environment, network: layersModel(model), engine: simd() }),
      ).toThrow(expect.objectContaining({ name: 'BackendError' }));
      network.dispose();
      model.dispose();
    },
  );

  test('what is no layers model, and says what to do with a graph model', async () => {
    const graph = { predict: () => null, executeAsync: () => null } as unknown as LayersModel;
    for (const [model, message] of [
      [graph, '--output_format=tfjs_layers_model'],
      [null as never, 'received null'],
      [{} as never, 'received an object'],
    ] as const) {
      await expect(fromLayersModel(model, { environment: rows })).rejects.toThrow(message);
      expect(() => new QNetwork({ environment: rows, network: layersModel(model) })).toThrow(
        message,
      );
    }
    const model = line(dense(3));
    const unknown = { environment: rows, network: mlp({ hidden: [] }) } as never;
    await expect(fromLayersModel(model, unknown)).rejects.toThrow("no option 'network'");
    model.dispose();
  });

  test('a model that is frozen as a whole', async () => {
    const model = line(dense(3));
    model.trainable = false;
    const promise = fromLayersModel(model, { environment: rows });
    await expect(promise).rejects.toThrow("'first' (Dense) is frozen");
    expect(() => new QNetwork({ environment: rows, network: layersModel(model) })).toThrow(
      'has no weights to train; set trainable to true',
    );
    model.dispose();
  });

  test('a model that was disposed', async () => {
    const model = line(dense(3));
    model.dispose();
    const refused = { name: 'UsageError', message: expect.stringContaining('disposed') as string };
    expect(() => new QNetwork({ environment: rows, network: layersModel(model) })).toThrow(
      expect.objectContaining(refused),
    );
    await expect(fromLayersModel(model, { environment: rows })).rejects.toMatchObject(refused);
  });

  test('weights that are not finite', async () => {
    const model = line(dense(3));
    model.layers[0]?.setWeights([
      tensor(new Float32Array(20).fill(NaN), [4, 5]),
      tensor([1, 2, 3, 4, 5]),
    ]);
    await expect(fromLayersModel(model, { environment: rows })).rejects.toMatchObject({
      name: 'ValueError',
    });
    model.dispose();
  });

  test('another architecture, into a network that stays as it is', async () => {
    const network = new QNetwork({ environment: rows, network: mlp({ hidden: [5] }) });
    const before = await network.getWeights();
    for (const [model, message] of [
      [line(dense(3)), /layers\.0\.activation is "relu" here and "linear" there.*fromLayersModel/],
      [line(layers.reLU(), dense(7), dense(3)), 'another architecture'],
      [line(layers.leakyReLU({ alpha: 0.1, name: 'leak' }), dense(3)), "'leak' (LeakyReLU)"],
      [line(dense(2)), 'one value for each of 3 actions'],
    ] as const) {
      await expect(setWeightsFrom(network, model)).rejects.toThrow(message);
      model.dispose();
    }
    expect(await network.getWeights()).toEqual(before);
    // Frozen layers are no obstacle: only their numbers are taken.
    const frozen = line(layers.reLU(), dense(3));
    frozen.trainable = false;
    await setWeightsFrom(network, frozen);
    expect((await network.getWeights())['layer0.kernel']?.data).toEqual(
      frozen.getWeights()[0]?.dataSync(),
    );
    frozen.dispose();
    network.dispose();
    await expect(setWeightsFrom(network, frozen)).rejects.toMatchObject({ name: 'UsageError' });
  });
});
