import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engines/engine.ts';
import type { Device } from '../../../src/engines/webgpu/device.ts';
import { createModel } from '../../../src/engines/webgpu/model.ts';
import { createPlan } from '../../../src/engines/webgpu/plan.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { embedding } from '../../../src/networks/embedding.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { adam, rmsprop } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { engineOn, hasGpu, testDevice } from './device.ts';
import { expectClose, overflowSuite } from './engineSuite.ts';

const space = new Box({ low: -Infinity, high: Infinity, shape: [5] });
const architecture = buildArchitecture(mlp({ hidden: [20, 7] }), space, new Discrete(3));
const weights = initialWeights(architecture, createRandom(5));
/** Enough rows that gradients of weights are sums of parts. */
const BATCH = 130;

describe.skipIf(!(await hasGpu()))('sum, norm and step in one call of a shader', () => {
  let device: Device;
  beforeAll(async () => {
    device = await testDevice();
  });
  afterAll(() => {
    device.gpu.destroy();
  });

  overflowSuite(() => engineOn(device, { actEvery: 1e9, fusesSteps: true }));

  test.each([
    adam({ learningRate: 0.02, epsilon: 0.01 }),
    adamw({ learningRate: 0.02, epsilon: 0.01, weightDecay: 3 }),
    rmsprop({ learningRate: 0.02, centered: true }),
  ])('$type: are those of two calls', async (optimizer) => {
    const make = (fusesSteps: boolean): Engine =>
      engineOn(device, { actEvery: 1e9, fusesSteps }).create({
        architecture,
        optimizer,
        gradientClipNorm: 0.5,
        weights,
      });
    const engines = [make(true), make(false)] as const;
    const random = createRandom(7);
    for (let step = 0; step < 3; step++) {
      const rows = Float32Array.from({ length: 5 * BATCH }, () => random.normal());
      const upstream = Float32Array.from({ length: 3 * BATCH }, () => random.normal());
      for (const engine of engines) {
        const pass = engine.forwardForTraining(rows, BATCH);
        pass.outputs.discard();
        pass.backward(upstream, 0.02);
      }
    }
    const [ours, theirs] = [await engines[0].getState(), await engines[1].getState()];
    expectClose(ours.online, theirs.online, 1e-6, 'online');
    for (const [name, values] of Object.entries(theirs.optimizer)) {
      expectClose(ours.optimizer[name]!, values, 1e-6, name);
    }
    const [gradient, expected] = [
      await engines[0].gradient().async(),
      await engines[1].gradient().async(),
    ];
    expectClose(gradient, expected, 1e-6, 'gradient');
    expect(engines[0].gradientNorm / engines[1].gradientNorm).toBeCloseTo(1, 5);
    for (const engine of engines) engine.dispose();
  });

  test.each([
    ['a small network has one call less', [20, 7], {}, 1],
    ['a large one has as many', [200, 100], {}, 0],
    ['one that leaves out rows of a table has as many', [20, 7], { lazyRows: true }, 0],
  ] as const)('%s', (_name, hidden, options, less) => {
    const observations = 'lazyRows' in options ? new Discrete(9) : space;
    const spec =
      observations === space ? mlp({ hidden }) : embedding({ size: 3, hidden: [...hidden] });
    const calls = [false, true].map((fusesSteps) => {
      const optimizer = adam({ learningRate: 0.1, ...options });
      const model = createModel(device, {
        architecture: buildArchitecture(spec, observations, new Discrete(3)),
        optimizer,
        fusesSteps,
      });
      const shape = { lanes: ['online'], batch: 4, fractions: 1, bytes: false } as const;
      const plan = createPlan(model, { ...shape, training: true });
      const { length } = [...plan.backward, ...plan.step];
      plan.dispose();
      model.buffers.dispose();
      return length;
    });
    expect(calls[0]! - calls[1]!).toBe(less);
  });
});
