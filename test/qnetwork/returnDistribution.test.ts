import { describe, expect, test } from 'vitest';
import { exportPolicy } from '../../src/deployment/exportPolicy.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { ShapeError, UsageError } from '../../src/errors.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import type { ReturnDistribution } from '../../src/heads/returnDistribution.ts';
import { cvar } from '../../src/heads/risk.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { loadPolicy } from '../../src/policy.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';

const environment = {
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [3] }),
  actionSpace: new Discrete(2),
};
const observation = Float32Array.of(0.3, -1, 2);
const make = (head: Head, engine = simd()): QNetwork =>
  new QNetwork({ environment, network: mlp({ hidden: [8] }), head, engine, seed: 3 });

/** The values that a distribution has in the mean. */
function meansOf(distribution: ReturnDistribution): number[] {
  if (distribution.kind === 'quantile') {
    return distribution.quantiles.map(
      (each) => each.reduce((sum, quantile) => sum + quantile, 0) / each.length,
    );
  }
  const { support, probabilities } = distribution;
  return probabilities.map((each) =>
    each.reduce((sum, p, atom) => sum + p * (support[atom] as number), 0),
  );
}

describe('by hand', () => {
  test('logits become probabilities of the returns of the support', () => {
    const head = c51Head({ atoms: 3, min: -2, max: 2 });
    const outputs = Float32Array.of(0, 0, 0, 0, Math.log(2), 0);
    const made = head.distribution?.(outputs, 2, null);
    if (made?.kind !== 'categorical') throw new Error('not categorical');
    expect([...made.support]).toEqual([-2, 0, 2]);
    expect([...(made.probabilities[1] ?? [])]).toEqual([0.25, 0.5, 0.25]);
  });

  test('bins of hlGaussHead stand for their middles', () => {
    const made = hlGaussHead({ bins: 2, min: 0, max: 4 }).distribution?.(
      new Float32Array(2),
      1,
      null,
    );
    expect(made).toEqual({
      kind: 'categorical',
      support: Float32Array.of(1, 3),
      probabilities: [Float32Array.of(0.5, 0.5)],
    });
  });

  test('quantiles come with the fractions that they were learned at', () => {
    const made = quantileHead({ quantiles: 2 }).distribution?.(
      Float32Array.of(1, 2, 3, 4),
      2,
      null,
    );
    expect(made).toEqual({
      kind: 'quantile',
      fractions: Float32Array.of(0.25, 0.75),
      quantiles: [Float32Array.of(1, 2), Float32Array.of(3, 4)],
    });
  });
});

test.each([
  ['c51Head', c51Head({ atoms: 3, min: 0, max: 1 })],
  ['quantileHead', quantileHead({ quantiles: 3 })],
  ['iqnHead', iqnHead()],
])('distribution of %s refuses outputs that are not those of so many actions', (_, head) => {
  for (const outputs of [new Float32Array(5), [1, 2, 3] as never]) {
    expect(() => head.distribution?.(outputs, 2, null)).toThrow(ShapeError);
  }
  for (const actions of [Object.create(null), Symbol('two'), 2n, 1.5, Number.NaN]) {
    expect(() => head.distribution?.(new Float32Array(6), actions as never, null)).toThrow(
      ShapeError,
    );
  }
  const ofOddFractions = (): unknown =>
    iqnHead().distribution?.(new Float32Array(2), 2, [1n] as never);
  expect(ofOddFractions).toThrow(ShapeError);
});

const fractions = { acting: 5, online: 3, target: 3 };
const heads: readonly (readonly [string, Head])[] = [
  ['c51Head', c51Head({ atoms: 11, min: -1, max: 3 })],
  ['hlGaussHead', hlGaussHead({ bins: 8, min: -1, max: 3 })],
  ['quantileHead', quantileHead({ quantiles: 6 })],
  ['iqnHead', iqnHead({ fractions })],
  ['a head around another', cql({ head: quantileHead({ quantiles: 6 }) })],
];

