import fc from 'fast-check';
import { expect, test } from 'vitest';
import { embedding } from '../../../src/networks/embedding.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { activations } from '../../../src/networks/spec.ts';
import { createEngine } from '../../../src/engines/createEngine.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { sampleRows } from '../cases.ts';
import { referenceOutputs } from '../referenceNetwork.ts';
import { builds } from './support.ts';

const size = fc.integer({ min: 1, max: 70 });
const shapes = fc.record({
  kind: fc.constantFrom('numbers', 'bytes', 'indices'),
  inputs: size,
  hidden: fc.array(size, { maxLength: 3 }),
  actions: size,
  dueling: fc.oneof(fc.boolean(), fc.array(size, { minLength: 1, maxLength: 2 })),
  activation: fc.constantFrom(...activations),
  batch: fc.integer({ min: 1, max: 130 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/**
 * Outputs as defined, and gradients as of the tfjs engine, whatever the shape.
 *
 * @param setUpBackend - Sets TensorFlow.js up on this host.
 */
export function testShapes(setUpBackend: (name: 'cpu') => Promise<unknown>): void {
  test.each(builds)(
    'any shape: $backend',
    async ({ relaxedSimd }) => {
      await setUpBackend('cpu');
      await fc.assert(
        fc.asyncProperty(shapes, async ({ kind, inputs, actions, batch, seed, ...shape }) => {
          const random = createRandom(seed);
          const observationSpace =
            kind === 'indices'
              ? new Discrete(inputs)
              : kind === 'bytes'
                ? new Box({ low: 0, high: 255, shape: [inputs], dtype: 'uint8' })
                : new Box({ low: -1, high: 1, shape: [inputs] });
          const network = kind === 'indices' ? embedding({ size: 9, ...shape }) : mlp(shape);
          const actionSpace = new Discrete(actions);
          const architecture = buildArchitecture(network, observationSpace, actionSpace);
          const weights = initialWeights(architecture, random);
          const options = { architecture, optimizer: sgd({ learningRate: 0.1 }), weights };
          const environment = { observationSpace, actionSpace };
          const { rows, packed } = sampleRows({ name: kind, environment, network }, batch, random);
          const upstream = Float32Array.from({ length: batch * actions }, () => random.normal());

          const results = (['simd', 'tfjs'] as const).map((choice) => {
            const { engine } = createEngine(choice, {
              ...options,
              gradientClipNorm: null,
              relaxedSimd,
            });
            const pass = engine.forwardForTraining(packed, batch);
            const outputs = pass.outputs.sync().slice();
            pass.backward(upstream, 0.1);
            const gradient = engine.gradient().sync().slice();
            engine.dispose();
            return { outputs, gradient };
          });
          const [ours, theirs] = results as [(typeof results)[0], (typeof results)[0]];
          expectClose(ours.outputs, referenceOutputs(architecture, weights, rows).flat());
          expectClose(ours.gradient, theirs.gradient);
        }),
        { numRuns: 60 },
      );
    },
    120_000,
  );
}

/** Every number within 1e-5 of the largest. */
function expectClose(ours: ArrayLike<number>, theirs: ArrayLike<number>): void {
  expect(ours.length).toBe(theirs.length);
  let scale = 1e-3;
  let worst = 0;
  for (let index = 0; index < theirs.length; index++) {
    const value = theirs[index] ?? NaN;
    scale = Math.max(scale, Math.abs(value));
    const error = Math.abs((ours[index] ?? NaN) - value);
    worst = error <= worst ? worst : error;
  }
  expect(worst).toBeLessThan(1e-5 * scale);
}
