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

/** Starts a server of Redis for a test; the caller disposes of it. */
export function startRedis(
  options: Omit<RedisServerOptions, 'program'> = {},
): Promise<RedisServer> {
  if (found === null) throw new Error('There is no Redis; use describeWithRedis.');
  return RedisServer.start({ program: found, ...options });
}

export type { RedisServer };
