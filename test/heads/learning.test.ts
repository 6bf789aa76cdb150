import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import type { SamplerSpec } from '../../src/replay/sampler.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../src/replay/samplers/ranked.ts';
import { uniform } from '../../src/replay/samplers/uniform.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';
import { corridorProbe } from '../support/probes.ts';

const DISCOUNT = 0.8;
/** The corridor of 6 states, walked to the right: 1 at its end, −0.01 for every other step. */
const values = [0, 1, 2, 3, 4].map((position) => {
  const steps = 4 - position;
  return DISCOUNT ** steps - (0.01 * (1 - DISCOUNT ** steps)) / (1 - DISCOUNT);
});

function makeAgent(head: Head, sampler: SamplerSpec): DQNAgent {
  return new DQNAgent({
    environment: corridorProbe(),
    network: embedding({ size: 16 }),
    head,
    optimizer: adam({ learningRate: 5e-3 }),
    // Values of the best policy are learned from any other.
    policy: epsilonGreedy({ epsilon: 1 }),
    batchSize: 32,
    learningStarts: 100,
    replay: { capacity: 2_000, sampler },
    discount: DISCOUNT,
    targetUpdate: { everyUpdates: 50 },
  });
}

async function learn(head: Head, sampler: SamplerSpec): Promise<number[]> {
  const agent = makeAgent(head, sampler);
  await train(agent, corridorProbe(), { environmentSteps: 4_000 }).finish();
  const learned = values.map((_, position) => agent.network.qValues(position)[1]!);
  agent.dispose();
  return learned;
}

const range = { min: -0.5, max: 1.5 };
const eight = { acting: 8, online: 8, target: 8 };

describe.each<[string, Head, number]>([
  ['Q', qHead(), 0.02],
  // Without a log-policy, and cold, it is Q-learning.
  ['Munchausen', munchausenHead({ alpha: 0, temperature: 1e-3 }), 0.02],
  ['C51', c51Head({ ...range, atoms: 41 }), 0.03],
  ['quantile', quantileHead({ quantiles: 8, kappa: 0.1 }), 0.03],
  ['HL-Gauss', hlGaussHead({ ...range, bins: 41 }), 0.03],
  ['IQN', iqnHead({ fractions: eight, kappa: 0.1 }), 0.03],
  [
    'Munchausen IQN',
    iqnHead({ fractions: eight, kappa: 0.1, munchausen: { alpha: 0, temperature: 1e-3 } }),
    0.03,
  ],
])('the values of a corridor by %s', (_, head, tolerance) => {
  test.each([
    ['uniform', uniform()],
    ['prioritized', prioritized()],
    ['ranked', ranked()],
  ])('%s', async (__, sampler) => {
    const learned = await learn(head, sampler);
    learned.forEach((value, position) => {
      expect(Math.abs(value - values[position]!), `position ${position}`).toBeLessThan(tolerance);
    });
  });
});

test.each([
  ['prioritized', prioritized({ beta: (batches) => Math.min(1, batches / 500) })],
  ['ranked', ranked({ beta: (batches) => Math.min(1, batches / 500) })],
])('an agent that is put back goes on to the bit: %s', async (_, sampler) => {
  const make = (): DQNAgent => makeAgent(c51Head({ ...range, atoms: 11 }), sampler);
  const [agent, resumed] = [make(), make()];
  await train(agent, corridorProbe(), { environmentSteps: 300 }).finish();
  const store = memoryStore();
  await agent.save(store);
  await train(resumed, corridorProbe(), { environmentSteps: 150 }).finish();
  await resumed.load(store);
  for (const each of [agent, resumed]) for (let update = 0; update < 100; update++) each.learn();
  expect(await resumed.getState()).toEqual(await agent.getState());
  agent.dispose();
  resumed.dispose();
});
