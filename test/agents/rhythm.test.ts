import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import {
  isCopyDue,
  mostUpdatesDue,
  targetFraction,
  updatesFallingDue,
} from '../../src/agents/rhythm.ts';
import type { TargetUpdate, TrainRhythm } from '../../src/agents/rhythmOptions.ts';
import { OptionsError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { train } from '../../src/training/train.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
  actionSpace: new Discrete(2),
};

const makeAgent = (options: Partial<DQNAgentOptions> = {}): DQNAgent =>
  new DQNAgent({
    environment,
    network: mlp({ hidden: [4] }),
    learningStarts: 0,
    batchSize: 1,
    engine: simd(),
    ...options,
  });

function observe(agent: DQNAgent, end: 'terminated' | 'truncated' | null): void {
  const nextObservation = Float32Array.of(Math.random());
  agent.observe({
    ...{ observation: Float32Array.of(0.5), action: 0, reward: 1, nextObservation },
    terminated: end === 'terminated',
    truncated: end === 'truncated',
  });
}

describe('what falls due', () => {
  const at = (environmentSteps: number, episodes: number, isEnd: boolean) => ({
    ...{ environmentSteps, episodes, isEnd },
  });

  test.each<[TrainRhythm, ReturnType<typeof at>, number]>([
    [{ everyEnvironmentSteps: 4, updates: 3 }, at(8, 0, false), 3],
    [{ everyEnvironmentSteps: 4, updates: 3 }, at(9, 4, true), 0],
    [{ everyEpisodes: 2, updates: 5 }, at(9, 4, true), 5],
    // The fourth episode ended earlier.
    [{ everyEpisodes: 2, updates: 5 }, at(10, 4, false), 0],
    [{ everyEpisodes: 2, updates: 5 }, at(11, 5, true), 0],
    ['never', at(4, 4, true), 0],
    [{ replayRatio: 2 }, at(1, 0, false), 2],
    [{ replayRatio: 0.25 }, at(3, 0, false), 0],
    [{ replayRatio: 0.25 }, at(4, 0, false), 1],
    [{ replayRatio: 1.5 }, at(1, 0, false), 1],
    [{ replayRatio: 1.5 }, at(2, 0, false), 2],
    // 0.29 · 100 is 28.999999999999996 in double precision.
    [{ replayRatio: 0.29 }, at(100, 0, false), 1],
  ])('by %j at %j: %i updates', (train, progress, updates) => {
    expect(updatesFallingDue(train, progress)).toBe(updates);
  });

  test.each<[TargetUpdate, ReturnType<typeof at>, boolean]>([
    [{ everyEnvironmentSteps: 4 }, at(8, 0, false), true],
    [{ everyEnvironmentSteps: 4 }, at(9, 4, true), false],
    [{ everyEpisodes: 3 }, at(9, 3, true), true],
    [{ everyEpisodes: 3 }, at(9, 3, false), false],
    [{ everyUpdates: 1 }, at(1, 1, true), false],
    [{ fraction: 1 }, at(1, 1, true), false],
    ['never', at(1, 1, true), false],
  ])('by %j at %j a copy of the target: %o', (targetUpdate, progress, isDue) => {
    expect(isCopyDue(targetUpdate, progress)).toBe(isDue);
  });

  test.each<[TargetUpdate, number[]]>([
    [{ everyUpdates: 2 }, [0, 1, 0, 1]],
    [{ fraction: 0.25 }, [0.25, 0.25, 0.25, 0.25]],
    [{ everyEpisodes: 1 }, [0, 0, 0, 0]],
    [{ everyEnvironmentSteps: 1 }, [0, 0, 0, 0]],
    ['never', [0, 0, 0, 0]],
  ])('by %j the target moves after updates by %j', (targetUpdate, fractions) => {
    expect([1, 2, 3, 4].map((updates) => targetFraction(targetUpdate, updates))).toEqual(fractions);
  });
});

test('updates by episodes fall due where enough is stored, whatever ends them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('terminated', 'truncated', null), { maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 12 }),
      (ends, everyEpisodes, learningStarts) => {
        const agent = makeAgent({ train: { everyEpisodes, updates: 2 }, learningStarts });
        let [episodes, due] = [0, 0];
        ends.forEach((end, step) => {
          observe(agent, end);
          if (end !== null) episodes++;
          const isPeriod = end !== null && episodes % everyEpisodes === 0;
          if (isPeriod && step + 1 >= Math.max(1, learningStarts)) due += 2;
          expect([agent.episodes, agent.updatesDue]).toEqual([episodes, due]);
        });
        agent.dispose();
      },
    ),
    { numRuns: 30 },
  );
});

test('the target is copied at the ends of episodes, and the count outlasts a checkpoint', async () => {
  const options = { targetUpdate: { everyEpisodes: 2 } } as const;
  const agent = makeAgent(options);
  const isCopy = async (of: DQNAgent): Promise<boolean> => {
    const [online, target] = [await of.network.getWeights(), await of.network.getWeights('target')];
    return JSON.stringify(online) === JSON.stringify(target);
  };
  observe(agent, 'terminated');
  agent.learn();
  expect(await isCopy(agent)).toBe(false);
  const loaded = makeAgent({ ...options, seed: 5 });
  loaded.setState(await agent.getState());
  for (const one of [agent, loaded]) {
    observe(one, null);
    expect(await isCopy(one)).toBe(false);
    observe(one, 'truncated');
    expect(await isCopy(one)).toBe(true);
    one.dispose();
  }
});

