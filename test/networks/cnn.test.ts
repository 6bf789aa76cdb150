import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { OptionsError } from '../../src/errors.ts';
import type { ConvLayer } from '../../src/networks/layers/conv.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn, type ConvOptions } from '../../src/networks/cnn.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const actions = new Discrete(3);
const images = (...shape: number[]): Box => new Box({ low: 0, high: 1, shape });

/** The convolutions of a network, fitted to images. */
function fit(space: Box, ...convolutions: ConvOptions[]): ConvLayer[] {
  const { trunk } = buildArchitecture(cnn({ convolutions, hidden: [] }), space, actions);
  return trunk as ConvLayer[];
}

describe('geometry, by hand', () => {
  test.each([
    // ⌊(length − kernel) / stride⌋ + 1 outputs, no zeros.
    { size: [6, 5], kernelSize: 3, stride: 1, padding: 'valid', out: [4, 3], zeros: [0, 0, 0, 0] },
    { size: [8, 7], kernelSize: 3, stride: 2, padding: 'valid', out: [3, 3], zeros: [0, 0, 0, 0] },
    {
      size: [84, 84],
      kernelSize: 8,
      stride: 4,
      padding: 'valid',
      out: [20, 20],
      zeros: [0, 0, 0, 0],
    },
    { size: [7, 7], kernelSize: 2, stride: 3, padding: 'valid', out: [2, 2], zeros: [0, 0, 0, 0] },
    { size: [4, 9], kernelSize: 4, stride: 5, padding: 'valid', out: [1, 2], zeros: [0, 0, 0, 0] },
    // ⌈length / stride⌉ outputs; of an odd number of zeros more stand behind.
    { size: [6, 5], kernelSize: 3, stride: 1, padding: 'same', out: [6, 5], zeros: [1, 1, 1, 1] },
    { size: [6, 5], kernelSize: 2, stride: 1, padding: 'same', out: [6, 5], zeros: [0, 1, 0, 1] },
    { size: [6, 5], kernelSize: 4, stride: 1, padding: 'same', out: [6, 5], zeros: [1, 2, 1, 2] },
    { size: [6, 5], kernelSize: 3, stride: 2, padding: 'same', out: [3, 3], zeros: [0, 1, 1, 1] },
    { size: [5, 8], kernelSize: 4, stride: 3, padding: 'same', out: [2, 3], zeros: [1, 1, 1, 1] },
    { size: [7, 6], kernelSize: 2, stride: 3, padding: 'same', out: [3, 2], zeros: [0, 1, 0, 0] },
    { size: [2, 3], kernelSize: 5, stride: 1, padding: 'same', out: [2, 3], zeros: [2, 2, 2, 2] },
  ] as const)(
    '$padding, $size, kernel $kernelSize, stride $stride',
    ({ size, kernelSize, stride, padding, out, zeros }) => {
      const [layer] = fit(images(...size, 2), { filters: 7, kernelSize, stride, padding });
      expect(layer).toMatchObject({
        inputShape: [...size, 2],
        outputShape: [...out, 7],
        padding: zeros,
        kernelSize,
        stride,
        units: out[0] * out[1] * 7,
      });
    },
  );

  test('each convolution sees the images of the one before it', () => {
    const layers = fit(
      images(10, 12, 3),
      { filters: 4, kernelSize: 3 },
      { filters: 5, kernelSize: 2, stride: 2, padding: 'same' },
    );
    expect(layers.map(({ inputShape, outputShape }) => [inputShape, outputShape])).toEqual([
      [
        [10, 12, 3],
        [8, 10, 4],
      ],
      [
        [8, 10, 4],
        [4, 5, 5],
      ],
    ]);
  });

  test('a kernel as large as the image fits once; a larger one is refused', () => {
    expect(fit(images(4, 6, 1), { filters: 2, kernelSize: 4 })[0]?.outputShape).toEqual([1, 3, 2]);
    const larger = () => fit(images(4, 6, 1), { filters: 2, kernelSize: 5, stride: 2 });
    expect(larger).toThrow(expect.objectContaining({ name: 'OptionsError' }));
    expect(larger).toThrow('A kernel of 5 × 5 does not fit an image of 4 × 6');
    const wider = () => fit(images(6, 4, 1), { filters: 2, kernelSize: 5 });
    expect(wider).toThrow('does not fit an image of 6 × 4');
    const second = () =>
      fit(images(4, 6, 1), { filters: 2, kernelSize: 3 }, { filters: 2, kernelSize: 3 });
    expect(second).toThrow('does not fit an image of 2 × 4');
  });

  test.each([[[9]], [[3, 3]], [[2, 3, 3, 3]]])(
    'observations of the shape %o are no images',
    (shape) => {
      const flat = () => fit(images(...shape), { filters: 2, kernelSize: 1 });
      expect(flat).toThrow(expect.objectContaining({ name: 'OptionsError' }));
      expect(flat).toThrow('[height, width, channels]');
    },
  );
});

