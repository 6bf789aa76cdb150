import type { Redis } from 'ioredis';

/** CPU time in microseconds, of Redis and of this process, for so many of something. */
export interface Cost {
  redis: number;
  own: number;
  count: number;
}

/** Adds the CPU time of a part, in microseconds, of Redis and of this process. */
export async function watch(
  client: Redis,
  cost: Cost,
  count: number,
  part: () => Promise<void>,
): Promise<void> {
  const before = await redisCpu(client);
  const own = process.cpuUsage();
  await part();
  const used = process.cpuUsage(own);
  cost.redis += (await redisCpu(client)) - before;
  cost.own += used.user + used.system;
  cost.count += count;
}

async function redisCpu(client: Redis): Promise<number> {
  const info = await client.info('cpu');
  const of = (key: string): number => Number(new RegExp(`${key}:([\\d.]+)`).exec(info)?.[1]);
  return (of('used_cpu_sys') + of('used_cpu_user')) * 1e6;
}
