import fc from 'fast-check';
import { test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import type { LayerInitializers } from '../../src/networks/initializers/initializer.ts';
import type { KernelOptions } from '../../src/networks/layers/conv.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { activations } from '../../src/networks/activation.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { sampleRows } from './cases.ts';
import { expectClose } from './expectClose.ts';
import { convolutionEngines, makeOn } from './onEngine.ts';
import { referenceGradient } from './referenceGradient.ts';
import { referenceOutputs } from './referenceNetwork.ts';

type Convolution = Required<Omit<KernelOptions, keyof LayerInitializers>>;
const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const convolution = (filters: number): fc.Arbitrary<Convolution> =>
  fc.record({
    filters: between(1, filters),
    kernelSize: between(1, 5),
    stride: between(1, 3),
    padding: fc.constantFrom('valid', 'same'),
  });
const networks = fc.record({
  image: fc.tuple(between(1, 20), between(1, 20), between(1, 9)),
  channels: fc.constantFrom('first', 'last'),
  bytes: fc.boolean(),
  // The second takes the gradient of its input, which the first does not.
  convolutions: fc.tuple(convolution(9), convolution(20)),
  one: fc.boolean(),
  hidden: fc.array(between(1, 20), { maxLength: 1 }),
  dueling: fc.boolean(),
  activation: fc.constantFrom(...activations),
  actions: between(1, 7),
  batch: between(1, 9),
  seed: between(1, 1e6),
});

test('any convolution: outputs and gradients as defined, alike on every engine', async () => {
  const property = fc.asyncProperty(networks, async ({ image, convolutions, one, ...rest }) => {
    const { bytes, batch, actions, seed, channels, ...layers } = rest;
    const [height, width, depth] = image;
    const shape = channels === 'first' ? [depth, height, width] : image;
    const chosen = fit(one ? convolutions.slice(1) : convolutions, image);
    const observationSpace = bytes
      ? new Box({ low: 0, high: 255, shape, dtype: 'uint8' })
      : new Box({ low: -1, high: 1, shape });
    const network = cnn({ convolutions: chosen, channels, ...layers });
    const actionSpace = new Discrete(actions);
    const architecture = buildArchitecture(network, observationSpace, actionSpace);
    const random = createRandom(seed);
    const weights = initialWeights(architecture, random);
    const environment = { observationSpace, actionSpace };
    const { rows, packed } = sampleRows({ name: '', environment, network }, batch, random);
    const upstream = Float32Array.from({ length: batch * actions }, () => random.normal());

    const expected = referenceOutputs(architecture, weights, rows).flat();
    const reference = referenceGradient(architecture, weights, rows, upstream);
    fc.pre(reference.distanceToKink > 1e-6);
    let first: { outputs: Float32Array; gradient: Float32Array } | undefined;
    for (const name of convolutionEngines) {
      const optimizer = sgd({ learningRate: 1 });
      const engine = await makeOn(name, {
        architecture,
        optimizer,
        gradientClipNorm: null,
        weights,
      });
      const alone = engine.forward('online', packed.subarray(0, packed.length / batch), 1);
      expectClose(alone.sync(), expected.slice(0, actions), 1e-5);
      const pass = engine.forwardForTraining(packed, batch);
      const outputs = pass.outputs.sync().slice();
      pass.backward(upstream, 0.1);
      const gradient = engine.gradient().sync().slice();
      engine.dispose();
      expectClose(outputs, expected, 1e-5);
      expectClose(gradient, reference.gradient, 1e-5);
      first ??= { outputs, gradient };
      expectClose(outputs, first.outputs, 1e-5);
      expectClose(gradient, first.gradient, 1e-5);
    }
  });
  await fc.assert(property, { numRuns: 60 });
}, 120_000);

/** Kernels made small enough for their images. */
function fit(
  convolutions: readonly Convolution[],
  [height, width]: readonly number[],
): Convolution[] {
  let size = Math.min(height ?? 0, width ?? 0);
  return convolutions.map((options) => {
    const { stride, padding } = options;
    const kernelSize = padding === 'same' ? options.kernelSize : Math.min(options.kernelSize, size);
    size = Math.ceil((padding === 'same' ? size : size - kernelSize + 1) / stride);
    return { ...options, kernelSize };
  });
}
