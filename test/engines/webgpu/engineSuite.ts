import { describe, expect, test } from 'vitest';
import type { Engine, EngineFactory, EngineOptions } from '../../../src/engines/engine.ts';
import { simd } from '../../../src/engines/simd/simd.ts';
import { DivergenceError } from '../../../src/errors.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { drawNoise } from '../../../src/networks/noise.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../../src/optimizers/optimizer.ts';
import { radam } from '../../../src/optimizers/radam.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { embedding } from '../../../src/networks/embedding.ts';
import { sampleRows } from '../cases.ts';
import type { WebgpuCase } from './cases.ts';

/** Outputs and gradients of networks on the GPU, against those on the simd engine. */
export function layersSuite(factory: () => EngineFactory, cases: readonly WebgpuCase[]): void {
  test.each(cases)('$name: outputs and gradients as on simd', async (given) => {
    const [ours, theirs] = [await tryOut(factory(), given), await tryOut(simd(), given)];
    expect(Object.keys(ours)).toHaveLength(5);
    for (const name of ['again', 'outputs', 'gradient', 'online', 'target'] as const) {
      expectClose(ours[name], theirs[name], 1e-5, name);
    }
    expect(Math.max(...theirs.gradient.map(Math.abs))).toBeGreaterThan(1e-3);
  });
}

/** One pass forward, and one step of plain descent. */
async function tryOut(factory: EngineFactory, given: WebgpuCase) {
  const random = createRandom(3);
  const { environment, network, outputsPerAction = 1, fractions = 1 } = given;
  const { observationSpace, actionSpace } = environment;
  const architecture = buildArchitecture(network, observationSpace, actionSpace, outputsPerAction);
  const weights = initialWeights(architecture, random);
  const batch = 6;
  const { packed } = sampleRows(given, batch, random);
  const taus = Float32Array.from({ length: batch * fractions }, () => random.uniform());
  const draws = {
    noise: architecture.noiseCount > 0 ? drawNoise(architecture, random) : null,
    fractions: architecture.takesFractions ? taus : null,
  };
  const length = batch * architecture.outputs * fractions;
  const upstream = Float32Array.from({ length }, () => random.normal());
  const optimizer = sgd({ learningRate: 0.1 });
  const engine = factory.create({ architecture, optimizer, gradientClipNorm: null, weights });
  // Fewer rows than a plan has room for.
  const few = packed.subarray(0, 5 * architecture.input.size);
  const some = { ...draws, fractions: draws.fractions?.subarray(0, 5 * fractions) ?? null };
  const again = (await engine.forward('target', few, 5, some).async()).slice();
  const pass = engine.forwardForTraining(packed, batch, draws);
  const outputs = (await pass.outputs.async()).slice();
  pass.backward(upstream, 0.1);
  const gradient = await engine.gradient().async();
  const { online, target } = await engine.getState();
  engine.dispose();
  return { again, outputs, gradient, online, target };
}

const optimizers: readonly OptimizerSpec[] = [
  adam({ learningRate: 0.02, epsilon: 0.01 }),
  adam({ learningRate: 0.02, epsilon: 0.01, lazyRows: true }),
  adamw({ learningRate: 0.02, epsilon: 0.01, weightDecay: 3, lazyRows: true }),
  adamw({ learningRate: 0.02, epsilon: 0.01, weightDecay: 3, decayBiases: true }),
  radam({ learningRate: 0.02, epsilon: 0.01, beta2: 0.5 }),
  sgd({ learningRate: 0.02 }),
  sgd({ learningRate: 0.02, momentum: 0.8 }),
  rmsprop({ learningRate: 0.02 }),
  rmsprop({ learningRate: 0.02, centered: true }),
];

/** Steps of optimizers, targets, norms and states, against those on the simd engine. */
export function stepsSuite(factory: () => EngineFactory): void {
  describe.each([null, 0.5])('gradientClipNorm %s', (gradientClipNorm) => {
    test.each(optimizers)(
      '$type: steps, norms, targets, and its state elsewhere',
      async (optimizer) => {
        const options = optionsOf(optimizer, gradientClipNorm);
        const gpu = factory().create(options);
        const cpu = simd().create(options);
        await stepBoth(gpu, cpu, 4);
        await expectAlike(gpu, cpu);
        // The state goes on elsewhere, in both directions.
        const other = simd().create(options);
        other.setState(await gpu.getState());
        await stepBoth(other, cpu, 2);
        await expectAlike(other, cpu);
        gpu.setState(await cpu.getState());
        await stepBoth(gpu, cpu, 2);
        await expectAlike(gpu, cpu);
        gpu.dispose();
      },
    );
  });
}

