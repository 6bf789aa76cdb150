import type { RunKeys } from './keys.ts';
import { listOf, textOf, type RedisConnection, type Reply, type Word } from './redisClient.ts';

/**
 * Appends a block in one step of the server, which so knows what it holds: a block that is sent
 * again, as no answer came, is not there twice; and one that comes after a gap, as the server has
 * lost what was not on its disk yet, is refused until the ones before it were sent again. A session
 * that is not known, in a run whose learner has forgotten some, is told so: what was learned from of its
 * blocks nobody knows.
 *
 * Keys: control, sent, acked, experience. Arguments: the run, the session, the sequence number, the
 * first one that the actor still has, and the block; without a block it only asks.
 */
const SCRIPT = `
local c = redis.call('HMGET', KEYS[1], 'run', 'state', 'queued', 'maxQueued', 'maxBlocks', 'forgets')
local acked = tonumber(redis.call('HGET', KEYS[3], ARGV[2]) or '0')
if c[1] ~= ARGV[1] then return {'changed', c[1] or '', acked} end
local seq = tonumber(ARGV[3])
local first = tonumber(ARGV[4])
local sent = redis.call('HGET', KEYS[2], ARGV[2])
if not sent and seq > 0 and c[6] then return {'forgotten', seq, acked} end
local due = tonumber(sent or ARGV[4])
if due < first then due = first end
if seq < due then return {'duplicate', due, acked} end
if c[2] == 'finished' then return {'stopped', due, acked} end
if seq > due then return {'gap', due, acked} end
if tonumber(c[3] or '0') >= tonumber(c[4]) or redis.call('XLEN', KEYS[4]) >= tonumber(c[5]) then
  return {'full', due, acked}
end
if ARGV[5] == '' then return {'room', due, acked} end
redis.call('XADD', KEYS[4], '*', 'b', ARGV[5])
redis.call('HSET', KEYS[2], ARGV[2], due + 1)
redis.call('HINCRBY', KEYS[1], 'queued', 1)
return {'added', due + 1, acked}
`;

/** What became of a block. */
export interface AppendReply {
  readonly status:
    'changed' | 'duplicate' | 'stopped' | 'gap' | 'full' | 'room' | 'added' | 'forgotten';
  /** The sequence number that comes next. */
  readonly due: number;
  /** Blocks before this one are in a checkpoint. */
  readonly acked: number;
}

/** Appends a block, or only asks where `block` is empty. */
export async function append(
  connection: RedisConnection,
  keys: RunKeys,
  run: string,
  session: string,
  sequence: number,
  first: number,
  block: Uint8Array,
): Promise<AppendReply> {
  const { control, sent, acked, experience } = keys;
  const words: readonly Word[] = [
    ...['EVAL', SCRIPT, '4', control, sent, acked, experience],
    ...[run, session, String(sequence), String(first)],
    block.length > 0 ? block : '',
  ];
  return readReply(await connection.send(words));
}

function readReply(reply: Reply): AppendReply {
  const [status, due, ackedBefore] = listOf(reply).map(textOf);
  return {
    status: status as AppendReply['status'],
    due: Number(due),
    acked: Number(ackedBefore),
  };
}
