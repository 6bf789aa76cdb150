import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { cql } from '../../src/heads/cql.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { cvar, type Risk } from '../../src/heads/risk.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { DrawSource } from '../../src/qnetwork/drawSource.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const counts = { acting: 4, online: 100, target: 90 };
const shape = { noiseCount: 0, takesFractions: true };

function drawsOf(risk: Risk | null) {
  const head = iqnHead({ fractions: counts, risk });
  return { head, source: new DrawSource(shape, head, createRandom(3)) };
}

test('the fractions that choose are drawn from U(0, level), all others from U(0, 1)', () => {
  const { head, source } = drawsOf(cvar(0.25));
  const { online, nextOnline, nextTarget } = source.drawUpdate(500, head.uses);
  const acting = source.drawValues(500, createRandom(5));
  for (const chosen of [nextOnline, acting]) {
    const all = [...chosen!.fractions!];
    expect(all).toHaveLength(2000);
    expect(Math.min(...all)).toBeGreaterThan(0);
    expect(Math.max(...all)).toBeLessThan(0.25);
    expect(all.reduce((sum, tau) => sum + tau, 0) / 2000).toBeCloseTo(0.125, 2);
  }
  for (const other of [online, nextTarget]) {
    const mean = other!.fractions!.reduce((sum, tau) => sum + tau, 0) / other!.fractions!.length;
    expect(mean).toBeCloseTo(0.5, 2);
  }
  // As many draws of the same stream, at other places.
  const plain = drawsOf(null);
  const update = plain.source.drawUpdate(500, plain.head.uses);
  expect(update.online).toEqual(online);
  expect([...update.nextOnline!.fractions!.map((tau) => tau * 0.25)]).toEqual([
    ...nextOnline!.fractions!,
  ]);
});

test('greedy choices take the midpoints of the share that counts', () => {
  const { source } = drawsOf(cvar(0.5));
  expect(source.drawValues(2, undefined)!.fractions).toEqual(
    Float32Array.of(0.0625, 0.1875, 0.3125, 0.4375, 0.0625, 0.1875, 0.3125, 0.4375),
  );
});

test('a risk of one’s own: the better half, by its inverse', () => {
  const hope: Risk = {
    kind: 'hope',
    options: {},
    distortion: (at) => Math.max(0, 2 * at - 1),
    inverse: (share) => (1 + share) / 2,
  };
  expect(drawsOf(hope).source.drawValues(1, undefined)!.fractions).toEqual(
    Float32Array.of(0.5625, 0.6875, 0.8125, 0.9375),
  );
});

test('values are the CVaR of what a network has learned: a coin, and a certain reward', () => {
  const environment = {
    observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
    actionSpace: new Discrete(2),
  };
  // Action 0 pays 0 or 1, half and half; action 1 pays 0.4 for certain.
  const size = 64;
  const batch = {
    size,
    observations: new Float32Array(size).fill(1),
    nextObservations: new Float32Array(size),
    actions: Int32Array.from({ length: size }, (_, row) => row % 2),
    rewards: Float32Array.from({ length: size }, (_, row) =>
      row % 2 ? 0.4 : Number(row % 4 === 0),
    ),
    discounts: new Float32Array(size),
    weights: new Float32Array(size).fill(1),
    nextActionMasks: null,
  };
  const best = ([risk, mean]: [Risk | null, number]): void => {
    const head = iqnHead({ fractions: { acting: 32, online: 8, target: 1 }, kappa: 0.05, risk });
    const network = new QNetwork({ environment, network: mlp({ hidden: [32] }), head, seed: 2 });
    for (let update = 0; update < 600; update++) network.update(batch);
    const values = network.qValues(Float32Array.of(1));
    expect(Math.abs(values[0]! - mean)).toBeLessThan(0.06);
    expect(Math.abs(values[1]! - 0.4)).toBeLessThan(0.02);
    network.dispose();
  };
  // Of the worst 70 % of a coin's results, 2 in 7 are wins.
  (
    [
      [null, 0.5],
      [cvar(0.7), 2 / 7],
      [cvar(0.4), 0],
    ] as [Risk | null, number][]
  ).forEach(best);
});

test('what it cannot go with is refused', () => {
  expect(iqnHead({ risk: cvar(0.25) }).options).toMatchObject({
    risk: { kind: 'cvar', options: { level: 0.25 } },
  });
  expect(iqnHead().options).not.toHaveProperty('risk');
  expect(() => iqnHead({ risk: cvar(0.5), double: false })).toThrow(/risk needs double/);
  expect(() => iqnHead({ risk: cvar(0.5), munchausen: {} })).toThrow(/Leave munchausen out/);
  expect(() => cql({ head: iqnHead({ risk: cvar(0.5) }) })).toThrow(OptionsError);
  const blind: Risk = { kind: 'blind', options: {}, distortion: (at) => at };
  expect(() => iqnHead({ risk: blind })).toThrow(/needs inverse\(share\)/);
  expect(() => iqnHead({ risk: { ...blind, inverse: () => 1 } })).toThrow(/inverse\(0.5\) is 1/);
  expect(() => iqnHead({ risk: 0.5 as never })).toThrow(/risk must be made by/);
});
