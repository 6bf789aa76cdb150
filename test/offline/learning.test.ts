import { expect, test } from 'vitest';
import type { Actor } from '../../src/agents/agent.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { largeMargin } from '../../src/heads/largeMargin.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { fillReplay } from '../../src/offline/fillReplay.ts';
import type { RecordedEpisode } from '../../src/offline/recordedEpisode.ts';
import { recordEpisodes } from '../../src/offline/recordEpisodes.ts';
import { trainOffline } from '../../src/offline/trainOffline.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { demonstrationBonus } from '../../src/replay/samplers/demonstrationBonus.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { plank } from './plank.ts';

/** Goes to the right with some probability, to the left otherwise, and never jumps. */
function walker(right: number): Actor {
  return {
    reads: 'sync',
    act: (_, { random } = {}) => (random!.uniform() < right ? 1 : 0),
    actAsync(observation, options) {
      return Promise.resolve(this.act(observation, options));
    },
  };
}

async function record(right: number, episodes: number): Promise<RecordedEpisode[]> {
  const found: RecordedEpisode[] = [];
  for await (const one of recordEpisodes(walker(right), plank(), { episodes, seed: 3 })) {
    found.push(one);
  }
  return found;
}

const returnsOf = (episodes: RecordedEpisode[]): number =>
  episodes.reduce((sum, { rewards }) => sum + Array.from(rewards).reduce((a, b) => a + b), 0) /
  episodes.length;

async function learnFrom(head: Head, data: RecordedEpisode[], seed: number): Promise<number> {
  const environment = plank();
  const agent = new DQNAgent({
    environment,
    head,
    network: mlp({ hidden: [32, 32] }),
    optimizer: adam({ learningRate: 2e-3 }),
    learningStarts: 100,
    discount: 0.95,
    targetUpdate: { everyUpdates: 100 },
    seed,
  });
  await fillReplay(agent.replay, data);
  await trainOffline(agent, { updates: 2_000 }).finish();
  const { mean } = await evaluate(agent, environment, { episodes: 30, seed: 5 });
  agent.dispose();
  return mean;
}

/** The best there is, from the starts of that evaluation. */
const BEST = -0.593;

test.each<[string, Head]>([
  ['Q', qHead()],
  ['quantile', quantileHead({ quantiles: 16 })],
  ['C51', c51Head({ min: -6, max: 1, atoms: 36 })],
])('CQL with %s walks where the data only wandered', async (_, head) => {
  const data = await record(0.5, 100);
  expect(returnsOf(data)).toBeLessThan(-2);
  const found = await learnFrom(cql({ head, alpha: 0.03 }), data, 1);
  expect(found).toBeGreaterThan(BEST - 0.1);
});

test('without the penalty it jumps, which the data never shows', async () => {
  const data = await record(0.5, 100);
  const plain = await learnFrom(qHead(), data, 1);
  expect(plain).toBeLessThan(returnsOf(data));
});

test('demonstrations: the margin orders actions before the first step, and they are kept', async () => {
  const environment = plank();
  const demonstrations = await record(1, 8);
  const agent = new DQNAgent({
    environment,
    head: largeMargin({ head: qHead(), margin: 0.8 }),
    network: mlp({ hidden: [32, 32] }),
    optimizer: adamw({ learningRate: 2e-3, weightDecay: 1e-5 }),
    replay: {
      capacity: 500,
      sampler: demonstrationBonus(prioritized({ alpha: 0.4, beta: 0.6, epsilon: 0.001 })),
    },
    learningStarts: 30,
    nStep: 3,
    discount: 0.95,
    targetUpdate: { everyUpdates: 100 },
    seed: 2,
  });
  const kept = await fillReplay(agent.replay, demonstrations, { demonstrations: true });
  await trainOffline(agent, { updates: 1_500 }).finish();
  for (const { observations } of demonstrations) {
    for (const observation of observations.slice(0, -1)) {
      const values = agent.network.qValues(observation);
      const rival = Math.max(values[0]!, values[2]!, values[3]!);
      expect(values[1]! - rival).toBeGreaterThan(0.7);
    }
  }
  const { mean } = await evaluate(agent, environment, { episodes: 30, seed: 5 });
  expect(mean).toBeGreaterThan(BEST - 0.01);
  await train(agent, plank(), { environmentSteps: 1_000 }).finish();
  expect(agent.replay).toMatchObject({ size: 500, demonstrations: kept });
  agent.dispose();
});
