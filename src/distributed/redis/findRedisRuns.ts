import { CONTROL_KEYS, runOfControlKey } from './keys.ts';
import { connectionOf, listOf, textOf, type RedisClient } from './redisClient.ts';

/** Keys that are looked at in one step of the server: it answers others in between. */
const KEYS_A_STEP = '1000';

/**
 * Finds the names of all runs that a Redis has, in the order of the alphabet.
 *
 * @param client - Of one server; of a cluster it finds those of one node.
 */
export async function findRedisRuns(client: RedisClient): Promise<readonly string[]> {
  const connection = connectionOf(client);
  // A server may name a key twice, while others are added.
  const names = new Set<string>();
  let cursor = '0';
  do {
    // A key of another program that is no hash is no run.
    const words = ['MATCH', CONTROL_KEYS, 'COUNT', KEYS_A_STEP, 'TYPE', 'hash'];
    const [next, keys] = listOf(await connection.send(['SCAN', cursor, ...words]));
    for (const key of listOf(keys).map(textOf)) {
      const name = runOfControlKey(key ?? '');
      if (name !== null) names.add(name);
    }
    cursor = textOf(next ?? null) ?? '0';
  } while (cursor !== '0');
  return [...names].sort();
}
