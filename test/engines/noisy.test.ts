import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { dense } from '../../src/networks/layers/dense.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { drawNoise } from '../../src/networks/noise.ts';
import { network } from '../../src/networks/network.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { quickNormal } from '../../src/random/quickNormal.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from './expectClose.ts';
import { convolutionEngines as engines, makeOn } from './onEngine.ts';

interface Recording {
  readonly inputs: number;
  readonly outputs: number;
  readonly batchSize: number;
  readonly kernelMu: number[];
  readonly biasMu: number[];
  readonly kernelSigma: number[];
  readonly biasSigma: number[];
  readonly epsilonIn: number[];
  readonly epsilonOut: number[];
  readonly x: number[];
  readonly y: number[];
}

const url = new URL('../fixtures/noisy_dense.json', import.meta.url);
const recorded = JSON.parse(readFileSync(url, 'utf8')) as Recording;

const build = (spec: NetworkSpec, inputs: number, actions: number) =>
  buildArchitecture(
    spec,
    new Box({ low: -Infinity, high: Infinity, shape: [inputs] }),
    new Discrete(actions),
  );
const plain = { optimizer: sgd({ learningRate: 0.1 }), gradientClipNorm: null };

describe.each(engines)('%s', (name) => {
  test('a noisy layer as PyTorch computes it; without noise, the means', async () => {
    const { inputs, outputs, batchSize, x, y, kernelMu, biasMu } = recorded;
    const spec = network({ layers: [], output: { noisy: {} } });
    const architecture = build(spec, inputs, outputs);
    expect(architecture.noiseCount).toBe(inputs + outputs);
    expect(architecture.parameters.map(({ name: each }) => each)).toEqual([
      'output.kernel',
      'output.bias',
      'output.kernelSigma',
      'output.biasSigma',
    ]);
    const { kernelSigma, biasSigma } = recorded;
    const weights = Float32Array.of(...kernelMu, ...biasMu, ...kernelSigma, ...biasSigma);
    const engine = await makeOn(name, { architecture, weights, ...plain });
    const epsilon = [...recorded.epsilonIn, ...recorded.epsilonOut];
    const noise = Float32Array.from(
      epsilon,
      (drawn) => Math.sign(drawn) * Math.sqrt(Math.abs(drawn)),
    );
    const draws = { noise, fractions: null };
    const rows = Float32Array.from(x);
    expectClose(engine.forward('online', rows, batchSize, draws).sync(), y, 1e-6);
    const means = Array.from({ length: batchSize * outputs }, (_, index) => {
      const [row, unit] = [Math.floor(index / outputs), index % outputs];
      const inputOf = (input: number): number => x[row * inputs + input] ?? NaN;
      return kernelMu.reduce(
        (sum, weight, at) =>
          at % outputs === unit ? sum + weight * inputOf(Math.floor(at / outputs)) : sum,
        biasMu[unit] ?? NaN,
      );
    });
    expectClose(engine.forward('online', rows, batchSize).sync(), means, 1e-6);
    expect(() =>
      engine.forward('online', rows, batchSize, { noise: noise.subarray(1), fractions: null }),
    ).toThrow(`takes ${inputs + outputs} numbers of noise; received ${inputs + outputs - 1}`);
    engine.dispose();
  });

  test.each([
    ['with noise', true],
    ['without', false],
  ] as const)('gradients are those of numeric differentiation, %s', async (_, isNoisy) => {
    const spec = mlp({ hidden: [4], dueling: [3], activation: 'tanh', noisy: { sigma: 2 } });
    const architecture = build(spec, 3, 2);
    // Inputs and units of the layers: 3 + 4, then twice 4 + 3, 3 + 1 and 3 + 2.
    expect(architecture.noiseCount).toBe(3 + 4 + 2 * (4 + 3) + (3 + 1) + (3 + 2));
    const random = createRandom(5);
    const weights = initialWeights(architecture, random);
    const noise = drawNoise(architecture, random);
    const draws = { noise: isNoisy ? noise : null, fractions: null };
    const batch = 4;
    const rows = Float32Array.from({ length: batch * 3 }, () => random.normal());
    const upstream = Float32Array.from({ length: batch * 2 }, () => random.normal());
    const engine = await makeOn(name, { architecture, weights, ...plain });
    const objective = (vector: Float32Array): number => {
      engine.setWeights(vector);
      return engine
        .forward('online', rows, batch, draws)
        .sync()
        .reduce((sum, value, index) => sum + value * (upstream[index] ?? NaN), 0);
    };
    const step = 1 / 128;
    const expected = Array.from(weights, (weight, index) => {
      const at = (value: number): number => objective(weights.with(index, value));
      return (at(weight + step) - at(weight - step)) / (2 * step);
    });
    engine.setWeights(weights);
    const pass = engine.forwardForTraining(rows, batch, draws);
    pass.outputs.discard();
    // What comes after a pass makes no difference to it.
    engine
      .forward('online', rows, batch, { noise: noise.map((value) => -value), fractions: null })
      .discard();
    pass.backward(upstream, 0.1);
    expectClose(engine.gradient().sync(), expected, 2e-3);
    engine.dispose();
  });
});

test('deviations begin at sigma / √inputs, noise is sgn(ε) √|ε|', () => {
  const spec = network({ layers: [dense({ units: 5, noisy: { sigma: 0.8 } })] });
  const architecture = build(spec, 16, 2);
  const weights = initialWeights(architecture, createRandom(1));
  const [kernel, , sigma, biasSigma] = architecture.parameters;
  const slice = (info: typeof sigma) =>
    weights.subarray(info?.offset, (info?.offset ?? NaN) + (info?.size ?? NaN));
  expect([...slice(sigma), ...slice(biasSigma)]).toEqual(Array(85).fill(Math.fround(0.2)));
  expect(Math.max(...slice(kernel))).toBeLessThanOrEqual(0.25);
  const [ours, theirs] = [createRandom(3), createRandom(3)];
  for (const drawn of drawNoise(architecture, ours)) {
    const epsilon = quickNormal(theirs);
    expect(drawn).toBe(Math.fround(Math.sign(epsilon) * Math.sqrt(Math.abs(epsilon))));
  }
});

test.each([
  [() => dense({ units: 3, noisy: { sigma: -1 } }), 'sigma must be'],
  [
    () => dense({ units: 3, noisy: true as never }),
    'noisy must be an object such as { sigma: 0.5 }',
  ],
  [() => mlp({ hidden: [3], noisy: { sigma0: 1 } as never }), "no option 'sigma0'"],
])('what is out of range is refused %#', (make, message) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  expect(make).toThrow(message);
});
