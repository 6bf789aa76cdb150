import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineFactory } from '../../../src/engines/engine.ts';
import { simd } from '../../../src/engines/simd/simd.ts';
import { c51Head } from '../../../src/heads/c51Head.ts';
import type { Head } from '../../../src/heads/head.ts';
import { quantileHead } from '../../../src/heads/quantileHead.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import type { Batch } from '../../../src/replay/batch.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

const made: QNetwork[] = [];
afterEach(() => made.splice(0).forEach((network) => network.dispose()));

/** A linear network: its gradient is that of the head, and outputs are as large as wanted. */
function networkOf(
  head: Head,
  actions: number,
  engine: EngineFactory = simd({ threads: 1, relaxed: false }),
): QNetwork {
  const network = new QNetwork({
    environment: {
      observationSpace: new Box({ low: -9, high: 9, shape: [3] }),
      actionSpace: new Discrete(actions),
    },
    network: mlp({ hidden: [] }),
    head,
    optimizer: sgd({ learningRate: 1 }),
    gradientClipNorm: null,
    engine,
    seed: 3,
  });
  made.push(network);
  return network;
}

/** The same maths, in TypeScript: an engine does not take kernels for what was replaced. */
function inTypeScript(head: Head): Head {
  return { ...head, evaluate: (input, result) => head.evaluate(input, result) };
}

async function weightsOf(network: QNetwork): Promise<readonly number[]> {
  return Object.values(await network.getWeights()).flatMap(({ data }) => [...data]);
}

interface Shape {
  readonly size: number;
  readonly actions: number;
  readonly masked: boolean;
  readonly spread: number;
  readonly seed: number;
}

function batchOf({ size, actions, masked, spread, seed }: Shape): Batch {
  const random = createRandom(seed);
  const numbers = (length: number, scale: number): Float32Array =>
    Float32Array.from({ length }, () => scale * random.normal());
  return {
    size,
    observations: numbers(3 * size, spread),
    nextObservations: numbers(3 * size, spread),
    actions: Int32Array.from({ length: size }, () => random.integer(actions)),
    rewards: numbers(size, 2),
    // Ends, and returns of several steps.
    discounts: Float32Array.from({ length: size }, () => [0, 0.5, 0.99, 1][random.integer(4)]!),
    weights: Float32Array.from({ length: size }, () => random.uniform()),
    nextActionMasks: masked
      ? Uint8Array.from({ length: size * actions }, (_, index) =>
          // One is allowed at least.
          index % actions === 0 ? 1 : random.integer(2),
        )
      : null,
  };
}

const shapes = fc.record({
  size: fc.integer({ min: 1, max: 40 }),
  actions: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 2, max: 53 }),
  double: fc.boolean(),
  masked: fc.boolean(),
  spread: fc.constantFrom(0.1, 1, 8),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

const heads: Readonly<Record<string, (width: number, double: boolean) => Head>> = {
  c51: (atoms, double) => c51Head({ atoms, min: -3, max: 2.5, double }),
  quantile: (quantiles, double) => quantileHead({ quantiles, kappa: 0.7, double }),
};

