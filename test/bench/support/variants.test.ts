import { describe, expect, test } from 'vitest';
import { variantOf, variants } from '../../../bench/support/variants.ts';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { train } from '../../../src/training/train.ts';

/** The options of a variant as data: what is made anew each time must not count as a change. */
const plainData = (value: unknown): unknown => JSON.parse(JSON.stringify(value) || 'null');

test('plain is without double targets, sums of rewards and streams', () => {
  const { agent } = variantOf('CartPole-v1', 'plain');
  expect(agent).toMatchObject({ double: false, nStep: 1, network: { dueling: null } });
  expect(agent.head).toBeUndefined();
});

const changed = {
  double: ['double'],
  dueling: ['network'],
  prioritized: ['replay'],
  'n-step (3)': ['nStep'],
  noisy: ['network', 'policy'],
  C51: ['double', 'head', 'loss'],
  'quantile (32)': ['double', 'head', 'loss'],
  'IQN (8)': ['double', 'head', 'loss'],
  Munchausen: ['double', 'head', 'loss'],
  Rainbow: ['double', 'head', 'loss', 'nStep', 'network', 'policy', 'replay'],
} as const;

describe.each(Object.keys(changed) as (keyof typeof changed)[])('%s', (variant) => {
  test('differs from plain in what it is about, and in nothing else', () => {
    const plain: object = variantOf('CartPole-v1', 'plain').agent;
    const other: object = variantOf('CartPole-v1', variant).agent;
    const names = [...new Set([...Object.keys(plain), ...Object.keys(other)])];
    const differing = names.filter((name) => {
      const [before, after] = [plain, other].map((options) =>
        plainData(options[name as keyof typeof options]),
      );
      return JSON.stringify(before) !== JSON.stringify(after);
    });
    // Policies are functions inside, which data does not show.
    const expected = changed[variant].filter((name) => name !== 'policy');
    expect(differing.filter((name) => name !== 'policy').sort()).toEqual([...expected].sort());
  });
});

test('every variant can be trained', async () => {
  for (const variant of variants) {
    const { agent: options, training } = variantOf('CartPole-v1', variant);
    const environment = training(makeEnvironment('CartPole-v1'));
    const agent = new DQNAgent({ environment, ...options, learningStarts: 128, seed: 1 });
    await train(agent, environment, { environmentSteps: 140, seed: 1 }).finish();
    expect(agent.updates).toBeGreaterThan(0);
    agent.dispose();
  }
});
