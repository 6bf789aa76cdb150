import { existsSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis.ts';

describeWithRedis('a server of Redis for tests', () => {
  const servers: RedisServer[] = [];
  const start = async (...given: Parameters<typeof startRedis>): Promise<RedisServer> => {
    const server = await startRedis(...given);
    servers.push(server);
    return server;
  };
  const ask = async <T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  };

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.dispose()));
  });

  test('keeps what the append-only file holds over a SIGKILL, on the same port', async () => {
    const server = await start({ appendOnly: true, appendFsync: 'always' });
    await ask(server.url, (client) => client.set('key', 'value'));
    await server.kill();
    expect(server.isRunning).toBe(false);
    await expect(ask(server.url, (client) => client.get('key'))).rejects.toThrow();
    await server.restart();
    expect(await ask(server.url, (client) => client.get('key'))).toBe('value');
    const modes = await ask(server.url, (client) => client.config('GET', 'appendfsync'));
    expect(modes).toEqual(['appendfsync', 'always']);
  });

  test('without the append-only file a restart begins empty', async () => {
    const server = await start();
    await ask(server.url, (client) => client.set('key', 'value'));
    await server.stop();
    await server.restart();
    expect(await ask(server.url, (client) => client.get('key'))).toBeNull();
  });

  test('two servers have ports and folders of their own, which are removed', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.port).not.toBe(other.port);
    await one.dispose();
    expect(existsSync(one.folder)).toBe(false);
    expect(await ask(other.url, (client) => client.ping())).toBe('PONG');
  });

  test('a password is asked for', async () => {
    const server = await start({ password: 'se cret"@/' });
    expect(await ask(server.url, (client) => client.ping())).toBe('PONG');
    const without = `redis://${server.host}:${server.port}`;
    await expect(ask(without, (client) => client.ping())).rejects.toThrow('NOAUTH');
  });

  test('a paused server answers after it was resumed', async () => {
    const server = await start();
    server.pause();
    let isAnswered = false;
    const answer = ask(server.url, (client) => client.ping()).finally(() => (isAnswered = true));
    await new Promise((settle) => setTimeout(settle, 150));
    expect(isAnswered).toBe(false);
    server.resume();
    expect(await answer).toBe('PONG');
  });
});
