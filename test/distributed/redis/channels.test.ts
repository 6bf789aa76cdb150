import { afterAll, beforeAll, expect, test } from 'vitest';
import { DQNAgent, DeepQError, mlp, OptionsError, UsageError } from '../../../src/index.ts';
import {
  redisActor,
  redisLearner,
  type ActorChannel,
  type LearnerChannel,
  type RedisClient,
} from '../../../src/distributed.ts';
import { keysOf } from '../../../src/distributed/redis/keys.ts';
import { readRedisRun } from '../../../src/distributed/redis/readRedisRun.ts';
import { makeRunSpec, type RunSpec } from '../../../src/distributed/runSpec.ts';
import { connectRedis, describeWithRedis, type ConnectedRedis } from '../../support/redis.ts';
import { Numbered } from '../numbered.ts';

const signal = new AbortController().signal;
const session = 'fedcba9876543210';
const bytes = new Uint8Array(1_000).fill(7);
const weights = { version: 1, updates: 0, environmentSteps: 0, values: new Float32Array(3) };

/** The description of a run whose identity is 32 times a digit. */
function specOf(digit: string): RunSpec {
  const agent = new DQNAgent({ environment: new Numbered(0), network: mlp({ hidden: [4] }) });
  const settings = { blockSteps: 5, fetchEverySteps: 5, exploration: 'apex', about: {} } as const;
  const spec = makeRunSpec(agent, digit.repeat(32), settings);
  agent.dispose();
  return spec;
}

const beginning = (digit: string): Parameters<LearnerChannel['open']>[0] => ({
  ...{ spec: specOf(digit), position: null, isResumed: false, blockBytes: 1_000 },
});

/** Clients that are never asked: what is wrong is found before. */
const silent = { sendCommand: async () => null, duplicate: () => silent } as never;

test('an actor says what is wrong about what its methods are given', async () => {
  const actor: ActorChannel = redisActor({ client: silent, run: 'a', unreachableSeconds: 0.1 });
  await expect(actor.join('me', signal)).rejects.toThrow(/session must be 16 hexadecimal digits/);
  await expect(actor.join(session, {} as never)).rejects.toThrow(OptionsError);
  await expect(actor.send(0, bytes, signal)).rejects.toThrow(UsageError);
  await expect(actor.send(-1, bytes, signal)).rejects.toThrow(OptionsError);
  await expect(actor.send(0, 'block' as never, signal)).rejects.toThrow(/bytes must be a block/);
  expect(() => actor.weights('new' as never)).toThrow(OptionsError);
  expect(() => {
    actor.report(null as never);
  }).toThrow(/plain data/);
});

test.each<[string, (learner: LearnerChannel) => unknown]>([
  ['open', (learner) => learner.open({ spec: {} } as never)],
  ['open', (learner) => learner.open(null as never)],
  ['receive', (learner) => learner.receive(10)],
  ['receive', (learner) => learner.receive('long' as never)],
  ['applied', (learner) => learner.applied(5 as never)],
  ['acknowledge', (learner) => learner.acknowledge('1-0', [] as never)],
  ['acknowledge', (learner) => learner.acknowledge('1-0', new Map([['a', 0.5]]))],
  ['acknowledge', (learner) => learner.acknowledge(null as never, new Map())],
  ['acknowledge', (learner) => learner.acknowledge('1-0', new Map(), 'a' as never)],
  ['publish', (learner) => learner.publish({ ...weights, version: 0 })],
  ['publish', (learner) => learner.publish({ ...weights, values: [1] } as never)],
  ['publish', (learner) => learner.publish(null as never)],
  ['finish', (learner) => learner.finish(7 as never)],
  ['finish', (learner) => learner.finish('a'.repeat(32), 'me')],
  [
    'publish',
    (learner) => {
      learner.publish(weights);
      learner.publish({ ...weights, version: 2, values: new Float32Array(4) });
    },
  ],
  ['report', (learner) => learner.report!(1n as never)],
])('a learner says what is wrong about what %s is given', async (_, call) => {
  const learner = redisLearner({ client: silent, run: 'a', unreachableSeconds: 0.1 });
  await expect((async () => call(learner))()).rejects.toThrow(DeepQError);
  await learner.close();
});

