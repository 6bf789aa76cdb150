import { beforeAll, describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { resolveSpec } from '../../src/networks/resolveSpec.ts';
import type { ChannelOrder } from '../../src/networks/channels.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Batch, ObservationBatch } from '../../src/replay/batch.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { engineNamed } from '../engines/engineNamed.ts';

const actionSpace = new Discrete(3);
const box = (...shape: number[]): Box => new Box({ low: -1, high: 1, shape });
const convolutions = [{ filters: 3, kernelSize: 1 }];
const inputOf = (spec: NetworkSpec, shape: readonly number[]) =>
  buildArchitecture(spec, box(...shape), actionSpace);

describe('the order of channels', () => {
  test.each([
    [[4, 84, 84], 'first'],
    [[84, 84, 4], 'last'],
    [[1, 5, 6], 'first'],
    [[5, 6, 1], 'last'],
    // As many rows as channels: no planes.
    [[5, 6, 5], 'last'],
    [[6, 9, 7], 'first'],
  ] as const)('of %o is taken to be %s', (shape, channels) => {
    const { input, trunk } = inputOf(cnn({ convolutions, hidden: [] }), shape);
    expect(input).toMatchObject({ channels, shape });
    const [one, two, three] = shape;
    const image = channels === 'first' ? [two, three, one] : shape;
    expect(trunk).toMatchObject([{ inputShape: image }]);
  });

  test.each(['first', 'last'] as const)('is %s where the spec says so', (channels) => {
    const spec = cnn({ convolutions, hidden: [], channels });
    for (const shape of [
      [4, 9, 9],
      [9, 9, 4],
    ]) {
      expect(inputOf(spec, shape).input.channels).toBe(channels);
    }
  });

  test('is no matter for networks without convolutions', () => {
    expect(inputOf(mlp({ hidden: [2] }), [4, 9, 9]).input.channels).toBeNull();
    const table = buildArchitecture(
      { layers: [{ type: 'embedding', size: 2 }], dueling: null, inputScale: null },
      new Discrete(5),
      actionSpace,
    );
    expect(table.input.channels).toBeNull();
  });

  test('stays in a spec, and may be missing from one of before', () => {
    const spec = cnn({ convolutions, hidden: [4], channels: 'first' });
    expect(resolveSpec(JSON.parse(JSON.stringify(spec)) as NetworkSpec)).toEqual(spec);
    const { channels: _, ...before } = spec;
    expect(resolveSpec(before)).toEqual({ ...spec, channels: null });
    const wrong = { ...spec, channels: 'both' as ChannelOrder };
    expect(() => resolveSpec(wrong)).toThrow(expect.objectContaining({ name: 'OptionsError' }));
    expect(() => resolveSpec(wrong)).toThrow("channels must be 'first' or 'last'; received 'both'");
  });
});

const network = cnn({
  convolutions: [
    { filters: 5, kernelSize: 4, stride: 2 },
    { filters: 4, kernelSize: 2, padding: 'same' },
  ],
  hidden: [7],
});

describe.each([
  ['simd', null],
  ['tfjs', 'cpu'],
  ['tfjs', 'wasm'],
] as const)('the %s engine on %s', (engine, backend) => {
  beforeAll(async () => {
    if (backend) await setUpBackend(backend);
  });

  test.each([
    [4, 'uint8'],
    [4, 'float32'],
    [3, 'uint8'],
    [3, 'float32'],
    [1, 'uint8'],
    [1, 'float32'],
  ] as const)('%i planes of %s: the bits of the same pictures', async (channels, dtype) => {
    const [height, width] = [10, 9];
    const make = (...shape: number[]): QNetwork => {
      const observationSpace = new Box({ low: 0, high: 255, shape, dtype });
      return new QNetwork({
        environment: { observationSpace, actionSpace },
        network,
        engine: engineNamed(engine),
      });
    };
    const [images, planes] = [make(height, width, channels), make(channels, height, width)];
    expect([images, planes].map(({ architecture }) => architecture.input.channels)).toEqual([
      'last',
      'first',
    ]);
    expect(await planes.getWeights()).toEqual(await images.getWeights());
    const random = createRandom(8);
    for (let update = 0; update < 3; update++) {
      const batch = sample(5, [height, width, channels], dtype, random.integer(1e6));
      const same: Batch = {
        ...batch,
        observations: toPlanes(batch.observations, height * width, channels),
        nextObservations: toPlanes(batch.nextObservations, height * width, channels),
      };
      expect(planes.qValues(same.observations)).toEqual(images.qValues(batch.observations));
      const one = images.update(batch);
      const other = planes.update(same);
      expect(other).toEqual(one);
    }
    expect(await planes.getWeights()).toEqual(await images.getWeights());
    expect(await planes.gradient()).toEqual(await images.gradient());
    images.dispose();
    planes.dispose();
  });
});

describe('a checkpoint', () => {
  const make = (channels: ChannelOrder): QNetwork =>
    new QNetwork({
      environment: { observationSpace: box(5, 6, 5), actionSpace },
      network: cnn({ convolutions, hidden: [], channels }),
      engine: simd(),
    });

  test('of planes is for planes', async () => {
    const [one, other, images] = [make('first'), make('first'), make('last')];
    const state = await one.getState();
    other.setState(state);
    expect(() => {
      images.setState(state);
    }).toThrow('architecture.input.channels is null here and "first" there');
    for (const each of [one, other, images]) each.dispose();
  });

  test('of before there were planes is for images', async () => {
    const [images, planes] = [make('last'), make('first')];
    const state = await images.getState();
    // As it was written then.
    const { architecture } = state as { architecture: { input: object } };
    expect(Object.keys(architecture.input)).toEqual(['kind', 'size', 'states', 'shape', 'scale']);
    images.setState(state);
    expect(() => {
      planes.setState(state);
    }).toThrow('architecture.input.channels is "first" here and null there');
    images.dispose();
    planes.dispose();
  });
});

/** Images of `[height, width, channels]` as planes. */
function toPlanes(rows: ObservationBatch, pixels: number, channels: number): ObservationBatch {
  const size = pixels * channels;
  return rows.map((_, index) => {
    const [image, within] = [Math.floor(index / size), index % size];
    const [channel, pixel] = [Math.floor(within / pixels), within % pixels];
    return rows[image * size + pixel * channels + channel] ?? NaN;
  });
}

function sample(
  size: number,
  shape: readonly number[],
  dtype: 'uint8' | 'float32',
  seed: number,
): Batch {
  const random = createRandom(seed);
  const length = shape.reduce((product, each) => product * each, size);
  const pictures = (): ObservationBatch =>
    dtype === 'uint8'
      ? Uint8Array.from({ length }, () => random.integer(256))
      : Float32Array.from({ length }, () => random.normal());
  return {
    size,
    observations: pictures(),
    nextObservations: pictures(),
    actions: Int32Array.from({ length: size }, () => actionSpace.sample(random)),
    rewards: Float32Array.from({ length: size }, () => random.normal()),
    discounts: new Float32Array(size).fill(0.99),
    weights: new Float32Array(size).fill(1),
    nextActionMasks: null,
  };
}
