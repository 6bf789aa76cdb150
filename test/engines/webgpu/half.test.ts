import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulatedHalf } from '../../../bench/support/emulatedHalf.ts';
import type { Engine } from '../../../src/engines/engine.ts';
import { Buffers } from '../../../src/engines/webgpu/buffers.ts';
import { Device, requestDevice } from '../../../src/engines/webgpu/device.ts';
import { MAX_HALF, nativeHalf, packingHalf } from '../../../src/engines/webgpu/half.ts';
import { product } from '../../../src/engines/webgpu/product.ts';
import { LARGE_TILES, SMALL_TILE } from '../../../src/engines/webgpu/tile.ts';
import { webgpu } from '../../../src/engines/webgpu/webgpu.ts';
import { BackendError, OptionsError } from '../../../src/errors.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { cnn } from '../../../src/networks/cnn.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { engineOn, gpuSource, hasFeature } from './device.ts';
import { compute, layOutProduct, splitBy, type ProductCase } from './products.ts';

const floats = new Box({ low: -Infinity, high: Infinity, shape: [6] });
const pixels = new Box({ low: 0, high: 255, shape: [4, 12, 12], dtype: 'uint8' });
const deep = mlp({ hidden: [40, 44] });
const convolutions = [
  { filters: 8, kernelSize: 4, stride: 2 },
  { filters: 8, kernelSize: 3, stride: 1 },
] as const;
const image = cnn({ convolutions, hidden: [40] });

const isNativeThere = await hasFeature('shader-f16');
if (!isNativeThere) {
  console.warn(
    'No GPU here has shader-f16: half precision is tested as it is emulated, and compiled.',
  );
}

describe.each([
  ['emulated, on any GPU', false, await hasFeature()],
  ['of the GPU', true, isNativeThere],
] as const)('half precision %s', (_how, isNative, can) => {
  describe.skipIf(!can)('on a GPU', () => {
    halfSuite(isNative);
  });
});

function halfSuite(isNative: boolean): void {
  let single: Device;
  let half: Device;
  beforeAll(async () => {
    const precision = isNative ? 'float16' : 'float32';
    const { gpu, description, owners, math } = await requestDevice({
      gpu: await gpuSource(),
      precision,
    });
    single = new Device(gpu, description, owners);
    const used = isNative ? math : { half: emulatedHalf, subgroups: false };
    half = new Device(gpu, description, owners, used);
  });
  afterAll(() => {
    single.gpu.destroy();
  });

  /** The largest distance of a product from its sums by hand. */
  async function worst(given: ProductCase, spec: object, ofWholes: boolean): Promise<number> {
    const buffers = new Buffers(half);
    const whole = ofWholes
      ? (random: ReturnType<typeof createRandom>) => random.integer(7) - 3
      : undefined;
    const laid = layOutProduct(half, buffers, given, whole);
    const [found] = await compute(
      half,
      [product({ ...laid.spec, ...spec, half: half.math.half })],
      [laid],
    );
    buffers.dispose();
    return laid.worst(found as Float32Array);
  }

  test.each([SMALL_TILE, LARGE_TILES[0]!])(
    'a product by tiles of $m × $n is the sum',
    async (tile) => {
      const shape = { m: 67, n: 65, k: 37, lanes: 2, split: 2, aFast: 'x', bFast: 'k' } as const;
      const given = splitBy(shape, tile.groups);
      // Sums of eight products of small whole numbers are whole numbers that it holds.
      expect(await worst(given, { tile }, true)).toBe(0);
      const distance = await worst(given, { tile }, false);
      expect(distance).toBeLessThan(0.1);
      // It is half precision.
      expect(distance).toBeGreaterThan(1e-3);
    },
  );

  test.each([
    ['dense layers', floats, deep],
    ['convolutions', pixels, image],
  ])('outputs and gradients of %s agree to half precision', async (_name, space, network) => {
    const [ours, theirs] = [
      await tryOut(half, space, network),
      await tryOut(single, space, network),
    ];
    for (const name of ['outputs', 'gradient'] as const) {
      const distance = distanceOf(ours[name], theirs[name]);
      expect(distance, name).toBeLessThan(5e-3);
      expect(distance, name).toBeGreaterThan(1e-6);
    }
  });

  test('observations and outputs keep single precision', async () => {
    // One hidden layer of observations, and one of outputs: nothing is left to be rounded.
    const network = mlp({ hidden: [40] });
    const [ours, theirs] = [
      await tryOut(half, floats, network),
      await tryOut(single, floats, network),
    ];
    expect(ours).toEqual(theirs);
  });

  test('numbers beyond half precision become its largest', async () => {
    const engine = make(half, floats, deep);
    // All weights are 1, and so the second layer is given 6e6 by each unit of the first.
    engine.setWeights(new Float32Array(engine.architecture.parameterCount).fill(1));
    const outputs = await engine.forward('online', new Float32Array(6).fill(1e6), 1).async();
    engine.dispose();
    // In half precision the sums are infinite; they are never made into numbers that look usable.
    expect([...outputs].every((value) => value > 44 * MAX_HALF)).toBe(true);
  });
}

