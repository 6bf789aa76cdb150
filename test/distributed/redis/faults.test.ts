import { setTimeout as wait } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { createClient, createCluster } from 'redis';
import { expect, onTestFinished, test } from 'vitest';
import { DeepQError, DQNAgent, mlp, OptionsError } from '../../../src/index.ts';
import {
  redisActor,
  redisLearner,
  type ActorChannel,
  type LearnerChannel,
  type RedisClient,
} from '../../../src/distributed.ts';
import { keysOf } from '../../../src/distributed/redis/keys.ts';
import { makeRunSpec } from '../../../src/distributed/runSpec.ts';
import { describeWithRedis, startRedis, type RedisServer } from '../../support/redis.ts';
import { Numbered } from '../numbered.ts';

const { signal } = new AbortController();
const session = 'fedcba9876543210';
const bytes = new Uint8Array(1_000).fill(7);
const weights = { version: 1, updates: 0, environmentSteps: 0, values: new Float32Array(3) };

function beginning(): Parameters<LearnerChannel['open']>[0] {
  const agent = new DQNAgent({ environment: new Numbered(0), network: mlp({ hidden: [4] }) });
  const settings = { blockSteps: 5, fetchEverySteps: 5, exploration: 'apex', about: {} } as const;
  const spec = makeRunSpec(agent, 'a'.repeat(32), settings);
  agent.dispose();
  return { spec, position: null, isResumed: false, blockBytes: 1_000 };
}

async function serve(
  ...config: readonly string[]
): Promise<[RedisServer, ReturnType<typeof createClient>]> {
  const server = await startRedis({ config });
  const client: ReturnType<typeof createClient> = createClient({ url: server.url });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(async () => {
    client.destroy();
    await server.dispose();
  });
  return [server, client];
}

/** A run on a server: a learner that has published weights, and an actor that has sent some blocks. */
async function begun(
  options: Parameters<typeof redisLearner>[0],
  blocks: number,
  from: Partial<ReturnType<typeof beginning>> = {},
): Promise<{ learner: LearnerChannel; actor: ActorChannel; keys: ReturnType<typeof keysOf> }> {
  const { client, run } = options;
  const learner = redisLearner(options);
  await learner.open({ ...beginning(), ...from });
  learner.publish(weights);
  const actor = redisActor({ client, run });
  await actor.join(session, signal);
  for (let sequence = 0; sequence < blocks; sequence++) await actor.send(sequence, bytes, signal);
  return { learner, actor, keys: keysOf(run) };
}

/** Two servers, each of which has half of the keys. */
async function cluster(): Promise<readonly RedisServer[]> {
  const [one, first] = await serve('cluster-enabled yes', 'cluster-config-file nodes.conf');
  const [two, second] = await serve('cluster-enabled yes', 'cluster-config-file nodes.conf');
  await first.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '8191']);
  await second.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '8192', '16383']);
  await first.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', String(two.port)]);
  for (const client of [first, second]) {
    const isWhole = async (): Promise<string> =>
      await client.sendCommand<string>(['CLUSTER', 'INFO']);
    await expect.poll(isWhole, { timeout: 20_000 }).toContain('cluster_state:ok');
  }
  return [one, two];
}

