import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { DQNAgent, memoryStore, OptionsError, prioritized, train } from '../../src/index.ts';
import { RemoteExperience } from '../../src/distributed.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { threadActors, threadChannel } from '../../src/node.ts';
import { makeRunSpec } from '../../src/distributed/runSpec.ts';
import { builtProgram } from '../support/builtProgram.ts';

const module = pathToFileURL(builtProgram(new URL('cartPoleActor.ts', import.meta.url)));

test('a learner is fed by threads, at the rate of its rhythm, and saves', async () => {
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({
    ...{ environment, learningStarts: 100, seed: 1 },
    replay: { capacity: 10_000, sampler: prioritized() },
    nStep: 3,
    train: { replayRatio: 0.5 },
  });
  const channel = threadActors({ module, actors: 2 });
  const experience = new RemoteExperience({ agent, channel, blockSteps: 20, fetchEverySteps: 20 });
  const store = memoryStore();
  const training = train(agent, experience, {
    environmentSteps: 2_000,
    evaluation: { everyEnvironmentSteps: 1_000, environment: makeEnvironment('CartPole-v1') },
    checkpoint: { everyEnvironmentSteps: 1_000, save: (one) => one.save(store) },
  });
  const types = new Set<string>();
  let episodes = 0;
  for await (const event of training) {
    // Errors of a young network may be large; of the experience there is nothing to tell.
    if (event.type === 'warning') expect(event.warning).toBe('large TD errors');
    else types.add(event.type);
    if (event.type !== 'episode') continue;
    episodes++;
    expect(event.return).toBe(event.length);
  }
  await experience.close();
  expect([...types].sort()).toEqual(
    ['checkpoint', 'end', 'episode', 'evaluation', 'steps', 'updates'].sort(),
  );
  expect(agent.environmentSteps).toBe(2_000);
  expect(episodes).toBeGreaterThan(10);
  // 0.5 · 1,901 steps, and what the tolerance lets it be ahead by: one batch.
  expect(agent.updates).toBeGreaterThanOrEqual(949);
  expect(agent.updates).toBeLessThanOrEqual(952);
  const { dropped, version, blocks } = experience.statistics!;
  expect(Object.values(dropped).every((count) => count === 0)).toBe(true);
  expect(blocks).toBe(100);
  expect(version).toBeGreaterThan(1);
  (agent.replay as { checkValid?(): void }).checkValid?.();
  agent.dispose();
}, 60_000);

test('what goes wrong in a thread ends the training', async () => {
  const environment = makeEnvironment('MountainCar-v0');
  const agent = new DQNAgent({ environment });
  const experience = new RemoteExperience({
    agent,
    channel: threadActors({ module, actors: 1 }),
  });
  const training = train(agent, experience, { environmentSteps: 100 });
  await expect(training.finish()).rejects.toThrow(
    /actor 0 has ended with an error: The actor's env/,
  );
  await experience.close();
  agent.dispose();
}, 60_000);

test('a module of TypeScript that threads cannot read is told, with what to do', async () => {
  const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
  const source = 'throw new TypeError(\'Unknown file extension ".ts" for actor.ts\')';
  const unread = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  const experience = new RemoteExperience({
    agent,
    channel: threadActors({ module: unread, actors: 1 }),
  });
  const training = train(agent, experience, { environmentSteps: 100 });
  await expect(training.finish()).rejects.toThrow(/from Node 22\.18 on.*import\('\.\/actor\.ts'\)/);
  await experience.close();
  agent.dispose();
}, 60_000);

test('threads that never act end the training', async () => {
  const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
  const channel = threadActors({ module: new URL('data:text/javascript,'), actors: 2 });
  const experience = new RemoteExperience({ agent, channel });
  const training = train(agent, experience, { environmentSteps: 100 });
  await expect(training.finish()).rejects.toThrow(/All threads of actors have ended before/);
  await experience.close();
  agent.dispose();
}, 60_000);

test('more or fewer weights than before are refused', async () => {
  const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
  const settings = { blockSteps: 5, fetchEverySteps: 5, exploration: 'apex', about: {} } as const;
  const spec = makeRunSpec(agent, 'a'.repeat(32), settings);
  agent.dispose();
  const channel = threadActors({ module: new URL('data:text/javascript,'), actors: 1 });
  await channel.open({ spec, position: null, isResumed: false, blockBytes: 1_000 });
  const publish = (version: number, length: number): void => {
    const values = new Float32Array(length);
    channel.publish({ version, updates: 0, environmentSteps: 0, values });
  };
  publish(1, 3);
  for (const length of [0, 2, 4]) expect(() => publish(2, length)).toThrow(OptionsError);
  publish(2, 3);
  await channel.close();
});

test('threadChannel is for threads of threadActors', () => {
  expect(() => threadChannel()).toThrow('is for threads that threadActors has started');
});
