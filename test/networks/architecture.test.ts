import { describe, expect, test } from 'vitest';
import type { Architecture } from '../../src/networks/architecture.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { LayerSpec } from '../../src/networks/layers/table.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const three = new Box({ low: -1, high: 1, shape: [3] });
const image = new Box({ low: 0, high: 255, shape: [6, 5, 2], dtype: 'uint8' });
const actions = new Discrete(4);

/** `name [shape] @offset ÷fanIn` of every array of weights. */
const listed = ({ parameters }: Architecture): string[] =>
  parameters.map(
    ({ name, shape, offset, fanIn }) => `${name} [${shape.join()}] @${offset} ÷${fanIn}`,
  );

describe('the arrays of weights, by hand', () => {
  test('of an mlp', () => {
    const architecture = buildArchitecture(mlp({ hidden: [5, 2] }), three, actions);
    expect(listed(architecture)).toEqual([
      'layer0.kernel [3,5] @0 ÷3',
      'layer0.bias [5] @15 ÷3',
      'layer1.kernel [5,2] @20 ÷5',
      'layer1.bias [2] @30 ÷5',
      'output.kernel [2,4] @32 ÷2',
      'output.bias [4] @40 ÷2',
    ]);
    expect(architecture.parameterCount).toBe(44);
    expect(architecture.input).toMatchObject({ kind: 'box', size: 3, scale: 1 });
    expect(architecture.outputs).toBe(4);
  });

  test('of dueling streams', () => {
    const architecture = buildArchitecture(mlp({ hidden: [5], dueling: [6] }), three, actions);
    expect(listed(architecture)).toEqual([
      'layer0.kernel [3,5] @0 ÷3',
      'layer0.bias [5] @15 ÷3',
      'value0.kernel [5,6] @20 ÷5',
      'value0.bias [6] @50 ÷5',
      'value1.kernel [6,1] @56 ÷6',
      'value1.bias [1] @62 ÷6',
      'advantage0.kernel [5,6] @63 ÷5',
      'advantage0.bias [6] @93 ÷5',
      'advantage1.kernel [6,4] @99 ÷6',
      'advantage1.bias [4] @123 ÷6',
    ]);
    expect(architecture.parameterCount).toBe(127);
  });

  test('of convolutions', () => {
    const spec = cnn({
      convolutions: [
        { filters: 3, kernelSize: 2 },
        { filters: 7, kernelSize: 3, stride: 2, padding: 'same' },
      ],
      hidden: [8],
    });
    const architecture = buildArchitecture(spec, image, actions);
    // [6, 5, 2] → [5, 4, 3] → [3, 2, 7], which is 42.
    expect(listed(architecture)).toEqual([
      'layer0.kernel [2,2,2,3] @0 ÷8',
      'layer0.bias [3] @24 ÷8',
      'layer1.kernel [3,3,3,7] @27 ÷27',
      'layer1.bias [7] @216 ÷27',
      'layer2.kernel [42,8] @223 ÷42',
      'layer2.bias [8] @559 ÷42',
      'output.kernel [8,4] @567 ÷8',
      'output.bias [4] @599 ÷8',
    ]);
    expect(architecture.parameterCount).toBe(603);
    expect(architecture.input).toMatchObject({ kind: 'box', size: 60, scale: 1 / 255 });
  });

  test('of an embedding', () => {
    const architecture = buildArchitecture(embedding({ size: 6 }), new Discrete(9), actions);
    expect(listed(architecture)).toEqual([
      'layer0.table [9,6] @0 ÷9',
      'output.kernel [6,4] @54 ÷6',
      'output.bias [4] @78 ÷6',
    ]);
    expect(architecture.input).toMatchObject({ kind: 'discrete', size: 1, scale: 1 });
  });
});

describe('the activations', () => {
  test('are those of the hidden layers; the output layer has none', () => {
    const spec = mlp({ hidden: [5, 6], activation: 'tanh' });
    const { trunk, output } = buildArchitecture(spec, three, actions);
    expect(trunk).toMatchObject([
      { type: 'dense', inputs: 3, units: 5, activation: 'tanh', kernel: 0, bias: 1 },
      { type: 'dense', inputs: 5, units: 6, activation: 'tanh', kernel: 2, bias: 3 },
    ]);
    expect(output).toMatchObject({
      type: 'linear',
      layers: [{ inputs: 6, units: 4, activation: 'linear', kernel: 4, bias: 5 }],
    });
  });

  test('are those of the hidden layers of each stream; their last layers have none', () => {
    const spec = mlp({ hidden: [5], dueling: [6, 7], activation: 'elu' });
    const { output } = buildArchitecture(spec, three, actions);
    const stream = (outputs: number) => [
      { inputs: 5, units: 6, activation: 'elu' },
      { inputs: 6, units: 7, activation: 'elu' },
      { inputs: 7, units: outputs, activation: 'linear' },
    ];
    expect(output).toMatchObject({ type: 'dueling', value: stream(1), advantage: stream(4) });
  });

  test('relu is the default', () => {
    expect(mlp({ hidden: [5] }).layers).toEqual([{ type: 'dense', units: 5, activation: 'relu' }]);
  });
});

describe('a spec that does not suit', () => {
  const dense: LayerSpec = { type: 'dense', units: 2, activation: 'relu' };
  const table: LayerSpec = { type: 'embedding', size: 2 };
  const conv: LayerSpec = {
    type: 'conv',
    filters: 2,
    kernelSize: 2,
    stride: 1,
    padding: 'valid',
    activation: 'relu',
  };
  const build = (space: Box<'float32' | 'uint8'> | Discrete, ...layers: LayerSpec[]) => {
    const spec: NetworkSpec = { layers, dueling: null, inputScale: null };
    return () => buildArchitecture(spec, space, actions);
  };

  test.each([
    ['indices without a table', build(new Discrete(3), dense), 'embedding({ size, hidden })'],
    ['indices without any layer', build(new Discrete(3)), 'embedding({ size, hidden })'],
    ['a table for a Box', build(three, table), 'Use mlp({ hidden })'],
    ['a second table', build(new Discrete(3), table, table), 'only be the first layer'],
    ['a table further on', build(three, dense, table), 'only be the first layer'],
    ['a convolution of rows', build(three, conv), 'received Box([3], float32)'],
    ['a convolution of a table', build(new Discrete(3), table, conv), "of type 'embedding'"],
    ['a convolution behind a dense layer', build(image, dense, conv), "of type 'dense'"],
    ['a kernel too large', build(image, { ...conv, kernelSize: 6 }), 'an image of 6 × 5'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
    expect(make).toThrow(message);
  });

  test.each([
    [{ layers: [null] }, "Each of the layers of a network's spec must be an object"],
    [{ layers: ['dense'] }, "received 'dense'"],
    [{ layers: [], dueling: true }, "dueling of a network's spec must be null, or { hidden: […]"],
    [{ layers: [], dueling: { hidden: 5, activation: 'relu' } }, "dueling of a network's spec"],
    [{ layers: [], dueling: { hidden: [5] } }, 'dueling.activation must be'],
  ])('written by hand, %o is refused', (spec, message) => {
    const make = (): unknown => buildArchitecture(spec as never, three, actions);
    expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
    expect(make).toThrow(message);
  });

  test.each(['first', 'last'] as const)(
    'with channels %s against the shape says so',
    (channels) => {
      const shape = channels === 'first' ? [84, 84, 4] : [4, 84, 84];
      const screens = new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
      const make = (): unknown => buildArchitecture(natureCnn({ channels }), screens, actions);
      expect(make).toThrow(/with 84 channels; .* correct the option channels/);
    },
  );
});