describeWithRedis('channels over a real Redis', () => {
  let client: ConnectedRedis['client'];
  let dispose: ConnectedRedis['dispose'];
  const own = (): RedisClient => client;
  beforeAll(async () => {
    ({ client, dispose } = await connectRedis());
  });
  afterAll(async () => {
    await dispose();
  });

  test('a learner whose run was replaced changes nothing of the next one', async () => {
    const keys = keysOf('replaced');
    const old = redisLearner({ client: own(), run: 'replaced' });
    await old.open(beginning('a'));
    old.publish(weights);
    const next = redisLearner({ client: own(), run: 'replaced', reset: true });
    await next.open(beginning('b'));
    next.publish({ ...weights, version: 7 });
    await next.close();
    await client.xAdd(keys.experience, '5-1', { b: 'block' });
    const all = async (): Promise<unknown> => [
      await client.hGetAll(keys.control),
      await client.hGetAll(keys.acked),
      await client.xLen(keys.experience),
      await client.get(keys.weights),
      await client.get(keys.learner),
    ];
    const before = await all();
    old.applied('5-1');
    old.acknowledge('5-1', new Map([[session, 3]]));
    old.publish({ ...weights, version: 2 });
    old.report!({} as never);
    await old.finish();
    await old.close();
    expect(await all()).toEqual(before);
  });

  test('of two learners of a run the newer one is heeded, and the older one is told', async () => {
    const keys = keysOf('both');
    const old = redisLearner({ client: own(), run: 'both' });
    await old.open(beginning('a'));
    old.publish(weights);
    const actor = redisActor({ client: own(), run: 'both' });
    await actor.join(session, signal);
    expect(await actor.send(0, bytes, signal)).toBe('sent');
    // As one that was killed before its first checkpoint: it goes on with the run that is there.
    const next = redisLearner({ client: own(), run: 'both' });
    expect((await next.open(beginning('b'))).run).toBe('a'.repeat(32));
    next.publish({ ...weights, version: 2 });
    await expect.poll(async () => (await actor.weights(1))?.version).toBe(2);
    const control = await client.hGetAll(keys.control);
    old.applied('5-1');
    old.acknowledge('9999999999999-1', new Map([[session, 3]]));
    old.publish({ ...weights, version: 9 });
    old.report!({} as never);
    const hear = async (): Promise<never> => {
      for (;;) await old.receive(50);
    };
    await expect(hear()).rejects.toThrow(
      /Another learner goes on with this run in Redis, so this one has stopped/,
    );
    await expect(old.finish()).rejects.toThrow(/another one has gone on with the run/);
    await old.close();
    expect(await client.hGetAll(keys.control)).toEqual(control);
    expect(await client.exists(keys.learner)).toBe(0);
    expect((await actor.weights(0))?.version).toBe(2);
    expect(await next.receive(1_000)).toHaveLength(1);
    await next.close();
  });

  test('a run without a checkpoint is not gone on with by a learner of something else', async () => {
    const first = redisLearner({ client: own(), run: 'else' });
    await first.open(beginning('a'));
    const other = beginning('b');
    const spec = { ...other.spec, blockSteps: 7 };
    const second = redisLearner({ client: own(), run: 'else' });
    const control = await client.hGetAll(keysOf('else').control);
    await expect(second.open({ ...other, spec })).rejects.toThrow(/other settings.*--reset/);
    expect(await client.hGetAll(keysOf('else').control)).toEqual(control);
    await second.close();
    const anew = redisLearner({ client: own(), run: 'else', reset: true });
    expect((await anew.open({ ...other, spec })).run).toBe('b'.repeat(32));
    await anew.close();
    await first.close();
  });

  test('what is told of actors and learner has the time of the server', async () => {
    const run = 'told';
    const learner = redisLearner({ client: own(), run });
    await learner.open(beginning('a'));
    learner.publish(weights);
    // An object that becomes a text as JSON is a record all the same.
    learner.report!(Object.assign(new Date(0), { updates: 7 }) as never);
    const actor = redisActor({ client: own(), run });
    await actor.join(session, signal);
    actor.report(Object.assign(new Date(0), { actor: 3 }) as never);
    await expect.poll(async () => (await readRedisRun(own(), run)).actors).toHaveLength(1);
    await learner.close();
    const found = await readRedisRun(own(), run);
    const told = [found.learner, ...found.actors] as { readonly secondsSince1970: number }[];
    expect(told).toMatchObject([{ updates: 7 }, { actor: 3 }]);
    for (const { secondsSince1970 } of told) {
      expect(found.secondsSince1970 - secondsSince1970).toBeGreaterThanOrEqual(0);
      expect(found.secondsSince1970 - secondsSince1970).toBeLessThan(60);
    }
  });

  test('the bytes of a run are bounded: blocks of 1,000 bytes, 4,500 of them', async () => {
    const run = 'bounded';
    const learner = redisLearner({ client: own(), run, maxBytes: 4_500, maxQueued: 64 });
    await learner.open(beginning('a'));
    learner.publish(weights);
    const actor = redisActor({ client: own(), run });
    expect((await actor.join(session, signal))?.run).toBe('a'.repeat(32));
    for (let sequence = 0; sequence < 4; sequence++) {
      expect(learner.isFull).toBe(false);
      expect(await actor.send(sequence, bytes, signal)).toBe('sent');
    }
    const fifth = actor.send(4, bytes, signal);
    const arrivals = await learner.receive(1_000);
    expect(arrivals.map((one) => one.bytes.length)).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(await client.xLen(keysOf(run).experience)).toBe(4);
    // Half of it waits for a checkpoint: time for one.
    for (const { position } of arrivals.slice(0, 2)) learner.applied(position);
    expect(learner.isFull).toBe(true);
    learner.acknowledge(arrivals[1]!.position, new Map([[session, 2]]));
    expect(learner.isFull).toBe(false);
    expect(await fifth).toBe('sent');
    await learner.close();
    await actor.close();
  });

  test('an actor that the learner has forgotten leaves nothing behind, and is told to join anew', async () => {
    const run = 'forgotten';
    const keys = keysOf(run);
    const learner = redisLearner({ client: own(), run });
    await learner.open(beginning('a'));
    learner.publish(weights);
    const heard: string[] = [];
    const onWarning = (warning: string): void => void heard.push(warning);
    const actor = redisActor({ client: own(), run, onWarning });
    const other = redisActor({ client: own(), run, onWarning });
    const newer = '0123456789abcdef';
    await actor.join(session, signal);
    await other.join(newer, signal);
    expect(await actor.send(0, bytes, signal)).toBe('sent');
    actor.report({ actor: 0 } as never);
    expect(await other.send(0, bytes, signal)).toBe('sent');
    const arrivals = await learner.receive(1_000);
    learner.acknowledge(arrivals[0]!.position, new Map([[session, 1]]));
    await expect.poll(() => client.hGet(keys.acked, session)).toBe('1');
    // Told twice before the first one is on its way: nothing of either is lost.
    learner.acknowledge(arrivals[1]!.position, new Map([[newer, 1]]), [session]);
    learner.acknowledge(arrivals[1]!.position, new Map());
    await expect.poll(() => client.hGet(keys.acked, newer)).toBe('1');
    for (const key of [keys.sent, keys.acked, keys.actors]) {
      expect(await client.hGet(key, session)).toBe(null);
    }
    expect(await actor.send(1, bytes, signal)).toBe('changed');
    expect(heard).toEqual([expect.stringContaining('forgotten this actor')]);
    // As a new one it goes on, and the other one was never held up.
    await actor.join('00000000000000ff', signal);
    expect(await actor.send(0, bytes, signal)).toBe('sent');
    expect(await other.send(1, bytes, signal)).toBe('sent');
    await learner.close();
  });

  test('of a run that is over nothing large stays', async () => {
    const run = 'over';
    const keys = keysOf(run);
    const learner = redisLearner({ client: own(), run });
    await learner.open(beginning('a'));
    learner.publish(weights);
    const actor = redisActor({ client: own(), run });
    await actor.join(session, signal);
    expect(await actor.send(0, bytes, signal)).toBe('sent');
    await learner.finish();
    expect(await client.xLen(keys.experience)).toBe(0);
    expect(await client.exists(keys.weights)).toBe(0);
    expect(await actor.send(1, bytes, signal)).toBe('stopped');
    expect(await redisActor({ client: own(), run }).join(session, signal)).toBe(null);
    await learner.close();
  });

  test('what is no description of a run is refused by actors', async () => {
    const keys = keysOf('odd');
    await client.hSet(keys.control, { run: 'a'.repeat(32), state: 'running' });
    await client.set(keys.spec, '{"format":');
    const actor = redisActor({ client: own(), run: 'odd' });
    await expect(actor.join(session, signal)).rejects.toThrow(DeepQError);
  });

  test('a learner that was closed is not opened', async () => {
    const learner = redisLearner({ client: own(), run: 'closed' });
    await learner.close();
    await expect(learner.open(beginning('a'))).rejects.toThrow(/was closed/);
  });
});