const space = new Discrete(9);
const spec = embedding({ size: 3, hidden: [4], activation: 'tanh' });

function optionsOf(optimizer: OptimizerSpec, gradientClipNorm: number | null): EngineOptions {
  const architecture = buildArchitecture(spec, space, new Discrete(2));
  const weights = initialWeights(architecture, createRandom(5));
  return { architecture, optimizer, gradientClipNorm, weights };
}

/** The same steps on two engines. */
async function stepBoth(one: Engine, other: Engine, steps: number): Promise<void> {
  const random = createRandom(one.updates + 7);
  for (let step = 0; step < steps; step++) {
    const rows = Int32Array.from({ length: 4 }, () => random.integer(9));
    const upstream = Float32Array.from({ length: 8 }, () => random.normal());
    const fraction = random.uniform() < 0.5 ? 1 : 0.3;
    for (const engine of [one, other]) {
      const pass = engine.forwardForTraining(rows, 4);
      pass.outputs.discard();
      pass.backward(upstream, 0.02);
      engine.syncTarget(fraction);
    }
  }
}

async function expectAlike(one: Engine, other: Engine): Promise<void> {
  const [ours, theirs] = [await one.getState(), await other.getState()];
  expect(ours.updates).toBe(theirs.updates);
  expectClose(ours.online, theirs.online, 1e-5, 'online');
  expectClose(ours.target, theirs.target, 1e-5, 'target');
  for (const [name, values] of Object.entries(theirs.optimizer)) {
    expectClose(ours.optimizer[name] ?? new Float32Array(), values, 1e-5, name);
  }
  const [gradient, expected] = [await one.gradient().async(), await other.gradient().async()];
  expectClose(gradient, expected, 1e-5, 'gradient');
  expect(Math.abs(one.gradientNorm / other.gradientNorm - 1)).toBeLessThan(1e-5);
}

/** Gradients at the ends of single precision. */
export function overflowSuite(factory: () => EngineFactory): void {
  const architecture = buildArchitecture(
    mlp({ hidden: [] }),
    new Box({ low: -Infinity, high: Infinity, shape: [2] }),
    new Discrete(1),
  );
  const make = (gradientClipNorm: number | null): Engine =>
    factory().create({
      architecture,
      optimizer: sgd({ learningRate: 0.1 }),
      gradientClipNorm,
      weights: Float32Array.of(0.5, -0.25, 0.125),
    });
  /** A step whose gradient is `[slope · x0, slope · x1, slope]`. */
  const step = (engine: Engine, x: readonly [number, number], slope: number): void => {
    const pass = engine.forwardForTraining(Float32Array.from(x), 1);
    pass.outputs.discard();
    pass.backward(Float32Array.of(slope), 0.1);
  };

  test('what is finite is clipped, however large: 1e25 as by hand', async () => {
    const engine = make(10);
    step(engine, [3e25, -4e25], 1);
    const { online } = await engine.getState();
    expect(engine.gradientNorm / 5e25).toBeCloseTo(1, 6);
    expectClose(online, Float32Array.of(0.5 - 0.6, -0.25 + 0.8, 0.125), 1e-6, 'online');
    engine.dispose();
  });

  test.each([
    ['NaN', [1, NaN], 1],
    ['infinity', [3e38, 1], 3e38],
    ['without a limit, 1e20', [1e20, 1], 1],
  ] as const)('%s is refused by the next step, and changes nothing', async (_, x, slope) => {
    const engine = make(_ === 'without a limit, 1e20' ? null : 10);
    step(engine, [1, 2], 0.5);
    const before = await engine.getState();
    step(engine, x, slope);
    const after = await engine.getState();
    expect(after.online).toEqual(before.online);
    expect(after.updates).toBe(2);
    expect(() => {
      step(engine, [1, 2], 0.5);
    }).toThrow(DivergenceError);
    // Said once; then it goes on.
    step(engine, [1, 2], 0.5);
    expect((await engine.getState()).online).not.toEqual(before.online);
    expect(engine.gradientNorm).toBeCloseTo(0.5 * Math.sqrt(6), 5);
    engine.dispose();
  });
}

/** Every number within `tolerance` of the largest. */
export function expectClose(
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  tolerance: number,
  name: string,
): void {
  expect(ours.length, name).toBe(theirs.length);
  let [scale, worst] = [1e-3, 0];
  for (let index = 0; index < theirs.length; index++) {
    const value = theirs[index] ?? NaN;
    scale = Math.max(scale, Math.abs(value));
    worst = Math.max(worst, Math.abs((ours[index] ?? NaN) - value));
  }
  expect(worst / scale, name).toBeLessThan(tolerance);
}
