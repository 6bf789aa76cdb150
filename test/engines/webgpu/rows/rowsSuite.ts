import { expect, test } from 'vitest';
import type { Engine, UpdateDraws } from '../../../../src/engines/engine.ts';
import { simd } from '../../../../src/engines/simd/simd.ts';
import { Core } from '../../../../src/engines/webgpu/core.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { createUpdatePlan, planPasses } from '../../../../src/engines/webgpu/heads/updatePlan.ts';
import { buildArchitecture } from '../../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../../src/networks/initialize.ts';
import { drawNoise } from '../../../../src/networks/noise.ts';
import { sgd } from '../../../../src/optimizers/optimizer.ts';
import {
  beginUpdate,
  finishUpdate,
  HeadResults,
  readSync,
} from '../../../../src/qnetwork/update.ts';
import { createRandom } from '../../../../src/random/createRandom.ts';
import { randomBatch } from '../../cases.ts';
import { engineOn } from '../device.ts';
import { expectClose } from '../engineSuite.ts';
import type { RowCase } from './rowCases.ts';

/** Whole updates whose last layers the head computes, against those of the simd engine. */
export function rowsSuite(device: () => Device, cases: readonly RowCase[]): void {
  test.each(cases)('$name: as on simd', async (given) => {
    const { head, size } = given;
    const options = optionsOf(given);
    const ours = engineOn(device(), { actEvery: 1e9 }).create(options);
    const theirs = simd().create(options);
    const random = createRandom(9);
    const other = initialWeights(options.architecture, random);
    for (const engine of [ours, theirs]) {
      // The target has weights of its own.
      engine.setState({ ...(await engine.getState()), target: other });
    }
    for (const seed of [1, 2]) {
      const batch = {
        ...randomBatch(given, size, seed),
        weights: Float32Array.from({ length: size }, () => 0.5 + random.uniform()),
      };
      const draws = drawsOf(options.architecture, random);
      const update = ours.learn?.(head, batch, draws, 0.1);
      const late = await update!.result;
      const pending = beginUpdate(theirs, head, batch, () => draws);
      const outputs = readSync(pending);
      // A mean of outputs may be much smaller than they are.
      const largest = Math.max(...(outputs?.online ?? []).map(Math.abs));
      const found = finishUpdate(theirs, head, pending, outputs, new HeadResults(), 0.1);
      expectClose([late.loss], [found.loss], 1e-5, 'loss');
      expect(Math.abs(late.meanQ - found.meanQ) / largest, 'meanQ').toBeLessThan(1e-5);
      expectClose(late.tdErrors, found.tdErrors, 1e-5, 'tdErrors');
      await expectSameGradient(ours, theirs);
    }
    ours.dispose();
    theirs.dispose();
  });
}

/** In how many calls an update is made, and what a call may name. */
export function callsSuite(device: () => Device, cases: readonly RowCase[]): void {
  test.each(cases)('$name: calls of shaders', (given) => {
    const { calls, layers } = given;
    const { labels, bindings } = callsOf(device(), given);
    expect(labels, labels.join('\n')).toHaveLength(calls);
    // With the batch, what it comes to and the verdict. All GPUs have 8.
    expect(bindings + 3).toBeLessThanOrEqual(8);
    const [rows] = labels.filter((label) => label.includes('head'));
    const ofHead = rows?.split(', ').filter((label) => label.startsWith('dense')) ?? [];
    // Shapes are no work.
    expect(ofHead).toHaveLength(layers - (given.name.includes('shapes') ? 1 : 0));
  });
}

/** The calls of an update, and the buffers of the layers that the head computes. */
function callsOf(
  device: Device,
  given: RowCase,
): { readonly labels: readonly string[]; readonly bindings: number } {
  const { head, size } = given;
  const options = optionsOf(given);
  const core = new Core({ ...options, device, actEvery: 1e9 });
  const { observations, nextObservations } = randomBatch(given, size);
  const passes = [
    ['online', observations],
    ['nextTarget', nextObservations],
    ...(head.uses.nextOnline ? [['nextOnline', nextObservations] as const] : []),
    ...(head.uses.target ? [['target', observations] as const] : []),
  ] as const;
  const inputs = passes.map(([pass, rows]) => ({
    ...{ pass, observations: rows, noise: null, fractions: null },
  }));
  const lanes = planPasses(core, inputs, size);
  const plan = createUpdatePlan(core, head, size, lanes, 1)!;
  const labels = plan.dispatches.map(({ label }) => label);
  const { rows } = plan.plans[0];
  plan.dispose();
  core.dispose();
  return { labels, bindings: rows?.bindings.length ?? 0 };
}

function optionsOf({ environment, network, head }: RowCase) {
  const { observationSpace, actionSpace } = environment;
  const { outputsPerAction } = head;
  const architecture = buildArchitecture(network, observationSpace, actionSpace, outputsPerAction);
  const weights = initialWeights(architecture, createRandom(4));
  const optimizer = sgd({ learningRate: 0.1 });
  return { architecture, weights, optimizer, gradientClipNorm: null };
}

function drawsOf(
  architecture: Parameters<typeof drawNoise>[0],
  random: ReturnType<typeof createRandom>,
): UpdateDraws {
  if (architecture.noiseCount === 0) return {};
  const noise = () => ({ noise: drawNoise(architecture, random), fractions: null });
  return { online: noise(), nextTarget: noise(), nextOnline: noise() };
}

/** Of the weights, each array by its own largest. */
async function expectSameGradient(ours: Engine, theirs: Engine): Promise<void> {
  const [found, expected] = [await ours.gradient().async(), await theirs.gradient().async()];
  for (const { name, offset, size } of ours.architecture.parameters) {
    const part = (vector: Float32Array): Float32Array => vector.subarray(offset, offset + size);
    expectClose(part(found), part(expected), 1e-5, name);
  }
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
}
