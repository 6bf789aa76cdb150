import { describe, expect, test } from 'vitest';
import { type DeepQError, DivergenceError, ShapeError, ValueError } from '../../src/errors.ts';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [2] }),
  actionSpace: new Discrete(2),
};
const network = mlp({ hidden: [4] });
const batch: Batch = {
  size: 2,
  observations: Float32Array.of(0, 1, 1, 0),
  nextObservations: Float32Array.of(1, 0, 0, 1),
  actions: Int32Array.of(0, 1),
  rewards: Float32Array.of(1, 2),
  discounts: Float32Array.of(0.5, 0),
  weights: Float32Array.of(1, 1),
  nextActionMasks: null,
  actionMasks: null,
};

/** A network whose head was changed by someone who may have forgotten something. */
function networkWith(changes: object, head: Head = qHead()): QNetwork {
  const { standard: _, kernels: __, ...rest } = head;
  const own = { ...rest, kind: 'own', ...changes } as Head;
  return new QNetwork({ environment, network, head: own, seed: 1 });
}

describe('values of a head of the user', () => {
  test.each<[string, object, RegExp]>([
    ['fills nothing', { values: () => undefined }, /values\[0\] of 2 is NaN, or was left out/],
    [
      'returns what it should fill',
      { values: (outputs: Float32Array) => outputs.slice() },
      /left out/,
    ],
    [
      'fills the first alone',
      { values: (_: unknown, values: Float32Array) => void (values[0] = 1) },
      /values\[1\] of 2/,
    ],
    [
      'waits',
      { values: async () => Promise.resolve() },
      /received a promise. Write it without async/,
    ],
    ['fails later', { values: () => Promise.reject(new Error('later')) }, /received a promise/],
  ])('that %s', (_, changes, message) => {
    const network = networkWith(changes);
    const ask = (): unknown => network.qValues(Float32Array.of(0, 1));
    expect(ask).toThrow(ValueError);
    expect(ask).toThrow(message);
    network.dispose();
  });

  test('that fills the first row alone is told at the first batch, after single rows', () => {
    const network = networkWith({
      values: (outputs: Float32Array, values: Float32Array) => values.set(outputs.subarray(0, 2)),
    });
    expect(network.qValues(Float32Array.of(0, 1))).toHaveLength(2);
    expect(network.qValues(Float32Array.of(0, 1))).toHaveLength(2);
    expect(() => network.qValues(Float32Array.of(0, 1, 1, 0))).toThrow(/values\[2\] of 4/);
    network.dispose();
  });

  test('that fills nothing is told after outputs that are not finite, which tell nothing', async () => {
    const network = networkWith({ values: () => undefined });
    const weights = await network.getWeights();
    const huge = Object.entries(weights).map(([name, { shape, data }]) => {
      return [name, { shape, data: new Float32Array(data.length).fill(1e30) }] as const;
    });
    network.setWeights(Object.fromEntries(huge));
    expect(network.qValues(Float32Array.of(0, 1))).toEqual(Float32Array.of(NaN, NaN));
    network.setWeights(weights);
    expect(() => network.qValues(Float32Array.of(0, 1))).toThrow(/values\[0\] of 2/);
    network.dispose();
  });

  test('what it throws itself comes out as it is', () => {
    const mine = new RangeError('mine');
    const network = networkWith({
      values: () => {
        throw mine;
      },
    });
    expect(() => network.qValues(Float32Array.of(0, 1))).toThrow(mine);
    network.dispose();
  });
});

describe('evaluate of a head of the user', () => {
  const { evaluate } = qHead();
  test.each<[string, object, typeof DeepQError, RegExp]>([
    ['fills nothing', { evaluate: () => undefined }, ShapeError, /it set neither loss nor meanQ\./],
    [
      'returns what it should fill',
      { evaluate: () => ({ loss: 1, meanQ: 1 }) },
      ShapeError,
      /neither loss nor meanQ, and returned an object/,
    ],
    ['waits', { evaluate: async () => Promise.resolve() }, ValueError, /Write it without async/],
    ...(['loss', 'meanQ'] as const).map((name): [string, object, typeof DeepQError, RegExp] => [
      `leaves ${name} out alone`,
      {
        evaluate: (...[input, result]: Parameters<Head['evaluate']>) => {
          evaluate(input, result);
          result[name] = NaN;
        },
      },
      ShapeError,
      new RegExp(`it left ${name} at NaN\\. Mend evaluate`),
    ]),
    [
      'gives a mean that is not finite',
      {
        evaluate: (...[input, result]: Parameters<Head['evaluate']>) => {
          evaluate(input, result);
          result.meanQ = Infinity;
        },
      },
      DivergenceError,
      /has action values whose mean is Infinity/,
    ],
  ])('that %s', async (_, changes, Class, message) => {
    for (const each of [
      networkWith(changes),
      new QNetwork({
        environment,
        network,
        head: cql({ head: networkWith(changes).head }),
        seed: 1,
      }),
    ]) {
      const before = await each.getState();
      expect(() => each.update(batch)).toThrow(Class);
      expect(() => each.update(batch)).toThrow(message);
      await expect(each.updateAsync(batch)).rejects.toThrow(message);
      expect(await each.getState()).toEqual(before);
      each.dispose();
    }
  });

  test('is not blamed for a reward that is NaN', () => {
    const network = networkWith({
      evaluate: (...[input, result]: Parameters<Head['evaluate']>) => {
        evaluate(input, result);
        result.tdErrors.fill(0);
        result.outputGradient.fill(0);
      },
    });
    const rewards = Float32Array.of(1, NaN);
    expect(() => network.update({ ...batch, rewards })).toThrow(DivergenceError);
    network.dispose();
  });

  test('sees no numbers of the update before', () => {
    const seen: number[][] = [];
    const network = networkWith({
      evaluate: (...[input, result]: Parameters<Head['evaluate']>) => {
        seen.push([...result.tdErrors, ...result.outputGradient]);
        evaluate(input, result);
      },
    });
    network.update(batch);
    network.update(batch);
    expect(seen).toEqual([Array(6).fill(0), Array(6).fill(0)]);
    network.dispose();
  });
});

test.each([NaN, 5, -0.1, 'x', Promise.resolve(0.5)])('an acting fraction of %s', (given) => {
  const network = networkWith({ actingFraction: () => given }, iqnHead());
  expect(() => network.qValues(Float32Array.of(0, 1))).toThrow(ValueError);
  expect(() => network.qValues(Float32Array.of(0, 1))).toThrow(/must return a number from 0 to 1/);
  network.dispose();
});
