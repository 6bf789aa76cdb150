import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterEach, expect, test } from 'vitest';
import {
  DQNAgent,
  mlp,
  train,
  decodeCheckpoint,
  memoryStore,
  type State,
  type Training,
} from '../../src/index.ts';
import {
  redisActor,
  redisLearner,
  RemoteExperience,
  runActor,
  type ActorSummary,
  type RedisClient,
} from '../../src/distributed.ts';
import { readRedisRun } from '../../src/distributed/redis/readRedisRun.ts';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis.ts';
import { missingOf, Numbered, stepsBy } from './numbered.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function nodeRedis(server: RedisServer): Promise<RedisClient> {
  const client = createClient({ url: server.url });
  client.on('error', () => undefined);
  await client.connect();
  closing.push(() => {
    client.destroy();
  });
  return client;
}

function ioRedis(server: RedisServer): Promise<RedisClient> {
  const client = new Redis(server.url, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  closing.push(() => {
    client.disconnect();
  });
  return Promise.resolve(client as unknown as RedisClient);
}

function makeLearner(): DQNAgent {
  const agent = new DQNAgent({
    environment: new Numbered(0),
    ...{ network: mlp({ hidden: [4] }), learningStarts: 50, seed: 1 },
    replay: { capacity: 20_000 },
    train: { replayRatio: 0.05 },
  });
  closing.push(() => {
    agent.dispose();
  });
  return agent;
}

interface Stopping {
  readonly stop: () => void;
  readonly done: Promise<ActorSummary>;
}

function startActor(client: RedisClient, who: number): Stopping {
  const controller = new AbortController();
  const done = runActor({
    ...{ channel: redisActor({ client, run: 'test' }), environment: new Numbered(who) },
    signal: controller.signal,
  });
  return {
    stop: () => {
      controller.abort();
    },
    done,
  };
}

function observationsOf(agent: DQNAgent): ArrayLike<number> {
  const size = agent.replay.size;
  const storage = (agent.replay.getState() as { storage: State }).storage;
  const { observations } = storage as unknown as { observations: { data: Float32Array } };
  return observations.data.subarray(0, 3 * size);
}

describeWithRedis('over a real Redis', () => {
  test.each([
    ['redis', nodeRedis],
    ['ioredis', ioRedis],
  ])(
    'with the package %s: nothing twice, nothing missing, and a run that goes on',
    async (_, connect) => {
      const server = await startRedis();
      closing.push(() => server.dispose());
      const [client, other] = [await connect(server), await connect(server)];
      const store = memoryStore();
      const begin = (
        from: State | null,
        environmentSteps: number,
      ): [DQNAgent, Training, RemoteExperience] => {
        const agent = makeLearner();
        const channel = redisLearner({ client, run: 'test' });
        const experience = new RemoteExperience({ agent, channel, blockSteps: 10 });
        const training = train(agent, experience, {
          environmentSteps,
          ...(from && { from }),
          checkpoint: { everyEnvironmentSteps: 333, save: (one) => one.save(store) },
        });
        return [agent, training, experience];
      };
      const actors = [startActor(other, 1), startActor(other, 2)];
      const [, first, firstExperience] = begin(null, 1_000);
      // Broken off in the middle, as if it were killed: what came after the checkpoint is forgotten.
      for await (const event of first) {
        if (event.type === 'checkpoint' && event.environmentSteps === 666) break;
      }
      await firstExperience.close();
      const saved = decodeCheckpoint(await store.read(), { kind: 'training' });
      const [agent, second, experience] = begin(saved, 2_000);
      const end = await second.finish();
      expect(end).toMatchObject({ reason: 'completed', environmentSteps: 2_000 });
      await experience.finish();
      const { isFinished, learner } = await readRedisRun(client, 'test');
      expect({ isFinished, ...learner }).toMatchObject({
        ...{ isFinished: true, environmentSteps: 2_000, updates: agent.updates },
      });
      const done = await Promise.all(actors.map((actor) => actor.done));
      const found = stepsBy(observationsOf(agent));
      expect([...found.keys()].sort()).toEqual([1, 2]);
      for (const steps of found.values()) expect(missingOf(steps)).toEqual([]);
      expect(done.reduce((sum, one) => sum + one.environmentSteps, 0)).toBeGreaterThanOrEqual(
        2_000,
      );
      const { dropped, missing } = experience.statistics!;
      expect(missing).toBe(0);
      const { duplicate: __, ...others } = dropped;
      expect(Object.values(others).every((count) => count === 0)).toBe(true);
    },
    60_000,
  );
});
