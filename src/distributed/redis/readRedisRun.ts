import { requireRunSpec, type RunSpec } from '../runSpec.ts';
import { keysOf } from './keys.ts';
import { connectionOf, jsonOf, listOf, textOf, type RedisClient } from './redisClient.ts';

/** How a run over Redis stands. */
export interface RedisRun {
  /** What actors need to know; `null` where there is no learner yet. */
  readonly spec: RunSpec | null;
  readonly isFinished: boolean;
  /** When this was, by the server's clock: those of other machines may be wrong. */
  readonly secondsSince1970: number;
  /** Blocks that wait to be learned from, and that the server keeps in all. */
  readonly queued: number;
  readonly kept: number;
  /** What the learner has told last, and when, by the same clock. */
  readonly learner: Readonly<Record<string, unknown>> | null;
  /** What actors have told last, by session. */
  readonly actors: readonly Readonly<Record<string, unknown>>[];
}

/** Reads how a run stands. */
export async function readRedisRun(client: RedisClient, run: string): Promise<RedisRun> {
  const connection = connectionOf(client);
  const keys = keysOf(run);
  const get = async (key: string): Promise<unknown> =>
    jsonOf(await connection.send(['GET', key])) ?? null;
  const control = await connection.send(['HMGET', keys.control, 'run', 'state', 'queued']);
  const [id, state, queued] = listOf(control).map(textOf);
  const spec = await get(keys.spec);
  const learner = await get(keys.learner);
  const actors = listOf(await connection.send(['HVALS', keys.actors]));
  const [seconds] = listOf(await connection.send(['TIME'])).map(textOf);
  const read = spec === null ? null : requireRunSpec(spec);
  return {
    // Written right after one another: for a moment it may be that of the run before.
    spec: read?.run === id ? read : null,
    isFinished: state === 'finished',
    secondsSince1970: Number(seconds),
    queued: Number(queued ?? 0),
    kept: Number(await connection.send(['XLEN', keys.experience])),
    learner: asRecord(learner),
    actors: actors.map((one) => asRecord(jsonOf(one)) ?? {}),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}