describe.each(heads)('%s', (_, head) => {
  test('has the q values as its means, on simd and on tfjs', async () => {
    await setUpBackend('cpu');
    for (const engine of [simd(), tfjs()]) {
      const network = make(head, engine);
      const distribution = network.returnDistribution(observation);
      const values = network.qValues(observation);
      meansOf(distribution).forEach((mean, action) => {
        expect(mean).toBeCloseTo(values[action] as number, 5);
      });
      expect(await network.returnDistributionAsync(observation)).toEqual(distribution);
      network.dispose();
    }
  });

  test('is the same of a policy that was deployed', async () => {
    const network = make(head);
    const policy = loadPolicy(await exportPolicy(network));
    const [ours, theirs] = [network, policy].map((from) => from.returnDistribution(observation));
    expect(theirs?.kind).toBe(ours?.kind);
    meansOf(ours as ReturnDistribution).forEach((mean, action) => {
      expect(meansOf(theirs as ReturnDistribution)[action]).toBeCloseTo(mean, 5);
    });
    if (ours?.kind === 'quantile' && theirs?.kind === 'quantile') {
      expect(theirs.fractions).toEqual(ours.fractions);
    } else if (ours?.kind === 'categorical' && theirs?.kind === 'categorical') {
      theirs.support.forEach((value, atom) => {
        expect(value).toBeCloseTo(ours.support[atom] as number, 6);
      });
    }
    network.dispose();
  });
});

test.each(['float16', 'int8'] as const)(
  'of a policy with weights of %s, it has the values of that policy as its means',
  async (precision) => {
    for (const [, head] of heads) {
      const network = make(head);
      const policy = loadPolicy(await exportPolicy(network, { precision }));
      const values = policy.values(observation);
      meansOf(policy.returnDistribution(observation)).forEach((mean, action) => {
        expect(mean).toBeCloseTo(values[action] as number, 5);
      });
      // Rounded weights give other values.
      expect(values).not.toEqual(network.qValues(observation));
      network.dispose();
    }
  },
);

describe('risk', () => {
  test('makes no difference to the distribution', () => {
    const [plain, careful] = [{}, { risk: cvar(0.25) }].map((risk) => [
      make(c51Head({ atoms: 5, min: -1, max: 1, ...risk })).returnDistribution(observation),
      make(quantileHead({ quantiles: 4, ...risk })).returnDistribution(observation),
      make(iqnHead({ fractions, ...risk })).returnDistribution(observation),
    ]);
    expect(careful).toEqual(plain);
  });

  test('of a deployed iqnHead leaves the fractions that the policy asks for', async () => {
    const network = make(iqnHead({ fractions, risk: cvar(0.5) }));
    const policy = loadPolicy(await exportPolicy(network));
    const made = policy.returnDistribution(observation);
    if (made.kind !== 'quantile') throw new Error('no quantiles');
    expect([...made.fractions].map((each) => Number(each.toFixed(6)))).toEqual([
      0.05, 0.15, 0.25, 0.35, 0.45,
    ]);
    network.dispose();
  });
});

