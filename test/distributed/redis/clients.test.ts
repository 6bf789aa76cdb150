import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { DQNAgent, mlp, train } from '../../../src/index.ts';
import {
  redisActor,
  redisLearner,
  RemoteExperience,
  runActor,
  type RedisClient,
} from '../../../src/distributed.ts';
import { makeCertificates } from '../../support/certificates.ts';
import {
  describeWithRedis,
  describeWithTls,
  startRedis,
  type RedisServer,
} from '../../support/redis.ts';
import { Numbered } from '../numbered.ts';

describeWithTls('clients of a Redis with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-tls-'));
  let server: RedisServer;
  let url: string;
  let ca: Buffer;
  beforeAll(async () => {
    const tls = makeCertificates(folder);
    server = await startRedis({ password: 's3cret-w0rd', tls });
    url = server.url.replace('127.0.0.1', 'localhost');
    ca = readFileSync(tls.ca);
  });
  afterAll(async () => {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function trainBy(client: RedisClient, run: string): Promise<void> {
    const environment = new Numbered(1);
    const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }), learningStarts: 20 });
    onTestFinished(() => {
      agent.dispose();
    });
    const experience = new RemoteExperience({ agent, channel: redisLearner({ client, run }) });
    const acting = runActor({ channel: redisActor({ client, run }), environment: new Numbered(1) });
    const ended = await train(agent, experience, { environmentSteps: 200 }).finish();
    await experience.finish();
    await acting;
    expect(ended).toMatchObject({ reason: 'completed', environmentSteps: 200 });
    expect(experience.statistics!.missing).toBe(0);
  }

  test('one of the package redis trains, its other connections included', async () => {
    const client = createClient({ url, socket: { tls: true, ca } });
    onTestFinished(() => {
      client.destroy();
    });
    await trainBy(await client.connect(), 'redis');
  }, 30_000);

  test('one of ioredis trains', async () => {
    const client = new Redis(url, { maxRetriesPerRequest: null, tls: { ca } });
    onTestFinished(() => {
      client.disconnect();
    });
    await trainBy(client, 'ioredis');
  }, 30_000);

  test('one of ioredis that does not trust the certificate is told to be without an answer', async () => {
    const client = new Redis(url, { maxRetriesPerRequest: null });
    const seen: string[] = [];
    client.on('error', (error) => seen.push((error as NodeJS.ErrnoException).code ?? ''));
    onTestFinished(() => {
      client.disconnect();
    });
    const channel = redisActor({
      ...{ client, run: 'x', unreachableSeconds: 0.5 },
    });
    const joining = channel.join('fedcba9876543210', new AbortController().signal);
    await expect(joining).rejects.toThrow(/could not be reached for .* \(no answer\)/);
    expect(seen[0]).toMatch(/CERT|SIGNATURE/);
  }, 30_000);
});

describeWithRedis('a client of redis without a listener for its errors', () => {
  test('survives a restart of the server, and is told of it', async () => {
    const server = await startRedis();
    onTestFinished(() => server.dispose());
    const client = await createClient({ url: server.url }).connect();
    onTestFinished(() => {
      client.destroy();
    });
    const heard: string[] = [];
    const channel = redisActor({
      ...{ client, run: 'alone', onWarning: (message: string) => heard.push(message) },
    });
    const controller = new AbortController();
    const joining = channel.join('fedcba9876543210', controller.signal);
    await server.kill();
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
    await server.restart();
    await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toBe('Redis can be used again.');
    controller.abort();
    expect(await joining).toBe(null);
  }, 30_000);
});