describeWithRedis('faults of a real Redis', () => {
  test('a memory that is full is made room in by the learner, which alone can', async () => {
    const [, client] = await serve('maxmemory-policy noeviction');
    const { learner, actor, keys } = await begun({ client, run: 'full' }, 3);
    await client.configSet('maxmemory', '1');
    await expect(client.set('other', 'key')).rejects.toThrow(/^OOM/);
    const controller = new AbortController();
    const fourth = actor.send(3, bytes, controller.signal);
    // The second look is at what the server still knows of the run.
    const arrivals = [...(await learner.receive(1_000))];
    await wait(1_100);
    arrivals.push(...(await learner.receive(10)));
    expect(arrivals).toHaveLength(3);
    for (const { position } of arrivals) learner.applied(position);
    learner.acknowledge(arrivals.at(-1)!.position, new Map([[session, 3]]));
    await expect.poll(() => client.xLen(keys.experience), { timeout: 10_000 }).toBe(0);
    expect(await client.hGet(keys.acked, session)).toBe('3');
    await expect.poll(() => client.hGet(keys.control, 'queued')).toBe('0');
    await learner.finish();
    expect(await client.hGet(keys.control, 'state')).toBe('finished');
    expect(await client.exists(keys.weights)).toBe(0);
    expect(await fourth).toBe('stopped');
    await learner.close();
  }, 60_000);

  test('the end of a run is told to a server that has no memory for its last weights', async () => {
    const [, client] = await serve('maxmemory-policy noeviction');
    const keys = keysOf('end');
    const learner = redisLearner({ client, run: 'end', unreachableSeconds: 10 });
    await learner.open(beginning());
    await client.configSet('maxmemory', '1');
    learner.publish(weights);
    learner.report!({} as never);
    await expect.poll(() => learner.takeWarnings(), { timeout: 10_000 }).toHaveLength(1);
    const began = performance.now();
    await learner.finish();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await client.hGet(keys.control, 'state')).toBe('finished');
    await learner.close();
  }, 60_000);

  test('a learner that comes back to a memory that is full makes room in it as well', async () => {
    const [, client] = await serve('maxmemory-policy noeviction');
    const { learner: first, keys } = await begun({ client, run: 'again' }, 3);
    const { position } = (await first.receive(1_000))[0]!;
    await first.close();
    await client.configSet('maxmemory', '1');
    const second = redisLearner({ client, run: 'again', unreachableSeconds: 5 });
    const opened = await second.open({ ...beginning(), position, isResumed: true });
    expect(opened).toMatchObject({ run: 'a'.repeat(32), version: 1 });
    second.acknowledge(position, new Map([[session, 1]]));
    await expect.poll(() => client.xLen(keys.experience), { timeout: 10_000 }).toBe(2);
    await second.close();
  }, 60_000);

  test('a memory that is full before the bounds are reached asks for a checkpoint', async () => {
    const [, client] = await serve('maxmemory-policy noeviction');
    const { learner, keys } = await begun({ client, run: 'short' }, 1);
    const [arrival] = await learner.receive(1_000);
    await client.configSet('maxmemory', '1');
    learner.report!({} as never);
    await expect.poll(() => learner.takeWarnings(), { timeout: 10_000 }).toHaveLength(1);
    // A checkpoint would make no room: nothing is learned from yet.
    expect(learner.isFull).toBe(false);
    learner.applied(arrival!.position);
    expect(learner.isFull).toBe(true);
    learner.acknowledge(arrival!.position, new Map([[session, 1]]));
    await expect.poll(() => client.xLen(keys.experience)).toBe(0);
    expect(learner.isFull).toBe(false);
    await client.configSet('maxmemory', '0');
    // The report is tried again, and goes through.
    await expect.poll(() => client.exists(keys.learner), { timeout: 10_000 }).toBe(1);
    learner.applied(arrival!.position);
    await expect.poll(() => learner.isFull).toBe(false);
    await learner.close();
  }, 60_000);

  test('of a server that has lost its data, and whose clock is behind, no block is thrown away', async () => {
    const [, client] = await serve();
    // Where its checkpoint stands is years ahead of the clock of the server.
    const position = '9999999999999-5';
    const from = { position, isResumed: true };
    const { learner, keys } = await begun({ client, run: 'behind', maxQueued: 2 }, 2, from);
    learner.acknowledge(position, new Map([[session, 0]]));
    await expect.poll(() => client.hGet(keys.acked, session)).toBe('0');
    expect(await client.xLen(keys.experience)).toBe(2);
    await wait(1_100);
    const arrivals = [...(await learner.receive(10)), ...(await learner.receive(2_000))];
    expect(arrivals).toHaveLength(2);
    // Both still wait to be learned from: there is no room for a third one.
    expect(await client.hGet(keys.control, 'queued')).toBe('2');
    for (const arrival of arrivals) learner.applied(arrival.position);
    learner.acknowledge(arrivals[1]!.position, new Map([[session, 2]]));
    await expect.poll(() => client.xLen(keys.experience)).toBe(0);
    await learner.close();
  }, 30_000);

  test('one node of a cluster is told as such at once; by a client of the whole it works', async () => {
    const servers = await cluster();
    const told: string[] = [];
    for (const { url } of servers) {
      const client = createClient({ url });
      client.on('error', () => undefined);
      await client.connect();
      onTestFinished(() => {
        client.destroy();
      });
      const joining = redisActor({ client, run: 'moved' }).join(session, AbortSignal.timeout(500));
      await joining.catch((error: unknown) => {
        expect(error).toBeInstanceOf(DeepQError);
        told.push((error as Error).message);
      });
    }
    // The other node has the keys.
    expect(told).toEqual([expect.stringMatching(/MOVED \d+ .*one node of a cluster.*new Cluster/)]);

    const whole = new Cluster(servers.map(({ host, port }) => ({ host, port })));
    onTestFinished(() => {
      whole.disconnect();
    });
    const client = whole as unknown as RedisClient;
    const { learner, actor } = await begun({ client, run: 'moved' }, 0);
    expect(await actor.send(0, bytes, signal)).toBe('sent');
    expect(await learner.receive(2_000)).toHaveLength(1);
    await learner.finish();
    await learner.close();

    const foreign = createCluster({ rootNodes: [{ url: servers[0]!.url }] });
    const refused = (): unknown => redisActor({ client: foreign, run: 'moved' });
    expect(refused).toThrow(OptionsError);
    expect(refused).toThrow(/of ioredis, new Cluster/);
  }, 60_000);
});
