import { describe, expect, test } from 'vitest';
import { c51Head } from '../../src/heads/c51Head.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { cvar, type Risk } from '../../src/heads/risk.ts';
import { DISCOUNT, expectValues, learn } from './learn.ts';
import { variants } from './variants.ts';
import { choices, probes, stochastic, valuesOf, type Probe } from './worlds.ts';

describe.each(variants)('$name', (variant) => {
  // Sums of several rewards are those of the actions that were taken, here drawn evenly:
  // what they come to on average is not known to 2 % after so few steps.
  const isDrawn = (probe: Probe): boolean => (variant.nStep ?? 1) > 1 && probe === choices;
  test.each(probes.filter((probe) => !isDrawn(probe)))(
    'the values of the world: $name',
    async (probe) => {
      await expectValues(variant, probe);
    },
  );
});

/** A choice between the gamble and the sure thing, one step away. */
const gamble: Probe = {
  name: 'gamble',
  outcomes: [
    [
      { rewards: [0], next: 1 },
      { rewards: [0.02], next: null },
    ],
    [stochastic.outcomes[0]![0]!, { rewards: [0.125], next: null }],
  ],
};

describe.each([
  ['quantile', (risk: Risk) => quantileHead({ quantiles: 8, kappa: 0.02, risk })],
  // All that can be returned lies on an atom: a projection would spread it.
  ['C51', (risk: Risk) => c51Head({ min: -1, max: 1, atoms: 161, risk })],
])('the distribution that is learned, by %s', (_, head) => {
  // Sorted, three quarters of its returns are ½ and one quarter −½.
  test.each([
    [0.25, -0.5, 0.125],
    [0.5, 0, 0.125],
    [1, 0.25, 0.25],
  ])('CVaR of %d', async (level, ofGamble, later) => {
    const found = await learn({ name: 'risk', head: head(cvar(level)) }, gamble);
    expect(Math.abs(found[1]![0]! - ofGamble)).toBeLessThan(0.02);
    expect(found[1]![1]).toBeCloseTo(0.125, 2);
    // The target is that of the action which the risk measure prefers.
    const expected = level === 1 ? DISCOUNT * later : DISCOUNT * 0.125;
    expect(Math.abs(found[0]![0]! - expected)).toBeLessThan(0.02);
  });
});

test('the expected values themselves, by hand', () => {
  const of = (name: string, steps = 1): (number | null)[][] =>
    valuesOf(
      probes.find((probe) => probe.name === name)!,
      { discount: 0.5, steps },
    );
  expect(of('discounted chain').map(([value]) => value)).toEqual([0.125, 0.25, 0.5, 1]);
  expect(of('policy-dependent')).toEqual([
    [0.5, 0.35],
    [1, -1],
    [0.3, 0.1],
  ]);
  expect(of('policy-dependent', 2)[0]).toEqual([0, 0.30000000000000004]);
  expect(of('truncation')[0]![0]).toBeCloseTo(0.6, 9);
  expect(of('masks')[0]).toEqual([-0.5, -0.4, -0.4]);
  // Both actions are alike: r + α τ log ½.
  const soft = { alpha: 0.9, temperature: 0.03, least: -1 };
  const [[value]] = valuesOf(probes[0]!, { discount: 0.5, soft }) as [[number]];
  expect(value).toBeCloseTo(0.5 + 0.9 * 0.03 * Math.log(0.5), 9);
});
