import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engines/engine.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp, type MlpOptions } from '../../src/networks/mlp.ts';
import { drawNoise } from '../../src/networks/noise.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from '../engines/expectClose.ts';
import { setUpBackend } from '../support/backends.ts';

// Where the online network picks the action of the target, kernels pick it before the target
// network runs, which then computes the outputs of these actions alone.

const heads: Readonly<Record<string, (width: number) => Head>> = {
  c51: (atoms) => c51Head({ atoms, min: -3, max: 2.5 }),
  quantile: (quantiles) => quantileHead({ quantiles, kappa: 0.7 }),
};

const networks: Readonly<Record<string, Omit<MlpOptions, 'hidden'> & { hidden: number[] }>> = {
  plain: { hidden: [6] },
  noisy: { hidden: [6], noisy: {} },
  'dueling, layers of their own': { hidden: [6], dueling: [5] },
  'dueling, a layer each': { hidden: [6], dueling: true },
  'dueling, a layer each, noisy': { hidden: [6], dueling: true, noisy: {} },
  'dueling, nothing before': { hidden: [], dueling: true },
};

interface Shape {
  readonly size: number;
  readonly actions: number;
  readonly masked: boolean;
  readonly seed: number;
}

const observationSpace = new Box({ low: -9, high: 9, shape: [3] });

function batchOf({ size, actions, masked, seed }: Shape): Batch {
  const random = createRandom(seed);
  const normals = (length: number): Float32Array =>
    Float32Array.from({ length }, () => random.normal());
  const discounts = Float32Array.from(
    { length: size },
    () => [0, 0.5, 0.99, 1][random.integer(4)]!,
  );
  return {
    size,
    observations: normals(3 * size),
    nextObservations: normals(3 * size),
    actions: Int32Array.from({ length: size }, () => random.integer(actions)),
    rewards: normals(size),
    discounts,
    weights: Float32Array.from({ length: size }, () => random.uniform()),
    // An action at least is allowed, but where there is no future.
    nextActionMasks: masked
      ? Uint8Array.from({ length: size * actions }, (_, index) => {
          const row = Math.floor(index / actions);
          if (discounts[row] === 0) return 0;
          return index % actions === row % actions ? 1 : random.integer(2);
        })
      : null,
  };
}

describe.each(Object.keys(networks))('%s', (network) => {
  test.each(Object.keys(heads))('updates are those of the other engine: %s', async (name) => {
    await setUpBackend('cpu');
    const shapes = fc.record({
      size: fc.integer({ min: 1, max: 9 }),
      actions: fc.integer({ min: 1, max: 4 }),
      masked: fc.boolean(),
      width: fc.integer({ min: 7, max: 11 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ width, ...shape }) => {
        const batches = [batchOf(shape), batchOf({ ...shape, size: 4, seed: shape.seed + 1 })];
        const found: number[][] = [];
        for (const engine of [simd({ threads: 1 }), tfjs()]) {
          const made = new QNetwork({
            environment: { observationSpace, actionSpace: new Discrete(shape.actions) },
            network: mlp({ activation: 'tanh', ...networks[network]! }),
            head: heads[name]!(width),
            optimizer: sgd({ learningRate: 0.1 }),
            gradientClipNorm: null,
            engine,
            seed: shape.seed,
          });
          const numbers = batches.flatMap((batch) => {
            const { loss, meanQ, tdErrors } = made.update(batch);
            return [loss, meanQ, ...tdErrors];
          });
          const weights = Object.values(await made.getWeights());
          found.push([...numbers, ...weights.flatMap(({ data }) => [...data])]);
          made.dispose();
        }
        const [ours, theirs] = found as [number[], number[]];
        expectClose(ours, theirs, 2e-5);
      }),
      { numRuns: 8 },
    );
  });

  test.each(Object.keys(heads))('the target network gives one action of each row: %s', (name) => {
    const width = 9;
    const shape = { size: 7, actions: 4, masked: true, seed: 3 };
    const spec = mlp({ activation: 'tanh', ...networks[network]! });
    const architecture = buildArchitecture(spec, observationSpace, new Discrete(4), width);
    const random = createRandom(5);
    const head = heads[name]!(width);
    const engine: Engine = simd({ threads: 1 }).create({
      architecture,
      weights: initialWeights(architecture, random),
      optimizer: sgd({ learningRate: 0.1 }),
      gradientClipNorm: null,
      head,
    });
    const draws = { noise: drawNoise(architecture, random), fractions: null };
    const batch = batchOf(shape);
    const rows = batch.nextObservations as Float32Array;
    const all = engine.forward('target', rows, 7, draws).sync().slice();
    // Both networks are alike: with the same noise they think alike of the actions.
    const values = new Float32Array(7 * 4);
    head.values(engine.forward('online', rows, 7, draws).sync(), values);
    const some = engine.forwardChosen!(batch, rows, draws)!.sync();
    for (let row = 0; row < 7; row++) {
      const allowed = [0, 1, 2, 3].filter((action) => batch.nextActionMasks![4 * row + action]);
      const best = allowed.reduce(
        (first, action) => (values[4 * row + action]! > values[4 * row + first]! ? action : first),
        allowed[0] ?? 0,
      );
      for (let action = 0; action < 4; action++) {
        const at = (4 * row + action) * width;
        for (let index = at; index < at + width; index++) {
          const expected = action === best ? all[index]! : 0;
          expect(Math.abs(some[index]! - expected)).toBeLessThan(1e-6);
        }
      }
    }
    engine.dispose();
  });
});

test('a head that computes by itself is given the whole pass', () => {
  const head = c51Head({ atoms: 9, min: -3, max: 3 });
  let zeros = -1;
  const own: Head = {
    ...head,
    evaluate(input, result) {
      zeros = input.nextTarget.filter((value) => value === 0).length;
      head.evaluate(input, result);
    },
  };
  const network = new QNetwork({
    environment: { observationSpace, actionSpace: new Discrete(3) },
    network: mlp({ hidden: [4] }),
    head: own,
    engine: simd({ threads: 1 }),
  });
  network.update(batchOf({ size: 5, actions: 3, masked: false, seed: 1 }));
  expect(zeros).toBe(0);
  network.dispose();
});
