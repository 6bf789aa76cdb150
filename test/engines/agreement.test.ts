import { describe, expect, test } from 'vitest';
import { qHead } from '../../src/heads/qHead.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { QNetworkOptions } from '../../src/qnetwork/qNetworkOptions.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../src/optimizers/optimizer.ts';
import { radam } from '../../src/optimizers/radam.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineCases, sampleRows, type EngineCase } from './cases.ts';
import { expectClose } from './expectClose.ts';
import { convolutionEngines } from './onEngine.ts';
import { engineNamed } from './engineNamed.ts';

const cases = engineCases.filter(
  ({ network }) =>
    convolutionEngines.includes('simd') || network.layers.every(({ type }) => type !== 'conv'),
);
const optimizers: readonly OptimizerSpec[] = [
  adam({ learningRate: 0.02, epsilon: 0.01 }),
  adam({ learningRate: 0.02, epsilon: 0.01, lazyRows: true }),
  adamw({ learningRate: 0.02, epsilon: 0.01, weightDecay: 3, lazyRows: true }),
  adamw({ learningRate: 0.02, epsilon: 0.01, weightDecay: 3 }),
  radam({ learningRate: 0.02, epsilon: 0.01, beta2: 0.5 }),
  sgd({ learningRate: 0.02 }),
  sgd({ learningRate: 0.02, momentum: 0.8 }),
  rmsprop({ learningRate: 0.02 }),
  rmsprop({ learningRate: 0.02, centered: true }),
];

describe.each(cases)('simd and tfjs agree: $name', (engineCase) => {
  test.each([
    ['huber', null],
    ['mse', null],
    ['huber', 0.05],
  ] as const)('one update by %s, gradientClipNorm %s', async (loss, gradientClipNorm) => {
    for (const optimizer of optimizers) {
      const head = qHead({ loss, huberDelta: 0.5 });
      const networks = await makeNetworks(engineCase, { head, optimizer, gradientClipNorm });
      const batch = sampleBatch(engineCase, 7, createRandom(4));
      const [ours, theirs] = networks.map((network) => network.update(batch));
      if (!ours || !theirs) throw new Error('There are two networks.');
      expectClose([ours.loss, ours.meanQ], [theirs.loss, theirs.meanQ], 1e-5);
      expectClose(ours.tdErrors, theirs.tdErrors, 1e-5);
      await expectAlike(networks, 1e-5);
    }
  });

  test('100 updates', async () => {
    const optimizer = adam({ learningRate: 0.05, epsilon: 1 });
    const networks = await makeNetworks(engineCase, { optimizer, gradientClipNorm: null });
    const first = await networks[0].getWeights();
    const random = createRandom(6);
    for (let update = 0; update < 100; update++) {
      const batch = sampleBatch(engineCase, 8, random);
      for (const network of networks) {
        network.update(batch);
        network.syncTarget(0.05);
      }
    }
    const moved = Object.entries(await networks[0].getWeights()).flatMap(([name, { data }]) =>
      Array.from(data, (weight, index) => Math.abs(weight - (first[name]?.data[index] ?? NaN))),
    );
    expect(Math.max(...moved)).toBeGreaterThan(0.02);
    await expectAlike(networks, 1e-4);
  });
});

/** A network on the simd engine and one on tfjs, with equal weights. */
async function makeNetworks(
  { environment, network }: EngineCase,
  options: Pick<QNetworkOptions, 'head' | 'optimizer' | 'gradientClipNorm'>,
): Promise<[QNetwork, QNetwork]> {
  await setUpBackend('cpu');
  const make = (engine: 'simd' | 'tfjs'): QNetwork =>
    new QNetwork({ environment, network, engine: engineNamed(engine), seed: 2, ...options });
  return [make('simd'), make('tfjs')];
}

function sampleBatch(engineCase: EngineCase, size: number, random: Random): Batch {
  const { n } = engineCase.environment.actionSpace;
  const draw = (): number => random.integer(2);
  return {
    size,
    observations: sampleRows(engineCase, size, random).packed,
    nextObservations: sampleRows(engineCase, size, random).packed,
    actions: Int32Array.from({ length: size }, () => random.integer(n)),
    rewards: Float32Array.from({ length: size }, () => random.normal()),
    discounts: Float32Array.from({ length: size }, () => 0.99 * draw()),
    weights: Float32Array.from({ length: size }, () => random.uniform()),
    nextActionMasks: null,
  };
}

/** Compares gradients, both copies of the weights and the optimizer's vectors; then frees all. */
async function expectAlike(networks: readonly QNetwork[], tolerance: number): Promise<void> {
  const [ours, theirs] = await Promise.all(
    networks.map(async (network) => {
      const { online, target, optimizer } = await network.getState();
      return numbersOf([await network.gradient(), online, target, optimizer]);
    }),
  );
  networks.forEach((network) => {
    network.dispose();
  });
  expect(ours?.length).toBeGreaterThan(2);
  ours?.forEach((array, index) => {
    expectClose(array, theirs?.[index] ?? [], tolerance);
  });
}

/** All arrays within a structure, in order. */
function numbersOf(structure: object): ArrayLike<number>[] {
  return Object.values(structure).flatMap((value: unknown) => {
    if (value instanceof Float32Array) return [value];
    return typeof value === 'object' && value !== null ? numbersOf(value) : [];
  });
}
