import type * as BullMq from 'bullmq';
import type { Redis } from 'ioredis';
import { DeepQError } from '../../errors.ts';
import { CommandError } from '../command.ts';
import { certificateProblem } from './certificateProblem.ts';
import { hintOnTls, isWrongDatabase, noDatabase, type RedisAddress } from './redisAddress.ts';

/** What names of keys in Redis begin with. */
export const PREFIX = 'deepq';

/** How long the first connection may take, in milliseconds. */
const CONNECT_MS = 8000;

/** The packages that talk to Redis, and a connection that comes back by itself. */
export interface OpenRedis {
  readonly bullmq: typeof BullMq;
  readonly client: Redis;
  /** Ends the connection. */
  close(): void;
}

/**
 * Connects to Redis.
 *
 * @param onState - Told when the connection was lost, and when it is there again.
 * @throws {CommandError} If the packages bullmq and ioredis are not installed.
 * @throws {DeepQError} If Redis does not answer, or refuses.
 */
export async function openRedis(
  address: RedisAddress,
  onState: (isThere: boolean) => void,
): Promise<OpenRedis> {
  const { bullmq, ioredis } = await loadPackages();
  await probe(ioredis, address);
  const client = new ioredis.Redis(address.url, {
    // BullMQ wants commands to wait for a connection rather than to fail.
    maxRetriesPerRequest: null,
    retryStrategy: (tries: number) => Math.min(100 * 2 ** Math.min(tries, 5), 2000),
    connectTimeout: CONNECT_MS,
  });
  let isThere = true;
  client.on('error', () => undefined);
  client.on('close', () => {
    if (isThere) onState((isThere = false));
  });
  client.on('ready', () => {
    if (!isThere) onState((isThere = true));
  });
  const close = (): void => {
    isThere = false;
    client.disconnect();
  };
  return { bullmq, client, close };
}

async function loadPackages(): Promise<{
  readonly bullmq: typeof BullMq;
  readonly ioredis: { readonly Redis: typeof Redis };
}> {
  try {
    // Only where they are installed: deepq itself needs no other package.
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (cause) {
    throw new CommandError(
      'Trials over Redis need the packages bullmq and ioredis: npm install bullmq ioredis',
      { cause },
    );
  }
}

/** One connection that does not come back, so that a wrong address is told at once. */
async function probe(
  { Redis: Client }: { readonly Redis: typeof Redis },
  address: RedisAddress,
): Promise<void> {
  const client = new Client(address.url, {
    ...{ lazyConnect: true, connectTimeout: CONNECT_MS, maxRetriesPerRequest: 0 },
    retryStrategy: () => null,
  });
  const seen: Error[] = [];
  client.on('error', (error) => seen.push(error));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('no answer'));
      }, CONNECT_MS + 1000);
    });
    await Promise.race([client.connect().then(() => client.select(address.database)), late]);
  } catch (cause) {
    // Not as the cause: what a client says may hold the address with its password.
    throw new DeepQError(refusal(address, [...seen, cause as Error]));
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

function refusal(address: RedisAddress, errors: readonly Error[]): string {
  const { shown } = address;
  const words = errors.map((error) => `${(error as NodeJS.ErrnoException).code} ${error.message}`);
  const all = words.join(' ');
  if (isWrongDatabase(all)) return noDatabase(address);
  for (const error of errors) {
    const problem = certificateProblem(address, error);
    if (problem !== null) return problem;
  }
  if (/NOAUTH|WRONGPASS|AUTH|NOPERM/.test(all)) {
    return (
      `Redis at ${shown} refuses the name or the password; put the right one into the address, as ` +
      'rediss://NAME:PASSWORD@host:6379, in --redis or the environment variable DEEPQ_REDIS.'
    );
  }
  const code = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ECONNRESET|ERR_TLS\w*/.exec(
    all,
  );
  return (
    `There is no Redis at ${shown} that answers${code ? ` (${code[0]})` : ''}; start one, or correct ` +
    `the address in --redis. ${hintOnTls(address)}`
  );
}