test('a replay ratio comes to its share of any number of steps', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 3_000 }),
      (numerator, denominator, steps) => {
        const train = { replayRatio: numerator / denominator };
        let sum = 0;
        for (let environmentSteps = 1; environmentSteps <= steps; environmentSteps++) {
          const due = updatesFallingDue(train, { environmentSteps, episodes: 0, isEnd: false });
          expect(due).toBeLessThanOrEqual(mostUpdatesDue(train));
          sum += due;
        }
        // Whole numbers, which are exact.
        expect(sum).toBe(Math.floor((numerator * steps) / denominator));
      },
    ),
    { numRuns: 40 },
  );
});

test.each([1, 3])('a group of %i copies learns from all their steps', async (copies) => {
  const group = new VectorEnvironment(copies, () => makeEnvironment('CartPole-v1'));
  const agent = makeAgent({
    environment: group,
    learningStarts: 30,
    train: { replayRatio: 0.4 },
    optimizer: sgd({ learningRate: 1e-4 }),
  });
  await train(agent, group, { environmentSteps: 300 }).finish();
  // ⌊0.4 · 300⌋, but for those up to the 29th step, when there was too little to learn from.
  expect(agent.updates).toBe(120 - 11);
  expect(agent.summary()).toContain('0.4 updates of 1 for each step, from 30 transitions on');
  agent.dispose();
});

test('a ratio that no step has come to yet is told', () => {
  const agent = makeAgent({ train: { replayRatio: 0.01 } });
  observe(agent, null);
  expect(agent.notLearning).toBe(
    'An update falls due every 100 environment steps, and 1 were taken. Raise train.replayRatio, or ' +
      'take more steps.',
  );
  agent.dispose();
});

test.each<TrainRhythm>([
  { everyEnvironmentSteps: 2, updates: 1 },
  { everyEpisodes: 2, updates: 1 },
  { replayRatio: 0.5 },
])('an agent that has learned by %j is not told to', (rhythm) => {
  const agent = makeAgent({ train: rhythm });
  observe(agent, 'terminated');
  expect(agent.notLearning).toMatch(/^(An update falls|Updates fall) due every/);
  observe(agent, 'terminated');
  while (agent.updatesDue > 0) agent.learn();
  expect([agent.updates, agent.notLearning]).toEqual([1, null]);
  agent.dispose();
});

test("'never' learns and copies by calls alone", async () => {
  const agent = makeAgent({ train: 'never', targetUpdate: 'never' });
  const target = await agent.network.getWeights('target');
  for (let step = 0; step < 20; step++) observe(agent, 'terminated');
  expect(agent.updatesDue).toBe(0);
  for (let update = 0; update < 3; update++) agent.learn();
  expect(agent.updates).toBe(3);
  expect(await agent.network.getWeights('target')).toEqual(target);
  expect(agent.summary()).toMatch(/by calls of learn alone.*\n.*never renewed/);
  agent.dispose();
});

test.each([
  [
    { train: 'always' },
    "train must be { everyEnvironmentSteps, updates } or 'never'; received 'always'",
  ],
  [
    { train: { updates: 1 } },
    'exactly one of everyEnvironmentSteps, everyEpisodes and replayRatio; received none',
  ],
  [
    { train: { everyEnvironmentSteps: 1, everyEpisodes: 1, updates: 1 } },
    'received everyEnvironmentSteps and everyEpisodes',
  ],
  [{ train: { everyEpisodes: 0, updates: 1 } }, 'train.everyEpisodes must be a whole number'],
  [{ train: { everyEpisodes: 1 } }, 'train.updates must be a whole number'],
  [{ train: { replayRatio: 0 } }, 'train.replayRatio must be a finite number above 0'],
  [{ train: { replayRatio: 2_000 } }, 'at most 1024'],
  [{ train: { replayRatio: '2' } }, 'train.replayRatio must be a finite number'],
  [{ train: { replayRatio: 2, updates: 1 } }, 'leave updates (1) out'],
  [{ train: { replayRatio: 2, everyEpisodes: 1 } }, 'exactly one of everyEnvironmentSteps'],
  [{ replayRatio: 2 }, 'write train: { replayRatio }'],
  [{ targetUpdate: 'Never' }, "targetUpdate must be { everyUpdates } or 'never'"],
  [{ targetUpdate: { everyEpisodes: 1.5 } }, 'targetUpdate.everyEpisodes must be a whole number'],
  [{ targetUpdate: { everyEpisodes: 1, everyUpdates: 1 } }, 'exactly one of'],
])('refuses %j', (options, message) => {
  expect(() => makeAgent(options as never)).toThrow(OptionsError);
  expect(() => makeAgent(options as never)).toThrow(message);
});
