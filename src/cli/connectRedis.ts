import type { RedisClient } from '../distributed/redis/redisClient.ts';
import { DeepQError } from '../errors.ts';
import { reasonOf } from '../distributed/redis/redisErrors.ts';
import { CommandError } from './command.ts';
import { certificateProblem } from './queue/certificateProblem.ts';
import { hintOnTls, isWrongDatabase, noDatabase, type RedisAddress } from './queue/redisAddress.ts';

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
 * Connects to Redis, and tells at once where that does not go well. Messages have the address
 * without its password.
 *
 * @throws {CommandError} If the package is not installed.
 * @throws {DeepQError} If Redis refuses, or cannot be reached within 30 seconds.
 */
export async function connectRedis(address: RedisAddress): Promise<ConnectedRedis> {
  const redis = await loadPackage();
  const client = redis.createClient({ url: address.url });
  const close = (): void => {
    client.destroy();
  };
  let last: Error | null = null;
  let hear: (error: Error) => void = () => undefined;
  // Later ones are told by whoever is at work: the client connects again by itself.
  client.on('error', (error) => {
    hear(error);
  });
  const failed = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => {
      reject(last ?? new Error('no answer'));
    }, FIRST_MS);
    timer.unref();
    hear = (error) => {
      if (isRefusal(error) || certificateProblem(address, error) !== null) reject(error);
      else if (last === null) sayUnreachable(address, error);
      last = error;
    };
  });
  try {
    await Promise.race([client.connect(), failed]);
  } catch (error) {
    close();
    throw new DeepQError(problemOf(address, error as Error));
  } finally {
    hear = () => undefined;
  }
  return { client, close };
}

/** Whether the server itself has answered, and would say the same again. */
function isRefusal({ message }: Error): boolean {
  return /^(?:WRONGPASS|NOAUTH|NOPERM|ERR)\b/.test(message);
}

function sayUnreachable({ shown }: RedisAddress, error: Error): void {
  const seconds = FIRST_MS / 1000;
  process.stderr.write(
    `Redis at ${shown} cannot be reached (${reasonOf(error)}); trying again for ${seconds} s.\n`,
  );
}

function problemOf(address: RedisAddress, error: Error): string {
  const { shown } = address;
  const { message } = error;
  if (isWrongDatabase(message)) return noDatabase(address);
  if (/^(?:WRONGPASS|NOAUTH)\b/.test(message)) {
    return `Redis at ${shown} refuses the name or the password. Look at the address.`;
  }
  if (isRefusal(error)) return `Redis at ${shown} refuses: ${message.slice(0, 120)}`;
  const certificate = certificateProblem(address, error);
  if (certificate !== null) return certificate;
  return (
    `Redis at ${shown} cannot be reached (${reasonOf(error)}). Look at the address, and whether it runs. ` +
    hintOnTls(address)
  );
}

async function loadPackage(): Promise<RedisPackage> {
  try {
    return await import('redis');
  } catch (cause) {
    throw new CommandError('This command needs the package redis: npm install redis', { cause });
  }
}