describe('what is asked', () => {
  test('of the target, and with the noise of noisy layers', () => {
    const head = quantileHead({ quantiles: 3 });
    const network = new QNetwork({ environment, network: mlp({ hidden: [4], noisy: {} }), head });
    const still = network.returnDistribution(observation);
    expect(network.returnDistribution(observation, 'target')).toEqual(still);
    const noisy = network.returnDistribution(observation, 'online', createRandom(1));
    expect(noisy).not.toEqual(still);
    network.dispose();
  });

  test('a result is the caller’s own', () => {
    const network = make(quantileHead({ quantiles: 3 }));
    const first = network.returnDistribution(observation);
    const copy = structuredClone(first);
    network.returnDistribution(Float32Array.of(9, 9, 9));
    expect(first).toEqual(copy);
    network.dispose();
  });

  test('heads of values are refused, and say which others there are', async () => {
    for (const head of [qHead(), munchausenHead()]) {
      const network = make(head);
      const ask = (): unknown => network.returnDistribution(observation);
      expect(ask).toThrow(UsageError);
      expect(ask).toThrow(/c51Head, hlGaussHead, quantileHead or iqnHead/);
      await expect(network.returnDistributionAsync(observation)).rejects.toThrow(UsageError);
      const policy = loadPolicy(await exportPolicy(network));
      expect(() => policy.returnDistribution(observation)).toThrow(/c51Head or quantileHead/);
      network.dispose();
    }
  });

  test('several observations are refused', () => {
    const network = make(quantileHead({ quantiles: 3 }));
    expect(() => network.returnDistribution(new Float32Array(6))).toThrow(ShapeError);
    expect(() => network.returnDistribution(new Float32Array(6))).toThrow(/received 2/);
    network.dispose();
  });

  test('a head of one’s own tells its units', () => {
    const inner = quantileHead({ quantiles: 2 });
    const scaled: Head = {
      ...inner,
      kind: 'scaled',
      distribution: (outputs, actions) => ({
        kind: 'quantile',
        fractions: Float32Array.of(0.25, 0.75),
        quantiles: Array.from({ length: actions }, (_, action) =>
          outputs.slice(2 * action, 2 * action + 2).map((output) => 10 * output),
        ),
      }),
    };
    const made = make(scaled).returnDistribution(observation);
    const values = make(inner).qValues(observation);
    expect(meansOf(made)[0]).toBeCloseTo(10 * (values[0] as number), 4);
  });

  test('what a head keeps for itself is copied', () => {
    const kept = {
      kind: 'quantile' as const,
      fractions: Float32Array.of(0.5),
      quantiles: [Float32Array.of(1), Float32Array.of(2)],
      more: (): number => 1,
    };
    const network = make({ ...quantileHead({ quantiles: 2 }), distribution: () => kept });
    const made = network.returnDistribution(observation);
    if (made.kind !== 'quantile') throw new Error('no quantiles');
    expect(Object.keys(made)).toEqual(['kind', 'fractions', 'quantiles']);
    made.fractions[0] = made.quantiles[0]![0] = 9;
    expect([kept.fractions[0], kept.quantiles[0]![0]]).toEqual([0.5, 1]);
    network.dispose();
  });

  test('a policy of such a head says no more than the head does', async () => {
    const { distribution, ...ensemble } = quantileHead({ quantiles: 2 });
    const tenfold: Head = {
      ...ensemble,
      kind: 'scaled',
      distribution: (outputs, ...rest) =>
        distribution!(
          outputs.map((output) => 10 * output),
          ...rest,
        ),
    };
    for (const own of [tenfold, { ...ensemble, kind: 'ensemble' }]) {
      const network = make(own);
      const policy = loadPolicy(await exportPolicy(network));
      expect(policy.values(observation)).toEqual(network.qValues(observation));
      expect(() => policy.returnDistribution(observation)).toThrow(UsageError);
      network.dispose();
    }
    const named = make({ ...ensemble, kind: 'own', distribution: distribution! });
    const policy = loadPolicy(await exportPolicy(named));
    expect(policy.returnDistribution(observation)).toEqual(named.returnDistribution(observation));
    named.dispose();
  });

  test.each([
    ['nothing', () => undefined],
    [
      'a list that is too short',
      () => ({ kind: 'quantile', fractions: new Float32Array(2), quantiles: [] }),
    ],
    [
      'a list with holes',
      () => ({ kind: 'quantile', fractions: new Float32Array(2), quantiles: new Array(2) }),
    ],
    [
      'no fractions',
      () => ({
        kind: 'quantile',
        fractions: new Float32Array(),
        quantiles: [new Float32Array(), new Float32Array()],
      }),
    ],
    [
      'arrays of other lengths',
      () => ({
        kind: 'categorical',
        support: new Float32Array(2),
        probabilities: [new Float32Array(2), new Float32Array(3)],
      }),
    ],
  ])('a head of one’s own that returns %s is told so', (_, distribution) => {
    const head = {
      ...quantileHead({ quantiles: 2 }),
      kind: 'own',
      distribution,
    } as unknown as Head;
    const network = make(head);
    expect(() => network.returnDistribution(observation)).toThrow(/Mend distribution of the head/);
    network.dispose();
  });
});
