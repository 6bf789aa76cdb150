import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explain } from '../../node/fileErrors.ts';
import { CommandError, readCount, readText, readWords, type Command } from '../command.ts';
import { findSource } from '../environmentSource.ts';
import { openRedis, PREFIX } from '../queue/openQueue.ts';
import { QueueRuns } from '../queue/queueRuns.ts';
import { readQueue, readRedis, type RedisAddress } from '../queue/redisAddress.ts';
import { loadParts } from '../ownParts.ts';
import { stepsOf } from '../runs.ts';
import { localRuns } from '../sweep/localRuns.ts';
import { readSweep } from '../sweep/plan.ts';
import { requireSettings } from '../sweep/requireSettings.ts';
import { Sweep } from '../sweep/sweep.ts';
import { sayState } from './worker.ts';

const OPTIONS = {
  jobs: { type: 'string' },
  out: { type: 'string' },
  redis: { type: 'string' },
  queue: { type: 'string' },
  attempts: { type: 'string' },
  wait: { type: 'string' },
  retry: { type: 'boolean' },
} as const;

export const sweepCommand: Command = {
  name: 'sweep',
  summary: 'tries settings, over seeds, in several processes',
  help: `Usage: npx deepq sweep FILE.json [--jobs N] [--out DIR] [--retry]
       npx deepq sweep FILE.json --redis URL [--queue NAME] [--out DIR] [--retry]

FILE says what is tried:

  {
    "environment": "CartPole-v1",
    "parts": "./parts.js",                   as --parts of train; default none
    "steps": 20000,
    "search": "grid",                        or "random", with "trials": 20
    "settings": {
      "learningRate": [1e-3, 3e-4],          or { "from": 1e-4, "to": 1e-2, "log": true }
      "batchSize": [32, 64]
    },
    "seeds": 3,
    "keep": 0.5,                             default 1
    "rungs": [0.25, 0.5]                     default none
  }

All trials are played with the first seed, then with the next one. "keep" stops hopeless trials:
after each seed that share of them goes on, the best ones by their mean. "rungs" stops them within
the first seed as well: at each of these shares of the steps, by the last evaluation.

  --jobs N       how many runs at the same time; default 1
  --out DIR      the runs' folders, and journal.jsonl, to which a line is added for each run;
                 default sweeps/ and the name of FILE
  --retry        makes the runs again that have failed so far, each once and from its beginning;
                 their folders are removed. With --redis those on the workers' disks are not: there
                 they go on from their last checkpoint
  --redis URL    leaves the runs to npx deepq worker --redis URL on other machines; redis://host:6379,
                 or rediss://NAME:PASSWORD@host:6379 with TLS, or env for what the environment
                 variable DEEPQ_REDIS holds; needs npm install bullmq ioredis
  --queue NAME   that of the workers; default trials
  --attempts N   how often a run is tried by workers before it counts as failed; default 3
  --wait N       how many minutes Redis may be away; default 60

The same command goes on where it was stopped: runs that the journal has are not made again, and
those that were broken off are resumed. A run that fails has no score, and stays failed unless there is
--retry; where all fail, the command ends with 1.`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: 1, what: 'FILE.json' });
    const [path = ''] = given.positionals;
    const text = textOf(path);
    const plan = readSweep(path, text);
    const source = findSource(plan.environment, plan.preset);
    // What is wrong with it is said once, and not by each run.
    const parts = await loadParts(plan.parts);
    // DEEPQ_REDIS alone leaves a sweep on this machine: it is there for workers as well.
    const address = given.values['redis'] === undefined ? undefined : readRedis(given);
    const onlyRedis = ['queue', 'attempts', 'wait'].find(
      (name) => given.values[name] !== undefined,
    );
    if (!address && onlyRedis !== undefined) {
      throw new CommandError(`--${onlyRedis} is for a sweep with --redis URL.`);
    }
    if (address && given.values['jobs'] !== undefined) {
      throw new CommandError('--jobs is for npx deepq worker where there is --redis.');
    }
    const jobs = readCount(given, 'jobs') ?? 1;
    const remote = address && {
      ...{ address, queue: readQueue(given) },
      attempts: readCount(given, 'attempts', 1, 100) ?? 3,
      patience: (readCount(given, 'wait', 1) ?? 60) * 60_000,
    };
    const name = path.replace(/^.*[\\/]|\.\w+$/g, '');
    const folder = readText(given, 'out') ?? join('sweeps', name);
    await requireSettings(plan, source, parts, remote !== undefined);
    const sweep = new Sweep(plan, plan.steps ?? stepsOf(source), folder, text);
    try {
      if (given.values['retry'] === true) {
        const count = await sweep.retryFailed();
        const what =
          count === 0 ? 'No run has failed' : `Runs that failed and are made again: ${count}`;
        process.stderr.write(`${what}.\n`);
      }
      const isWhole = remote
        ? await playRemotely(sweep, remote)
        : await sweep.play(localRuns(folder, jobs));
      process.stdout.write(`${sweep.table()}\n`);
      const failures = sweep.failures();
      if (failures !== null) process.stderr.write(`${failures}\n`);
      // The runs of a sweep over Redis are on the machines of its workers.
      if (!remote && isWhole && !sweep.hasFailed) {
        process.stderr.write(
          `Compare them, with curves and intervals: npx deepq compare ${folder}\n`,
        );
      }
      return isWhole && !sweep.hasFailed ? 0 : 1;
    } finally {
      sweep.close();
    }
  },
};

/** How workers of other machines are reached. */
interface Remote {
  readonly address: RedisAddress;
  readonly queue: string;
  readonly attempts: number;
  readonly patience: number;
}

async function playRemotely(sweep: Sweep, remote: Remote): Promise<boolean> {
  const { address, queue: name, attempts, patience } = remote;
  const redis = await openRedis(address, sayState(address));
  const queue = new redis.bullmq.Queue(name, { connection: redis.client, prefix: PREFIX });
  queue.on('error', () => undefined);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const { folder } = sweep;
  const id = idOf(folder);
  const runs = new QueueRuns({ queue, folder: resolve(folder), id, attempts, patience, say });
  let isStopped = false;
  const onSignal = (): void => {
    if (isStopped) process.exit(130);
    isStopped = true;
    say('Stopping. Workers go on with what is in the queue; the same command collects it.');
    runs.stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  say(`The runs are in the queue ${name} at ${address.shown}; npx deepq worker plays them.`);
  try {
    return await sweep.play(runs);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    redis.close();
  }
}

/** By what the sweep's runs are known in Redis, also after the coordinator was killed. */
function idOf(folder: string): string {
  const path = join(folder, 'queue-id.txt');
  if (!existsSync(path)) writeFileSync(path, `${randomUUID()}\n`);
  return readFileSync(path, 'utf8').trim();
}

function textOf(path: string): string {
  if (!existsSync(path)) throw new CommandError(`There is no file ${resolve(path)}.`);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError(`${resolve(path)} cannot be read: ${explain(cause)}.`, { cause });
  }
}