function expectSame(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(found.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    const [ours, theirs] = [found[index]!, expected[index]!];
    expect(Math.abs(ours - theirs), `element ${index}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(theirs)),
    );
  }
}

describe.each(Object.keys(heads))('%s', (name) => {
  test('kernels compute what the head says, to 1e-6', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ width, double, ...shape }) => {
        const head = heads[name]!(width, double);
        const [ours, theirs] = [head, inTypeScript(head)].map((each) =>
          networkOf(each, shape.actions),
        ) as [QNetwork, QNetwork];
        const batch = batchOf(shape);
        const [found, expected] = [ours.update(batch), theirs.update(batch)];
        expectSame([found.loss, found.meanQ], [expected.loss, expected.meanQ], 2e-6);
        expectSame(found.tdErrors, expected.tdErrors, 2e-6);
        expectSame(await weightsOf(ours), await weightsOf(theirs), 1e-6);
        for (const network of made.splice(0)) network.dispose();
      }),
      { numRuns: 60 },
    );
  });

  test('kernels are what computes an update', () => {
    const results: boolean[] = [];
    const engine = simd({ threads: 1, relaxed: false });
    const network = networkOf(heads[name]!(8, true), 2, {
      ...engine,
      create(options) {
        const created = engine.create(options);
        const evaluate = created.evaluate!.bind(created);
        created.evaluate = (...given) => {
          const result = evaluate(...given);
          results.push(result !== null);
          return result;
        };
        return created;
      },
    });
    const batch = batchOf({ size: 4, actions: 2, masked: false, spread: 1, seed: 1 });
    network.update(batch);
    // Columns that the library did not make are checked and read by the head.
    network.update({ ...batch, rewards: [0, 1, 2, 3] as unknown as Float32Array });
    expect(results).toEqual([true, false]);
  });

  test('columns of a batch that is made by hand are checked', async () => {
    const network = networkOf(heads[name]!(8, true), 2);
    const batch = batchOf({ size: 4, actions: 2, masked: true, spread: 1, seed: 1 });
    const before = await weightsOf(network);
    const odd = { ...batch, rewards: [0, '7', 0, 0] as unknown as Float32Array };
    expect(() => network.update(odd)).toThrow(/rewards must hold numbers/);
    expect(await weightsOf(network)).toEqual(before);
    // Masks may be left out, and any number but 0 allows an action.
    const { nextActionMasks: _, ...bare } = batch;
    network.update(bare as Batch);
    const halves = { ...batch, nextActionMasks: new Float32Array(8).fill(0.5) };
    const all = { ...batch, nextActionMasks: new Uint8Array(8).fill(1) };
    const [found, expected] = [halves, all].map((each) =>
      networkOf(heads[name]!(8, true), 2).update(each as unknown as Batch),
    );
    expectSame([found!.loss], [expected!.loss], 2e-6);
  });

  test('a gradient that is too large is refused, though the memory has grown', async () => {
    const network = networkOf(heads[name]!(8, true), 3);
    const batch = batchOf({ size: 6, actions: 3, masked: false, spread: 1, seed: 5 });
    const waiting = network.updateAsync({ ...batch, weights: new Float32Array(6).fill(1e14) });
    network.qValues(new Float32Array(3 * 30_000));
    await expect(waiting).rejects.toThrow(/gradient/);
  });

  test('a head that is changed computes by itself', () => {
    const head = heads[name]!(8, false);
    let asked = 0;
    const own: Head = {
      ...head,
      evaluate(input, result) {
        asked++;
        head.evaluate(input, result);
      },
    };
    networkOf(own, 2).update(batchOf({ size: 4, actions: 2, masked: false, spread: 1, seed: 1 }));
    expect(asked).toBe(1);
    // One that is changed when the network has it, too.
    const late = { ...head };
    const network = networkOf(late, 2);
    late.evaluate = (input, result) => own.evaluate(input, result);
    network.update(batchOf({ size: 4, actions: 2, masked: false, spread: 1, seed: 1 }));
    expect(asked).toBe(2);
    // And what is called kernels by somebody else is none.
    const named = { ...own, kernels: [3, 3] } as unknown as Head;
    networkOf(named, 2).update(batchOf({ size: 4, actions: 2, masked: false, spread: 1, seed: 1 }));
    expect(asked).toBe(3);
  });

  test('a mask that allows no action is refused, and nothing changes', async () => {
    const network = networkOf(heads[name]!(8, true), 2);
    const batch = batchOf({ size: 4, actions: 2, masked: true, spread: 1, seed: 1 });
    const before = await weightsOf(network);
    const nothing = { ...batch, nextActionMasks: new Uint8Array(8) };
    expect(() => network.update(nothing)).toThrow(/nextActionMask allows no action in row/);
    expect(await weightsOf(network)).toEqual(before);
    // Where the future does not count, nothing is chosen.
    network.update({ ...nothing, discounts: new Float32Array(4) });
    network.update(batch);
    expect(network.updates).toBe(2);
  });

  test.each([
    ['by kernels', (head: Head): Head => head],
    ['in TypeScript', inTypeScript],
  ])('what is not finite is refused, and nothing changes: %s', async (_, form) => {
    const network = networkOf(form(heads[name]!(8, false)), 2);
    const batch = batchOf({ size: 4, actions: 2, masked: false, spread: 1, seed: 1 });
    const before = await weightsOf(network);
    const unknown = { ...batch, rewards: Float32Array.of(0, NaN, 0, 0) };
    expect(() => network.update(unknown)).toThrow(/at update 1/);
    expect(await weightsOf(network)).toEqual(before);
    network.update(batch);
    expect(network.updates).toBe(1);
  });

  test('an update that is waited for, with values asked for meanwhile', async () => {
    const [first, second] = [
      networkOf(heads[name]!(9, true), 3),
      networkOf(heads[name]!(9, true), 3),
    ];
    const batch = batchOf({ size: 6, actions: 3, masked: false, spread: 1, seed: 5 });
    const larger = new Float32Array(3 * 500);
    const waiting = first.updateAsync(batch);
    first.qValues(larger);
    first.qValues(larger, 'target');
    const { loss } = await waiting;
    expect(loss).toBe(second.update(batch).loss);
    expect(await weightsOf(first)).toEqual(await weightsOf(second));
  });
});
