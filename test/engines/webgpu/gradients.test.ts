import { describe, expect, test } from 'vitest';
import { simd } from '../../../src/engines/simd/simd.ts';
import { webgpu } from '../../../src/engines/webgpu/webgpu.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { engineCases, sampleRows } from '../cases.ts';
import { gpuSource, hasGpu } from './device.ts';

const withGpu = describe.skipIf(!(await hasGpu()));

withGpu('the webgpu engine agrees with simd', async () => {
  const factory = (await hasGpu()) ? await webgpu({ gpu: await gpuSource() }) : simd();
  test.each(engineCases)('$name', async (engineCase) => {
    const random = createRandom(3);
    const { environment, network } = engineCase;
    const architecture = buildArchitecture(
      network,
      environment.observationSpace,
      environment.actionSpace,
    );
    const weights = initialWeights(architecture, random);
    const batch = 6;
    const { packed } = sampleRows(engineCase, batch, random);
    const upstream = Float32Array.from({ length: batch * 3 }, () => random.normal());
    const results = [];
    for (const each of [factory, simd()]) {
      const engine = each.create({
        architecture,
        optimizer: sgd({ learningRate: 0.1 }),
        gradientClipNorm: null,
        weights,
      });
      const outputs = await engine.forward('online', packed, batch).async();
      const pass = engine.forwardForTraining(packed, batch);
      pass.outputs.discard();
      pass.backward(upstream, 0.1);
      const gradient = await engine.gradient().async();
      const { online, target } = await engine.getState();
      results.push({ outputs, gradient, online, target });
      engine.dispose();
    }
    const [ours, theirs] = results;
    for (const name of ['outputs', 'gradient', 'online', 'target'] as const) {
      expectClose(ours![name], theirs![name], 1e-5, name);
    }
  });
});

function expectClose(ours: Float32Array, theirs: Float32Array, tolerance: number, name: string) {
  expect(ours.length).toBe(theirs.length);
  const scale = Math.max(...theirs.map(Math.abs));
  const worst = Math.max(...theirs.map((value, index) => Math.abs((ours[index] ?? NaN) - value)));
  expect(worst / scale, name).toBeLessThan(tolerance);
}
