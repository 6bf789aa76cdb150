import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decodeCheckpoint,
  DQNAgent,
  memoryStore,
  mlp,
  train,
  UsageError,
  type State,
} from '../../src/index.ts';
import { redisActor, redisLearner, RemoteExperience, runActor } from '../../src/distributed.ts';
import { keysOf } from '../../src/distributed/redis/keys.ts';
import { connectRedis, describeWithRedis, type ConnectedRedis } from '../support/redis.ts';
import { Numbered } from './numbered.ts';

describeWithRedis('a run whose end is told again', () => {
  let client: ConnectedRedis['client'];
  let dispose: ConnectedRedis['dispose'];
  beforeAll(async () => {
    ({ client, dispose } = await connectRedis());
  });
  afterAll(async () => {
    await dispose();
  });

  /** Learns up to so many steps. */
  async function learn(
    run: string,
    environmentSteps: number,
    from: State | null,
  ): Promise<{ readonly state: State; readonly experience: RemoteExperience }> {
    const environment = new Numbered(1);
    const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }), seed: 1 });
    const channel = redisLearner({ client, run });
    const experience = new RemoteExperience({ agent, channel, blockSteps: 5 });
    const store = memoryStore();
    const training = train(agent, experience, {
      environmentSteps,
      ...(from && { from }),
      checkpoint: { everyEnvironmentSteps: 20, save: (one) => one.save(store) },
    });
    await training.finish();
    await training.save(store);
    agent.dispose();
    return { state: decodeCheckpoint(await store.read(), { kind: 'training' }), experience };
  }

  async function withActor<T>(run: string, work: () => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const channel = redisActor({ client, run });
    const working = work();
    // One that comes before the learner would find that the run is over.
    const isRunning = async (): Promise<boolean> =>
      (await client.hGet(keysOf(run).control, 'state')) === 'running';
    await expect.poll(isRunning, { timeout: 10_000 }).toBe(true);
    const acting = runActor({ channel, environment: new Numbered(1), signal });
    try {
      return await working;
    } finally {
      controller.abort();
      await acting;
    }
  }

  const all = async (run: string): Promise<unknown> => {
    const keys = keysOf(run);
    const control = await client.hGetAll(keys.control);
    return [control, await client.xLen(keys.experience), await client.get(keys.weights)];
  };

  test('is ended by the learner that comes again, as it was killed before it had told', async () => {
    const { state } = await withActor('again', async () => {
      const first = await learn('again', 50, null);
      await first.experience.close();
      return first;
    });
    expect(await client.hGet(keysOf('again').control, 'state')).toBe('running');
    const { experience } = await learn('again', 50, state);
    await experience.finish();
    expect(await client.hGet(keysOf('again').control, 'state')).toBe('finished');
    expect(await client.exists(keysOf('again').weights)).toBe(0);
  }, 30_000);

  test('is left alone by a copy of its folder, where another learner has gone on', async () => {
    const before = await withActor('copied', async () => {
      const first = await learn('copied', 50, null);
      await first.experience.finish();
      return first;
    });
    await withActor('copied', async () => {
      const newer = await learn('copied', 90, before.state);
      const there = await all('copied');
      const { experience } = await learn('copied', 50, before.state);
      const ending = experience.finish();
      await expect(ending).rejects.toThrow(UsageError);
      await expect(ending).rejects.toThrow(/another one has gone on with the run in Redis since/);
      // Its connections are given back all the same.
      await expect(experience.finish()).resolves.toBe(undefined);
      const now = await all('copied');
      expect(now).toMatchObject([{ state: 'running' }, expect.any(Number), expect.any(String)]);
      expect((now as { owner?: string }[])[0]?.owner).toBe(
        (there as { owner?: string }[])[0]?.owner,
      );
      await newer.experience.finish();
    });
    expect(await client.hGet(keysOf('copied').control, 'state')).toBe('finished');
  }, 30_000);

  test('is left alone by a checkpoint that does not say whose it is', async () => {
    const { state } = await withActor('old', async () => {
      const first = await learn('old', 50, null);
      await first.experience.close();
      return first;
    });
    const lanes = { ...(state['lanes'] as State) };
    expect(Object.keys(lanes)).toContain('owner');
    delete lanes['owner'];
    const { experience } = await learn('old', 50, { ...state, lanes });
    await expect(experience.finish()).rejects.toThrow(/has gone on with the run/);
    expect(await client.hGet(keysOf('old').control, 'state')).toBe('running');
  }, 30_000);
});
