import { setTimeout as wait } from 'node:timers/promises';
import { CommandError, readCount, readText, readWords, type Command } from '../command.ts';
import { openRedis, PREFIX, type OpenRedis } from '../queue/openQueue.ts';
import { readQueue, readRedis, type RedisAddress } from '../queue/redisAddress.ts';
import { TrialWorker } from '../queue/trialWorker.ts';

const OPTIONS = {
  redis: { type: 'string' },
  queue: { type: 'string' },
  jobs: { type: 'string' },
  out: { type: 'string' },
  patience: { type: 'string' },
  idle: { type: 'string' },
} as const;

export const workerCommand: Command = {
  name: 'worker',
  summary: 'plays trials of sweeps on other machines',
  help: `Usage: npx deepq worker --redis URL [options]

Plays the trials that npx deepq sweep FILE --redis URL puts into Redis; on as many machines as you
like. Needs the packages bullmq and ioredis: npm install bullmq ioredis

  --redis URL     redis://host:6379, or rediss://NAME:PASSWORD@host:6379 with TLS; or in the
                  environment variable DEEPQ_REDIS, where nobody sees it in a list of processes
  --queue NAME    that of the sweep; default trials
  --jobs N        how many trials at the same time; default 1
  --out DIR       where the folders of the runs go; default sweeps. On a disk that all workers
                  share, a trial is taken over from its last checkpoint; else from its beginning
  --patience N    after how many seconds without a sign of life a trial is given to another
                  worker; default 30
  --idle N        ends after so many seconds without a trial; default: waits for ever

Ctrl-C, or SIGTERM, saves a checkpoint of each trial and gives it back for other workers.`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 0, most: 0, what: 'nothing' });
    const address = readRedis(given);
    if (!address) {
      throw new CommandError(
        '--redis URL is missing, such as redis://localhost:6379; DEEPQ_REDIS may hold it as well.',
      );
    }
    const queue = readQueue(given);
    const jobs = readCount(given, 'jobs', 1, 1000) ?? 1;
    const patience = (readCount(given, 'patience', 1, 86_400) ?? 30) * 1000;
    const idle = readCount(given, 'idle', 1);
    const out = readText(given, 'out') ?? 'sweeps';
    const redis = await openRedis(address, sayState(address));
    const state: { signal: NodeJS.Signals | null } = { signal: null };
    const onSignal = (name: NodeJS.Signals): void => {
      if (state.signal !== null) process.exit(130);
      state.signal = name;
      say('Stopping: each trial saves a checkpoint, and goes back into the queue.');
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    // Says that Ctrl-C stops it: from then on it does.
    await tellOfQueue(redis, address, queue);
    const worker = new TrialWorker({ redis, queue, jobs, out, patience, say });
    while (state.signal === null && (idle === undefined || worker.idleMs < idle * 1000)) {
      await wait(100);
    }
    // Where Redis is away, nothing can be given back; others notice after their patience.
    const late = new AbortController();
    const enough = wait(60_000, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([worker.close(), enough]);
    late.abort();
    redis.close();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    return state.signal === 'SIGINT' ? 130 : 0;
  },
};

/** Tells when Redis is away, and when it is there again. */
export function sayState({ shown }: RedisAddress): (isThere: boolean) => void {
  return (isThere) => {
    say(isThere ? `Redis at ${shown} is there again.` : `Redis at ${shown} is away; waiting.`);
  };
}

/** A name that was misspelt would wait for ever without a word. */
async function tellOfQueue(redis: OpenRedis, { shown }: RedisAddress, name: string): Promise<void> {
  if ((await redis.client.exists(`${PREFIX}:${name}:meta`)) === 1) {
    say(`Takes trials of the queue ${name} at ${shown}. Ctrl-C stops.`);
    return;
  }
  const known = await queuesOf(redis);
  const others = known.length === 0 ? 'none' : known.join(', ');
  say(
    `There is no queue ${name} at ${shown} yet (there are: ${others}); waiting for npx deepq sweep ` +
      `FILE --redis … --queue ${name}. Ctrl-C stops.`,
  );
}

/** The queues that sweeps have made. Only so many keys are looked through: Redis may hold more. */
async function queuesOf({ client }: OpenRedis): Promise<readonly string[]> {
  const found = new Set<string>();
  let cursor = '0';
  for (let round = 0; round < 100; round++) {
    const [next, keys] = await client.scan(cursor, 'MATCH', `${PREFIX}:*:meta`, 'COUNT', 1000);
    for (const key of keys) found.add(key.slice(PREFIX.length + 1, -':meta'.length));
    cursor = next;
    if (cursor === '0') break;
  }
  return [...found].sort();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
