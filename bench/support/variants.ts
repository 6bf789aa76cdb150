import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { mlp, type MlpOptions } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { greedy } from '../../src/policies/greedy.ts';
import type { Preset } from '../../src/presets/presets.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { linear } from '../../src/schedules/linear.ts';
import { comparedPresets } from './comparedPresets.ts';

/** The environments that variants are compared in. */
export type VariantEnvironment = 'CartPole-v1' | 'MountainCar-v0' | 'LunarLander-v3';

/** The range of discounted returns, of the rewards that are learned from: C51's support. */
const ranges: Readonly<Record<VariantEnvironment, { readonly min: number; readonly max: number }>> =
  {
    'CartPole-v1': { min: -1, max: 0 },
    // In both, rewards are divided by 20.
    'MountainCar-v0': { min: -5, max: 0 },
    // From a crash after much wandering to a perfect landing.
    'LunarLander-v3': { min: -25, max: 15 },
  };

/** Its name, as tables show it. */
export type Variant =
  | 'plain'
  | 'double'
  | 'dueling'
  | 'prioritized'
  | 'n-step (3)'
  | 'noisy'
  | 'C51'
  | 'quantile (32)'
  | 'IQN (8)'
  | 'Munchausen'
  | 'Rainbow';

type Maker = (id: VariantEnvironment) => Partial<Preset['agent']>;

const makers: Readonly<Record<Variant, Maker>> = {
  plain: () => ({}),
  double: () => ({ double: true }),
  dueling: (id) => ({ network: networkOf(id, { dueling: true }) }),
  prioritized: (id) => ({ replay: prioritizedReplay(id) }),
  'n-step (3)': () => ({ nStep: 3 }),
  // The noise explores, in place of ε.
  noisy: (id) => ({ network: networkOf(id, { noisy: {} }), policy: greedy() }),
  C51: (id) => withHead(c51Head({ ...ranges[id], double: false })),
  'quantile (32)': () => withHead(quantileHead({ quantiles: 32, double: false })),
  'IQN (8)': () => {
    const fractions = { acting: 8, online: 8, target: 8 };
    return withHead(iqnHead({ fractions, double: false }));
  },
  Munchausen: (id) => {
    const { loss, huberDelta } = comparedPresets[id].agent;
    return withHead(munchausenHead({ ...(loss && { loss }), ...(huberDelta && { huberDelta }) }));
  },
  Rainbow: (id) => ({
    ...withHead(c51Head(ranges[id])),
    network: networkOf(id, { dueling: true, noisy: {} }),
    policy: greedy(),
    replay: prioritizedReplay(id),
    nStep: 3,
  }),
};

/** The names of all variants. */
export const variants = Object.keys(makers) as readonly Variant[];

/**
 * The preset of an environment without what a variant is about: one reward, a target
 * that is not double, uniform replay; and on top of that the named thing alone.
 */
export function variantOf(id: VariantEnvironment, variant: Variant): Preset {
  const preset = comparedPresets[id];
  const plain = { ...preset.agent, network: networkOf(id, {}), double: false, nStep: 1 };
  const { double, ...rest } = { ...plain, ...makers[variant](id) };
  if (rest.head === undefined) return { ...preset, agent: { ...rest, double } };
  // A head of its own has these options itself.
  const { loss: _, huberDelta: __, ...agent } = rest;
  return { ...preset, agent };
}

function withHead(head: Head): Partial<Preset['agent']> {
  return { head };
}

/** The hidden layers of the preset, changed. */
function networkOf(id: VariantEnvironment, change: Partial<MlpOptions>): NetworkSpec {
  const { layers } = comparedPresets[id].agent.network as NetworkSpec;
  const hidden = layers.flatMap((layer) => (layer.type === 'dense' ? [layer.units] : []));
  const layerNorm = layers.some(({ type }) => type === 'layerNorm');
  return mlp({ hidden, layerNorm, ...change });
}

function prioritizedReplay(id: VariantEnvironment): NonNullable<Preset['agent']['replay']> {
  const { environmentSteps, agent } = comparedPresets[id];
  const { everyEnvironmentSteps, updates } = agent.train as {
    everyEnvironmentSteps: number;
    updates: number;
  };
  const over = Math.round((environmentSteps / everyEnvironmentSteps) * updates);
  return {
    ...(agent.replay as { capacity: number }),
    sampler: prioritized({ beta: linear({ from: 0.4, to: 1, over }) }),
  };
}
