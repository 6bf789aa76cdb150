import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { c51Head } from '../../../../src/heads/c51Head.ts';
import type { Head } from '../../../../src/heads/head.ts';
import { hlGaussHead } from '../../../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../../../src/heads/munchausenHead.ts';
import { qHead } from '../../../../src/heads/qHead.ts';
import { quantileHead } from '../../../../src/heads/quantileHead.ts';
import { activations } from '../../../../src/networks/activation.ts';
import { cnn } from '../../../../src/networks/cnn.ts';
import { embedding } from '../../../../src/networks/embedding.ts';
import { averagePool } from '../../../../src/networks/layers/averagePool.ts';
import { conv } from '../../../../src/networks/layers/conv.ts';
import { dense } from '../../../../src/networks/layers/dense.ts';
import { layerNorm } from '../../../../src/networks/layers/layerNorm.ts';
import { maxPool } from '../../../../src/networks/layers/maxPool.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import { network } from '../../../../src/networks/network.ts';
import { adamw } from '../../../../src/optimizers/adamw.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../../../src/optimizers/optimizer.ts';
import { radam } from '../../../../src/optimizers/radam.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { randomBatch, type EngineCase } from '../../cases.ts';
import { helpersAsleep, threaded } from './support.ts';

const MOST = 4;

const heads: Readonly<Record<string, () => Head>> = {
  q: () => qHead(),
  munchausen: () => munchausenHead(),
  c51: () => c51Head({ min: -3, max: 3, atoms: 11 }),
  hlGauss: () => hlGaussHead({ min: -3, max: 3, bins: 11 }),
  quantile: () => quantileHead({ quantiles: 9 }),
  iqn: () => iqnHead({ fractions: { acting: 3, online: 3, target: 2 } }),
};

const optimizers: Readonly<Record<string, OptimizerSpec>> = {
  adam: adam({ learningRate: 1e-3 }),
  adamw: adamw({ learningRate: 1e-3, weightDecay: 0.1 }),
  radam: radam({ learningRate: 1e-3 }),
  sgd: sgd({ learningRate: 1e-3, momentum: 0.5 }),
  rmsprop: rmsprop({ learningRate: 1e-3, centered: true }),
};

const box = (...shape: number[]) => new Box({ low: -1, high: 1, shape });
const pixels = (...shape: number[]) => new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
const size = fc.integer({ min: 1, max: 90 });

const shapes = fc.record({
  kind: fc.constantFrom('mlp', 'noisy', 'norm', 'cnn', 'planes', 'pools', 'table'),
  head: fc.constantFrom(...Object.keys(heads)),
  optimizer: fc.constantFrom(...Object.keys(optimizers)),
  inputs: size,
  first: size,
  second: size,
  actions: fc.integer({ min: 1, max: 40 }),
  activation: fc.constantFrom(...activations),
  dueling: fc.boolean(),
  clip: fc.constantFrom(null, 0.1),
  batch: fc.integer({ min: 1, max: 70 }),
  threads: fc.integer({ min: 2, max: MOST }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});
type Shape = typeof shapes extends fc.Arbitrary<infer S> ? S : never;

function caseOf({ kind, inputs, first, second, actions, activation, dueling }: Shape): EngineCase {
  const actionSpace = new Discrete(actions);
  const of = (
    observationSpace: EngineCase['environment']['observationSpace'],
    spec: EngineCase['network'],
  ): EngineCase => ({ name: kind, environment: { observationSpace, actionSpace }, network: spec });
  const hidden = [first, second];
  const filters = 1 + (first % 20);
  const side = 4 + (inputs % 9);
  switch (kind) {
    case 'noisy':
      return of(box(inputs), mlp({ hidden, activation, dueling, noisy: {} }));
    case 'norm':
      return of(box(inputs), mlp({ hidden, activation, dueling, layerNorm: true }));
    case 'table':
      return of(new Discrete(inputs), embedding({ size: first, hidden: [second], activation }));
    case 'cnn':
    case 'planes':
      return of(
        kind === 'cnn' ? box(side, side + 1, 3) : pixels(4, side, side + 1),
        cnn({
          convolutions: [
            { filters, kernelSize: 3, stride: 2, padding: 'same' },
            { filters: 1 + (second % 20), kernelSize: 2 },
          ],
          hidden: [second],
          activation,
          dueling,
        }),
      );
    case 'pools':
      return of(
        pixels(side, side, 3),
        network({
          layers: [
            conv({ filters, kernelSize: 2, activation }),
            maxPool({ size: 2, stride: 1 }),
            layerNorm(),
            averagePool({ size: 2, padding: 'same', activation }),
            dense({ units: second, activation }),
          ],
          dueling,
        }),
      );
    default:
      return of(box(inputs), mlp({ hidden, activation, dueling }));
  }
}

/** That any number of threads gives the same bits, in Node and in a page. */
export function testSameBits(numRuns: number): void {
  const anchorCase = caseOf({
    ...{ kind: 'mlp', inputs: 8, first: 64, second: 64, actions: 2, activation: 'relu' },
    ...{ dueling: false, head: 'q', optimizer: 'adam', clip: null, batch: 1, threads: 2, seed: 1 },
  });
  let anchor: QNetwork;

  beforeAll(async () => {
    // Keeps the helpers of all that follows.
    anchor = new QNetwork({
      environment: anchorCase.environment,
      network: anchorCase.network,
      engine: threaded(MOST),
    });
    anchor.update(randomBatch(anchorCase, 32));
    await helpersAsleep(MOST - 1);
  });
  afterAll(() => anchor.dispose());

  test('any number of threads gives the same bits', async () => {
    let divided = 0;
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const engineCase = caseOf(shape);
        const results = [];
        for (const threads of [1, shape.threads]) {
          const net = new QNetwork({
            environment: engineCase.environment,
            network: engineCase.network,
            engine: threaded(threads),
            head: (heads[shape.head] as () => Head)(),
            optimizer: optimizers[shape.optimizer] as OptimizerSpec,
            gradientClipNorm: shape.clip,
            seed: shape.seed,
          });
          for (let update = 0; update < 4; update++) {
            net.update(randomBatch(engineCase, shape.batch, shape.seed + update));
            net.syncTarget(update % 2 === 0 ? 0.3 : 1);
            if (update === 0 && threads > 1) {
              await helpersAsleep(threads - 1);
              divided++;
            }
          }
          results.push({
            state: await net.getState(),
            values: net.qValues(randomBatch(engineCase, 7).observations).slice(),
          });
          net.dispose();
        }
        expect(results[1]).toEqual(results[0]);
      }),
      { numRuns },
    );
    expect(divided).toBe(numRuns);
  }, 300_000);
}
