import type { RunKeys } from './keys.ts';
import type { RedisConnection, Reply, Word } from './redisClient.ts';

/*
 * Each script is one step of the server. Keys: control, experience, sent, acked, spec, weights,
 * actors, learner.
 */

/**
 * The last place of the stream, and whether it has come to a place. One that has not was begun anew by a
 * server that has lost its data, and whose clock is behind: its blocks are all newer than that place.
 */
const LAST = `
local function last()
  if redis.call('EXISTS', KEYS[2]) == 0 then return '0-0' end
  local info = redis.call('XINFO', 'STREAM', KEYS[2])
  for at = 1, #info, 2 do
    if info[at] == 'last-generated-id' then return info[at + 1] end
  end
  return '0-0'
end
local function parts(id)
  local time, number = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(time or '0'), tonumber(number or '0')
end
local function hasCome(place)
  local time, number = parts(place)
  local lastTime, lastNumber = parts(last())
  return lastTime > time or (lastTime == time and lastNumber >= number)
end
`;

/**
 * A server whose memory is full refuses commands that could take more of it, but not in a script that has
 * written before. What a learner counts takes none, and what it trims gives some back: refused, it would
 * wait for ever for memory that only it can free. This writes, and changes nothing.
 */
const ALSO_WHEN_FULL = `
redis.call('HDEL', KEYS[1], '')
`;

/** Counts the blocks after a place that wait to be learned from. */
const COUNT = `${LAST}
local function count(place, most)
  if not hasCome(place) then place = '0-0' end
  local after = redis.call('XRANGE', KEYS[2], '(' .. place, '+', 'COUNT', most)
  redis.call('HSET', KEYS[1], 'queued', #after)
end
`;

/**
 * A learner begins. Arguments: its run; 'resume', 'new' or 'reset'; the last block that its state
 * holds; the two bounds; the owner, which tells this learner from all others: from here on the server
 * heeds it alone. A learner that was killed before its first checkpoint goes on with the run that the
 * server has, from its first block.
 */
export const BEGIN: string = `${COUNT}${ALSO_WHEN_FULL}
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
redis.call('HSET', KEYS[1], 'run', run, 'state', 'running', 'maxQueued', ARGV[4], 'maxBlocks', ARGV[5], 'owner', ARGV[6])
count(ARGV[3], tonumber(ARGV[4]) + 1)
return {'ok', run}
`;

/**
 * A learner whose run was replaced by another one under its name, or is gone on with by another learner,
 * changes nothing of that. Arguments: its run, and itself as the owner.
 */
const GUARD = `
local now = redis.call('HMGET', KEYS[1], 'run', 'owner')
if now[1] and now[1] ~= ARGV[1] then return false end
if now[2] and now[2] ~= ARGV[2] then return false end
`;

/** So many blocks are learned from. Arguments: the run, the owner, and their count as a negative number. */
export const APPLIED: string = `${GUARD}${ALSO_WHEN_FULL}
return redis.call('HINCRBY', KEYS[1], 'queued', ARGV[3])
`;

/** One command of a learner. Arguments: its run, itself, then the words of the command. */
export const GUARDED: string = `${GUARD}
return redis.call(unpack(ARGV, 3))
`;

/**
 * What actors need to know. Arguments: the run, the owner, and the text. A learner that comes back has to write
 * it before it makes room.
 */
export const DESCRIBE: string = `${GUARD}${ALSO_WHEN_FULL}
return redis.call('SET', KEYS[5], ARGV[3])
`;

/** Adds the server's time to facts, as JSON: clocks of machines are often wrong. */
const STAMPED = `
local function stamped(facts)
  local inside = string.sub(facts, 2, -2)
  if inside ~= '' then inside = inside .. ',' end
  return '{' .. inside .. '"secondsSince1970":' .. redis.call('TIME')[1] .. '}'
end
`;

/** How a learner is doing. Arguments: its run, itself, and the facts. */
export const REPORT_LEARNER: string = `${GUARD}${STAMPED}
return redis.call('SET', KEYS[8], stamped(ARGV[3]))
`;

/** How an actor is doing. Arguments: its session, and the facts. */
export const REPORT_ACTOR: string = `${STAMPED}
return redis.call('HSET', KEYS[7], ARGV[1], stamped(ARGV[2]))
`;

/**
 * A checkpoint holds all blocks up to a place. Arguments: the run, the owner, the place, the one after it,
 * how many sessions are forgotten and which, then sessions with the sequence numbers that come next.
 */
export const ACKNOWLEDGE: string = `${LAST}${GUARD}${ALSO_WHEN_FULL}
redis.call('HSET', KEYS[1], 'saved', ARGV[4])
local lastGone = 5 + tonumber(ARGV[5])
for at = 6, lastGone do
  redis.call('HSET', KEYS[1], 'forgets', '1')
  redis.call('HDEL', KEYS[3], ARGV[at])
  redis.call('HDEL', KEYS[4], ARGV[at])
  redis.call('HDEL', KEYS[7], ARGV[at])
end
for at = lastGone + 1, #ARGV, 2 do redis.call('HSET', KEYS[4], ARGV[at], ARGV[at + 1]) end
if hasCome(ARGV[3]) then redis.call('XTRIM', KEYS[2], 'MINID', ARGV[4]) end
return 1
`;

/**
 * The run is over. Arguments: the run, and the learner that has come to its end. What is large goes: nobody reads
 * the weights or the blocks that are left any more. The rest tells actors, and people, that it is over. A run that
 * another learner has gone on with since is 'taken': that one still needs all of it.
 */
export const FINISH: string = `
local now = redis.call('HMGET', KEYS[1], 'run', 'owner')
if now[1] and now[1] ~= ARGV[1] then return 'other' end
if now[2] and now[2] ~= ARGV[2] then return 'taken' end
${ALSO_WHEN_FULL}
redis.call('HSET', KEYS[1], 'state', 'finished', 'queued', 0)
redis.call('XTRIM', KEYS[2], 'MAXLEN', 0)
redis.call('DEL', KEYS[6])
return 'finished'
`;

/**
 * Puts the count of waiting blocks right, and the run back where the server has lost it.
 * Arguments: the run, the last block that is done with, the two bounds, the owner. Replies the run, the
 * last place of the stream, and whether all is 'there', was 'lost', or was 'taken' by another learner.
 */
export const RECOUNT: string = `${COUNT}${ALSO_WHEN_FULL}
local run = redis.call('HGET', KEYS[1], 'run')
local found = 'there'
if not run then
  run = ARGV[1]
  found = 'lost'
  redis.call('HSET', KEYS[1], 'run', run, 'state', 'running', 'maxQueued', ARGV[3], 'maxBlocks', ARGV[4])
  redis.call('HSET', KEYS[1], 'owner', ARGV[5])
end
if run ~= ARGV[1] then return {run, '0-0', 'there'} end
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[5] then return {run, '0-0', 'taken'} end
count(ARGV[2], tonumber(ARGV[3]) + 1)
return {run, last(), found}
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
