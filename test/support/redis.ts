import { spawnSync } from 'node:child_process';
import { createClient } from 'redis';
import { describe } from 'vitest';
import { findRedis } from '../../scripts/support/redis.ts';
import { RedisServer, type RedisServerOptions } from '../../scripts/support/redisServer.ts';

const found = findRedis();

if (found === null) {
  console.warn(
    '\n### SKIPPED: the tests over REDIS need redis-server or valkey-server.\n' +
      "### `npm test` installs Debian's package, or set DEEPQ_REDIS_SERVER to the program.\n",
  );
}

/** A `describe` that is skipped, with a loud line, where there is no Redis. */
export const describeWithRedis: typeof describe | typeof describe.skip =
  found === null ? describe.skip : describe;

/** As {@link describeWithRedis}, for a Redis that was built with TLS. */
export const describeWithTls: typeof describe | typeof describe.skip = canTls()
  ? describe
  : describe.skip;

function canTls(): boolean {
  if (found === null) return false;
  // With no port at all it ends at once; one without TLS does not know the word.
  const words = ['--port', '0', '--tls-port', '0'];
  const { stdout } = spawnSync(found, words, { encoding: 'utf8', timeout: 10_000 });
  if (/not listen anywhere/.test(stdout)) return true;
  console.warn(
    `\n### SKIPPED: the tests over Redis with TLS, as ${found} was built without it.\n` +
      "### Debian's package has it.\n",
  );
  return false;
}

/** Starts a server of Redis for a test; the caller disposes of it. */
export function startRedis(
  options: Omit<RedisServerOptions, 'program'> = {},
): Promise<RedisServer> {
  if (found === null) throw new Error('There is no Redis; use describeWithRedis.');
  return RedisServer.start({ program: found, ...options });
}

/** A client of `redis` that is connected to a server of its own. */
export interface ConnectedRedis {
  readonly client: ReturnType<typeof createClient>;
  /** Ends both. */
  readonly dispose: () => Promise<void>;
}

/** Starts a server for some tests, and connects to it; the caller disposes of both. */
export async function connectRedis(): Promise<ConnectedRedis> {
  const server = await startRedis();
  const client: ConnectedRedis['client'] = createClient({ url: server.url });
  client.on('error', () => undefined);
  await client.connect();
  const dispose = async (): Promise<void> => {
    client.destroy();
    await server.dispose();
  };
  return { client, dispose };
}

export type { RedisServer };
