import type { RunKeys } from './keys.ts';
import type { RedisConnection, Reply, Word } from './redisClient.ts';

/*
 * Each script is one step of the server. Keys: control, experience, sent, acked, spec, weights,
 * actors, learner.
 */

/** Counts the blocks after a place that wait to be learned from. */
const COUNT = `
local function count(place, most)
  local after = redis.call('XRANGE', KEYS[2], '(' .. place, '+', 'COUNT', most)
  redis.call('HSET', KEYS[1], 'queued', #after)
end
`;

/**
 * A learner begins. Arguments: its run; 'resume', 'new' or 'reset'; the last block that its state
 * holds; the two bounds. A learner that was killed before its first checkpoint goes on with the run
 * that the server has, from its first block.
 */
export const BEGIN: string = `${COUNT}
local run = redis.call('HGET', KEYS[1], 'run')
if ARGV[2] == 'reset' then
  redis.call('DEL', unpack(KEYS))
  run = false
end
local state = redis.call('HGET', KEYS[1], 'state')
if run then
  if ARGV[2] == 'resume' then
    if run ~= ARGV[1] then return {'other', run} end
  elseif state == 'finished' or redis.call('HGET', KEYS[1], 'saved') then
    return {'over', run}
  end
else
  run = ARGV[1]
end
redis.call('HSET', KEYS[1], 'run', run, 'state', 'running', 'maxQueued', ARGV[4], 'maxBlocks', ARGV[5])
count(ARGV[3], tonumber(ARGV[4]) + 1)
return {'ok', run}
`;

/** A learner whose run was replaced by another one under its name changes nothing of that. */
const GUARD = `
local now = redis.call('HGET', KEYS[1], 'run')
if now and now ~= ARGV[1] then return false end
`;

/** One command of a learner. Arguments: its run, then the words of the command. */
export const GUARDED: string = `${GUARD}
return redis.call(unpack(ARGV, 2))
`;

/**
 * A checkpoint holds all blocks before a place. Arguments: the run, the place, how many sessions are
 * forgotten and which, then sessions with the sequence numbers that come next.
 */
export const ACKNOWLEDGE: string = `${GUARD}
redis.call('HSET', KEYS[1], 'saved', ARGV[2])
local last = 3 + tonumber(ARGV[3])
for at = 4, last do
  redis.call('HSET', KEYS[1], 'forgets', '1')
  redis.call('HDEL', KEYS[3], ARGV[at])
  redis.call('HDEL', KEYS[4], ARGV[at])
  redis.call('HDEL', KEYS[7], ARGV[at])
end
for at = last + 1, #ARGV, 2 do redis.call('HSET', KEYS[4], ARGV[at], ARGV[at + 1]) end
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[2])
return 1
`;

/**
 * The run is over. Argument: the run. What is large goes: nobody reads the weights or the blocks that
 * are left any more. The rest tells actors, and people, that it is over.
 */
export const FINISH: string = `${GUARD}
redis.call('HSET', KEYS[1], 'state', 'finished', 'queued', 0)
redis.call('XTRIM', KEYS[2], 'MAXLEN', 0)
redis.call('DEL', KEYS[6])
return 1
`;

/**
 * Puts the count of waiting blocks right, and the run back where the server has lost it.
 * Arguments: the run, the last block that is done with, the two bounds. Replies the run, the last
 * place of the stream, and whether it was lost.
 */
export const RECOUNT: string = `${COUNT}
local run = redis.call('HGET', KEYS[1], 'run')
local lost = '0'
if not run then
  run = ARGV[1]
  lost = '1'
  redis.call('HSET', KEYS[1], 'run', run, 'state', 'running', 'maxQueued', ARGV[3], 'maxBlocks', ARGV[4])
end
if run ~= ARGV[1] then return {run, '0-0', '0'} end
local last = '0-0'
if redis.call('EXISTS', KEYS[2]) == 1 then
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for at = 1, #info, 2 do
    if info[at] == 'last-generated-id' then last = info[at + 1] end
  end
end
count(ARGV[2], tonumber(ARGV[3]) + 1)
return {run, last, lost}
`;

/** Runs one of the scripts. */
export function runScript(
  connection: RedisConnection,
  script: string,
  keys: RunKeys,
  words: readonly Word[],
): Promise<Reply> {
  const { control, experience, sent, acked, spec, weights, actors, learner } = keys;
  const names = [control, experience, sent, acked, spec, weights, actors, learner];
  return connection.send(['EVAL', script, String(names.length), ...names, ...words]);
}
