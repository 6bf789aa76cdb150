import fc from 'fast-check';
import { test } from 'vitest';
import { embedding } from '../../../src/networks/embedding.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { activations } from '../../../src/networks/activation.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import type { Random } from '../../../src/random/random.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { sampleRows } from '../cases.ts';
import { expectClose } from '../expectClose.ts';
import { referenceGradient } from '../referenceGradient.ts';
import { referenceOutputs } from '../referenceNetwork.ts';
import { builds } from './support.ts';
import { engineNamed } from '../engineNamed.ts';

const size = fc.integer({ min: 1, max: 70 });
const shapes = fc.record({
  kind: fc.constantFrom('numbers', 'bytes', 'indices'),
  inputs: size,
  embeddingSize: size,
  hidden: fc.array(size, { maxLength: 3 }),
  actions: size,
  dueling: fc.oneof(fc.boolean(), fc.array(size, { minLength: 1, maxLength: 2 })),
  activation: fc.constantFrom(...activations),
  inputScale: fc.constantFrom(undefined, -0.02),
  batch: fc.integer({ min: 1, max: 130 }),
  // Of a pass before, which leaves its numbers behind.
  earlier: fc.integer({ min: 1, max: 130 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/**
 * Outputs and gradients as defined, and as of the tfjs engine, whatever the
 * shape.
 *
 * @param setUpBackend - Sets TensorFlow.js up on this host.
 */
export function testShapes(setUpBackend: (name: 'cpu') => Promise<unknown>): void {
  test.each(builds)(
    'any shape: $backend',
    async ({ relaxed }) => {
      await setUpBackend('cpu');
      await fc.assert(
        fc.asyncProperty(shapes, async ({ kind, inputs, actions, batch, seed, ...rest }) => {
          const { embeddingSize, inputScale, earlier, ...shape } = rest;
          const random = createRandom(seed);
          const observationSpace =
            kind === 'indices'
              ? new Discrete(inputs)
              : kind === 'bytes'
                ? new Box({ low: 0, high: 255, shape: [inputs], dtype: 'uint8' })
                : new Box({ low: -1, high: 1, shape: [inputs] });
          const network =
            kind === 'indices'
              ? embedding({ size: embeddingSize, ...shape })
              : mlp({ ...shape, ...(inputScale !== undefined && { inputScale }) });
          const actionSpace = new Discrete(actions);
          const architecture = buildArchitecture(network, observationSpace, actionSpace);
          const weights = initialWeights(architecture, random);
          const options = { architecture, optimizer: sgd({ learningRate: 0.1 }), weights };
          const environment = { observationSpace, actionSpace };
          const samples = { name: kind, environment, network };
          const before = sampleRows(samples, earlier, random).packed;
          const { rows, packed } = sampleRows(samples, batch, random);
          const upstream = noise(batch * actions, random);
          const expected = referenceOutputs(architecture, weights, rows).flat();
          const reference = referenceGradient(architecture, weights, rows, upstream);
          fc.pre(reference.distanceToKink > 1e-6);

          const results = (['simd', 'tfjs'] as const).map((choice) => {
            const engine = engineNamed(choice, { relaxed }).create({
              ...options,
              gradientClipNorm: null,
            });
            engine
              .forwardForTraining(before, earlier)
              .backward(noise(earlier * actions, random), 0);
            const pass = engine.forwardForTraining(packed, batch);
            const outputs = pass.outputs.sync().slice();
            expectClose(engine.forward('target', packed, batch).sync(), outputs, 1e-5);
            pass.backward(upstream, 0.1);
            const gradient = engine.gradient().sync().slice();
            engine.dispose();
            return { outputs, gradient };
          });
          const [ours, theirs] = results as [(typeof results)[0], (typeof results)[0]];
          expectClose(ours.outputs, expected, 1e-5);
          expectClose(ours.outputs, theirs.outputs, 1e-5);
          expectClose(ours.gradient, reference.gradient, 1e-5);
          expectClose(ours.gradient, theirs.gradient, 1e-5);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );
}

function noise(length: number, random: Random): Float32Array {
  return Float32Array.from({ length }, () => random.normal());
}
