import { describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineCases, sampleRows } from './cases.ts';
import { numericGradient, referenceOutputs } from './referenceNetwork.ts';
import { engineNamed } from './engineNamed.ts';

describe.each([
  ['tfjs', 'cpu', undefined],
  ['tfjs', 'wasm', undefined],
  // Arrays that the optimizer takes one by one, as it does large ones.
  ['tfjs', 'wasm', 1],
  ['tfjs', 'wasm', 12],
  ['simd', null, undefined],
] as const)('the %s engine on %s, large arrays from %s', (choice, backend, largeArray) => {
  test.each(engineCases)('$name: outputs and gradients as defined', async (engineCase) => {
    if (backend) await setUpBackend(backend);
    const random = createRandom(3);
    const { environment, network } = engineCase;
    const { observationSpace, actionSpace } = environment;
    const architecture = buildArchitecture(network, observationSpace, actionSpace);
    const weights = initialWeights(architecture, random);
    const batch = 6;
    const { rows, packed } = sampleRows(engineCase, batch, random);
    const factory = engineNamed(choice, largeArray === undefined ? {} : { largeArray });
    const engine = factory.create({
      architecture,
      optimizer: sgd({ learningRate: 0.1 }),
      gradientClipNorm: null,
      weights,
    });
    const upstream = Float32Array.from({ length: batch * 3 }, () => random.normal());

    const outputs = engine.forward('online', packed, batch).sync().slice();
    expectClose(outputs, referenceOutputs(architecture, weights, rows).flat(), 1e-5);

    const pass = engine.forwardForTraining(packed, batch);
    expect([...pass.outputs.sync()]).toEqual([...outputs]);
    pass.backward(upstream, 0.1);
    const expected = numericGradient(architecture, Float64Array.from(weights), rows, (values) =>
      values.flat().reduce((sum, value, index) => sum + value * (upstream[index] ?? NaN), 0),
    );
    const gradient = engine.gradient().sync();
    expectClose(gradient, expected, 1e-4);
    // Plain descent moved the online weights by it, and left the target's.
    const { online, target } = await engine.getState();
    expectClose(
      online,
      Array.from(weights, (weight, index) => weight - 0.1 * (expected[index] ?? NaN)),
      1e-4,
    );
    expect([...target]).toEqual([...weights]);
    engine.dispose();
  });
});

/** Every number within `tolerance` of the largest. */
function expectClose(ours: ArrayLike<number>, expected: readonly number[], tolerance: number) {
  expect(ours.length).toBe(expected.length);
  const scale = Math.max(1e-3, ...expected.map(Math.abs));
  expected.forEach((value, index) => {
    expect(Math.abs((ours[index] ?? NaN) - value)).toBeLessThan(tolerance * scale);
  });
}