/** Dawn that computes nothing, and has every feature: it says what a GPU would refuse. */
test.skipIf(typeof document !== 'undefined').for([
  ['as it is', nativeHalf],
  ['by packing, as for Firefox', packingHalf],
] as const)('a GPU with shader-f16 takes all shaders, %s, by subgroups too', async ([, half]) => {
  const { create } = await import('webgpu');
  const source = create(['backend=null']);
  const requested = await requestDevice({ gpu: source, precision: 'float16' });
  expect(requested.math.half).toBe(nativeHalf);
  requested.gpu.destroy();
  const adapter = (await source.requestAdapter()) as GPUAdapter;
  const gpu = await adapter.requestDevice({ requiredFeatures: ['shader-f16', 'subgroups'] });
  const math = { half, subgroups: true };
  const device = new Device(gpu, 'nothing', [source, adapter], math);
  for (const [space, network] of [
    [floats, deep],
    [pixels, image],
  ] as const) {
    const engine = make(device, space, network);
    const pass = engine.forwardForTraining(rowsOf(space, 3), 3);
    await pass.outputs.async();
    pass.backward(new Float32Array(6), 0.1);
    await engine.gradient().async();
    device.requireUsable();
    engine.dispose();
  }
  const codes = [...device.programs.keys()];
  expect(codes.every((code) => code.startsWith('enable f16;\nenable subgroups;'))).toBe(true);
  expect(codes.filter((code) => code.includes('packedHalf(')).length).toBe(4);
  device.gpu.destroy();
});

test('a GPU without half precision is refused, with the way out', async () => {
  const plain = {
    limits: {},
    features: new Set(),
    requestDevice: () => Promise.reject(new Error()),
  };
  const gpu = { requestAdapter: async () => plain };
  const refused = webgpu({ gpu, precision: 'float16' });
  await expect(refused).rejects.toThrow(BackendError);
  await expect(refused).rejects.toThrow(/shader-f16.*Leave the option out.*'float32'/s);
  await expect(webgpu({ gpu, precision: 'float64' as never })).rejects.toThrow(OptionsError);
});

test('a GPU that is lost while half precision is tried out is given back', async () => {
  let destroyed = 0;
  const lost = {
    pushErrorScope: () => undefined,
    createShaderModule: () => ({}),
    popErrorScope: () => Promise.reject(new Error('the device is lost')),
    destroy: () => (destroyed += 1),
  };
  const adapter = {
    limits: {},
    features: new Set(['shader-f16']),
    requestDevice: async () => lost,
  };
  const refused = webgpu({ gpu: { requestAdapter: async () => adapter }, precision: 'float16' });
  await expect(refused).rejects.toThrow(/the device is lost/);
  expect(destroyed).toBe(1);
});

function make(
  device: Device,
  space: Box<'uint8'> | Box,
  network: Parameters<typeof buildArchitecture>[0],
): Engine {
  const architecture = buildArchitecture(network, space, new Discrete(2));
  return engineOn(device, { actEvery: 1e9 }).create({
    architecture,
    optimizer: sgd({ learningRate: 0.1 }),
    gradientClipNorm: null,
    weights: initialWeights(architecture, createRandom(5)),
  });
}

function rowsOf(space: Box<'uint8'> | Box, batch: number): Float32Array | Uint8Array {
  const random = createRandom(2);
  const length = batch * space.size;
  return space.dtype === 'uint8'
    ? Uint8Array.from({ length }, () => random.integer(256))
    : Float32Array.from({ length }, () => random.normal());
}

/** A pass there and back. */
async function tryOut(...[device, space, network]: Parameters<typeof make>) {
  const engine = make(device, space, network);
  const random = createRandom(4);
  const batch = 6;
  const pass = engine.forwardForTraining(rowsOf(space, batch), batch);
  const outputs = (await pass.outputs.async()).slice();
  pass.backward(
    Float32Array.from({ length: 2 * batch }, () => random.normal()),
    0.1,
  );
  const gradient = await engine.gradient().async();
  engine.dispose();
  return { outputs, gradient };
}

/** The largest difference, by the largest number. */
function distanceOf(ours: Float32Array, theirs: Float32Array): number {
  const largest = (values: Float32Array): number => Math.max(...values.map(Math.abs));
  return largest(ours.map((value, index) => value - (theirs[index] ?? NaN))) / largest(theirs);
}