test('a stride of 1, no padding and relu are the defaults', () => {
  const spec = cnn({ convolutions: [{ filters: 2, kernelSize: 3 }], hidden: [4] });
  expect(spec).toEqual({
    layers: [
      { type: 'conv', filters: 2, kernelSize: 3, stride: 1, padding: 'valid', activation: 'relu' },
      { type: 'dense', units: 4, activation: 'relu' },
    ],
    dueling: null,
    inputScale: null,
    channels: null,
  });
});

test('every option reaches the spec', () => {
  const spec = cnn({
    convolutions: [{ filters: 2, kernelSize: 3, stride: 4, padding: 'same' }],
    hidden: [5],
    activation: 'elu',
    dueling: [6],
    inputScale: 0.5,
    channels: 'last',
  });
  expect(spec).toEqual({
    layers: [
      { type: 'conv', filters: 2, kernelSize: 3, stride: 4, padding: 'same', activation: 'elu' },
      { type: 'dense', units: 5, activation: 'elu' },
    ],
    dueling: { hidden: [6], activation: 'elu' },
    inputScale: 0.5,
    channels: 'last',
  });
});

const one = { filters: 2, kernelSize: 2 };

test.each([
  [{ convolutions: undefined as never, hidden: [] }, 'convolutions must be a list'],
  [{ convolutions: one as never, hidden: [] }, 'convolutions must be a list'],
  [{ convolutions: [{ ...one, filters: 0 }], hidden: [] }, 'filters must be a whole number'],
  [{ convolutions: [{ ...one, filters: 1.5 }], hidden: [] }, 'filters must be a whole number'],
  [{ convolutions: [{ kernelSize: 2 } as never], hidden: [] }, 'filters must be'],
  [{ convolutions: [{ ...one, kernelSize: 0 }], hidden: [] }, 'kernelSize must be a whole number'],
  [{ convolutions: [{ ...one, kernelSize: [3, 3] as never }], hidden: [] }, 'kernelSize must be'],
  [{ convolutions: [{ ...one, stride: 0 }], hidden: [] }, 'stride must be a whole number'],
  [{ convolutions: [{ ...one, padding: 'full' as never }], hidden: [] }, 'padding must be'],
  [{ convolutions: [{ ...one, strides: 2 } as never], hidden: [] }, "no option 'strides'"],
  [{ convolutions: [one], hidden: [0] }, 'Each size in hidden'],
  [{ convolutions: [one], hidden: undefined as never }, 'hidden must be a list'],
  [{ convolutions: [one], hidden: [], activation: 'gelu' as never }, 'activation must be'],
  [{ convolutions: [one], hidden: [], dueling: [0] }, 'Each size in dueling'],
  [{ convolutions: [one], hidden: [], inputScale: 0 }, 'inputScale must not be 0'],
  [{ convolutions: [one], hidden: [], inputScale: NaN }, 'inputScale must be'],
  [{ convolutions: [one], hidden: [], channels: 'middle' as never }, 'channels must be'],
  [{ convolutions: [one], hidden: [], filters: 3 } as never, "no option 'filters'"],
] satisfies [Parameters<typeof cnn>[0], string][])('cnn refuses %o', (options, message) => {
  expect(() => cnn(options)).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  expect(() => cnn(options)).toThrow(message);
});

test.each([
  [[40, 30], 'new FrameStack(environment, { frames: 1 }) makes it [1, 40, 30]'],
  [[4, 40, 30, 3], 'Colour pictures cannot be stacked for a cnn'],
  [[40], 'Use mlp({ hidden }) instead'],
])('a cnn for observations of shape %j says what to do', (shape, message) => {
  const environment = {
    observationSpace: new Box({ low: 0, high: 255, shape, dtype: 'uint8' }),
    actionSpace: new Discrete(2),
  };
  const make = (): unknown => new DQNAgent({ environment, network: natureCnn() });
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});
