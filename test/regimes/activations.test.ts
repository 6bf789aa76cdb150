import { expect, test } from 'vitest';
import {
  averagePool,
  Box,
  cnn,
  conv,
  dense,
  Discrete,
  embedding,
  flatten,
  iqnHead,
  layerNorm,
  maxPool,
  mlp,
  network,
  QNetwork,
  ShapeError,
  type NetworkSpec,
} from '../../src/index.ts';
import { watchActivations } from '../../src/regimes/activations.ts';
import { isModelArchitecture } from '../../src/networks/architecture.ts';
import { fromTensors } from '../../src/networks/weightTensors.ts';

const actionSpace = new Discrete(3);
const image = (shape: number[]) => new Box({ low: 0, high: 255, shape, dtype: 'uint8' });

/** The values that a network of these features gives, from the activations alone. */
async function valuesByHand(
  made: QNetwork,
  rows: Uint8Array | Float32Array | Int32Array,
  size: number,
) {
  const { architecture } = made;
  if (isModelArchitecture(architecture)) throw new Error('A model.');
  const weights = fromTensors(architecture, await made.getWeights());
  const last = architecture.trunk.at(-1);
  const features: Float64Array[] = [];
  watchActivations(architecture, weights, { size, observations: rows }, (layer, outputs) => {
    if (layer === last) features.push(outputs.slice());
  });
  const at = (name: string): Float32Array => {
    const { offset, size: length } = architecture.parameters.find((each) => each.name === name)!;
    return weights.subarray(offset, offset + length);
  };
  const [kernel, bias] = [at('output.kernel'), at('output.bias')];
  return features.flatMap((x) =>
    [0, 1, 2].map((action) =>
      x.reduce((sum, value, input) => sum + value * kernel[input * 3 + action]!, bias[action]!),
    ),
  );
}

const networks: readonly [string, NetworkSpec, Box<'uint8' | 'float32'> | Discrete][] = [
  [
    'dense layers of all activations',
    network({
      layers: (['relu', 'tanh', 'sigmoid', 'elu', 'linear'] as const).map((activation) =>
        dense({ units: 5, activation }),
      ),
    }),
    new Box({ low: -1, high: 1, shape: [4] }),
  ],
  [
    'convolutions with same padding, of planes',
    network({
      layers: [
        conv({ filters: 4, kernelSize: 3, stride: 2, padding: 'same' }),
        conv({ filters: 3, kernelSize: 2 }),
        flatten(),
        dense({ units: 6 }),
      ],
    }),
    image([2, 9, 10]),
  ],
  [
    'pooling and normalisation, channels last',
    network({
      layers: [
        conv({ filters: 4, kernelSize: 2, activation: 'linear' }),
        maxPool({ size: 2, padding: 'same', activation: 'relu' }),
        layerNorm({ axis: 'channels' }),
        averagePool({ size: 2, stride: 1, padding: 'same' }),
        layerNorm({ activation: 'relu' }),
      ],
    }),
    image([9, 8, 2]),
  ],
  ['an embedding', embedding({ size: 4, hidden: [5] }), new Discrete(7)],
];

test.each(networks)('equals the engine: %s', async (_, spec, observationSpace) => {
  const made = new QNetwork({
    environment: { observationSpace, actionSpace },
    network: spec,
    seed: 3,
  });
  const size = 3;
  const rows =
    observationSpace.kind === 'discrete'
      ? Int32Array.of(0, 6, 3)
      : observationSpace.dtype === 'uint8'
        ? Uint8Array.from({ length: size * observationSpace.size }, (__, at) => (at * 37) % 256)
        : Float32Array.from({ length: size * observationSpace.size }, (__, at) => Math.sin(at));
  const expected = made.qValues(rows);
  const found = await valuesByHand(made, rows, size);
  found.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index]!, 4);
  });
  expect(found).toHaveLength(expected.length);
  made.dispose();
});

test.each([
  ['behind all layers', mlp({ hidden: [5] }), new Box({ low: -1, high: 1, shape: [4] })],
  [
    'behind images',
    cnn({ convolutions: [{ filters: 3, kernelSize: 2 }], hidden: [5] }),
    image([6, 6, 2]),
  ],
] as const)('fractions %s: the mean over eight midpoints', async (_, spec, observationSpace) => {
  const made = new QNetwork({
    environment: { observationSpace, actionSpace },
    network: spec,
    head: iqnHead({ fractions: { acting: 8 } }),
    seed: 3,
  });
  const rows = Float32Array.from({ length: 2 * observationSpace.size }, (__, at) => at % 5);
  const given = observationSpace.dtype === 'uint8' ? Uint8Array.from(rows) : rows;
  const expected = made.qValues(given);
  // Observation by observation, each with eight fractions of three actions.
  const found = await valuesByHand(made, given, 2);
  expect(found).toHaveLength(2 * 8 * 3);
  expected.forEach((value, index) => {
    const [row, action] = [Math.floor(index / 3), index % 3];
    const all = Array.from({ length: 8 }, (__, at) => found[(row * 8 + at) * 3 + action]!);
    expect(new Set(all).size).toBeGreaterThan(4);
    expect(all.reduce((sum, each) => sum + each, 0) / 8).toBeCloseTo(value, 4);
  });
  made.dispose();
});

test('refuses observations of another size', () => {
  const environment = { observationSpace: new Box({ low: -1, high: 1, shape: [4] }), actionSpace };
  const made = new QNetwork({ environment, network: network({ layers: [] }) });
  const { architecture } = made;
  if (isModelArchitecture(architecture)) throw new Error('A model.');
  const weights = new Float32Array(architecture.parameterCount);
  const batch = { size: 2, observations: new Float32Array(7) };
  expect(() => watchActivations(architecture, weights, batch, () => undefined)).toThrow(ShapeError);
  made.dispose();
});
