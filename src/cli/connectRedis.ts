import type { RedisClient } from '../distributed/redis/redisClient.ts';
import { DeepQError } from '../errors.ts';
import { CommandError } from './command.ts';
import type { RedisAddress } from './queue/redisAddress.ts';

/** What is needed of the package redis: it is not installed with deepq. */
interface RedisPackage {
  createClient(options: { readonly url: string }): ConnectableClient;
}

interface ConnectableClient extends RedisClient {
  on(event: 'error', listener: (error: Error) => void): unknown;
  connect(): Promise<unknown>;
  destroy(): void;
}

/** A connection that the caller closes. */
export interface ConnectedRedis {
  readonly client: RedisClient;
  close(): void;
}

/** How long Redis may be away at the start. */
const FIRST_MS = 30_000;

/**
 * Connects to Redis. Messages have the address without its password.
 *
 * @throws {CommandError} If the package is not installed.
 * @throws {DeepQError} If Redis cannot be reached.
 */
export async function connectRedis({ url, shown }: RedisAddress): Promise<ConnectedRedis> {
  const redis = await loadPackage();
  const client = redis.createClient({ url });
  let first: (error: Error) => void = () => undefined;
  // Later ones are told by whoever is at work: the client connects again by itself.
  client.on('error', (error) => {
    first(error);
  });
  const failed = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('no answer'));
    }, FIRST_MS);
    timer.unref();
    first = (error) => {
      if (/^(?:WRONGPASS|NOAUTH|ERR)/.test(error.message)) reject(error);
    };
  });
  try {
    await Promise.race([client.connect(), failed]);
  } catch (error) {
    client.destroy();
    const { message } = error as Error;
    const reason = /^(?:WRONGPASS|NOAUTH)/.test(message)
      ? 'refuses the name or the password'
      : 'cannot be reached';
    throw new DeepQError(`Redis at ${shown} ${reason}. Look at the address, and whether it runs.`);
  }
  first = () => undefined;
  return {
    client,
    close: () => {
      client.destroy();
    },
  };
}

async function loadPackage(): Promise<RedisPackage> {
  try {
    return await import('redis');
  } catch (cause) {
    throw new CommandError('This command needs the package redis: npm install redis', { cause });
  }
}
