import { setTimeout as wait } from 'node:timers/promises';
import { runActor } from '../../distributed/actors/runActor.ts';
import { readRedisRun } from '../../distributed/redis/readRedisRun.ts';
import { redisActor } from '../../distributed/redis/redisActor.ts';
import { Retry } from '../../distributed/redis/retry.ts';
import type { RedisClient } from '../../distributed/redis/redisClient.ts';
import type { State } from '../../state/state.ts';
import { CommandError, readCount, readText, readWords, type Command } from '../command.ts';
import { connectRedis } from '../connectRedis.ts';
import {
  findSource,
  makeFrom,
  sourceOfConfig,
  type EnvironmentSource,
} from '../environmentSource.ts';
import { runJobs } from '../jobs.ts';
import { PARTS_OPTION, readParts, withKnownKinds } from '../ownParts.ts';
import { readRun } from './learner.ts';

const OPTIONS = {
  redis: { type: 'string' },
  run: { type: 'string' },
  copies: { type: 'string' },
  first: { type: 'string' },
  of: { type: 'string' },
  environment: { type: 'string' },
  ...PARTS_OPTION,
} as const;

/** How long Redis may be away while there is no learner yet: as long as later. */
const UNREACHABLE_MS = 600_000;

export const actorCommand: Command = {
  name: 'actor',
  summary: 'acts for a learner on another machine, over Redis',
  help: `Usage: npx deepq actor --redis URL --run NAME [options]

Steps in the learner's environment with the learner's latest weights, and sends what came of it.
Waits for a learner that is not there yet. Needs the package redis: npm install redis

  --redis URL        redis://host:6379, or rediss://NAME:PASSWORD@host:6379 with TLS; or in the
                     environment variable DEEPQ_REDIS, where nobody sees it in a list of processes
  --run NAME         the name of the run, the same for learner and actors
  --copies N         so many actors, each in a process of its own; default 1
  --first I          the number of the first one, from 0; default 0
  --of N             how many actors there are on all machines: actor I explores by the ε of I of N,
                     as in Ape-X; default --first and --copies together
  --environment ENV  another module or id than the learner's, such as where its module lies here
  --parts MODULE     another module than the learner's, such as where its module lies here

Ctrl-C, or SIGTERM, sends what was collected.`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 0, most: 0, what: 'nothing' });
    const { address, run } = readRun(given);
    const copies = readCount(given, 'copies', 1, 1_000) ?? 1;
    const first = readCount(given, 'first', 0, 1e6) ?? 0;
    const actors = readCount(given, 'of', 1, 1e6) ?? first + copies;
    if (first + copies > actors) {
      throw new CommandError(
        `--of must be at least --first and --copies together, ${first + copies}; received ${actors}.`,
      );
    }
    const own = readText(given, 'environment');
    if (copies > 1) {
      const parts = readText(given, 'parts');
      const rest = [
        ...(own === undefined ? [] : ['--environment', own]),
        ...(parts === undefined ? [] : ['--parts', parts]),
      ];
      const jobs = Array.from({ length: copies }, (_, copy) => ({
        label: `actor ${first + copy}`,
        words: [
          ...['actor', '--run', run, '--first', String(first + copy), '--of', String(actors)],
          ...rest,
        ],
        // Words can be read by all users of a machine.
        variables: { DEEPQ_REDIS: address.url },
      }));
      return (await runJobs(jobs, copies)).length === 0 ? 0 : 1;
    }
    const redis = await connectRedis(address);
    const controller = new AbortController();
    const stop = (): void => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    try {
      const { signal } = controller;
      const found = await waitForSource(redis.client, run, own, signal);
      if (!found) return 0;
      const { source } = found;
      const parts = await readParts(given, found.about);
      const environment = await makeFrom(source, 'training');
      try {
        say(`Actor ${first} of ${actors} acts in ${source.id} for ${run} at ${address.shown}.`);
        const channel = redisActor({ client: redis.client, run, onWarning: say });
        const done = await withKnownKinds(parts, () =>
          runActor({
            ...{ channel, environment, actor: first, actors, signal },
            parts: parts.makers,
          }),
        );
        say(
          `${done.environmentSteps} steps in ${done.episodes} episodes, ${done.blocks} blocks sent.`,
        );
        return 0;
      } finally {
        // One of Gymnasium has a process of its own, which would stay.
        await (environment as { close?(): unknown }).close?.();
      }
    } finally {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      redis.close();
    }
  },
};

/** What a learner says of its run. */
interface Found {
  readonly source: EnvironmentSource;
  readonly about: State;
}

/** Waits for a learner, and finds out what it learns; null where it is to stop, or the run is over. */
async function waitForSource(
  client: RedisClient,
  run: string,
  own: string | undefined,
  signal: AbortSignal,
): Promise<Found | null> {
  const retry = new Retry(UNREACHABLE_MS, say);
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    // A server that is restarted meanwhile is waited for, as it is later.
    const found = await retry.run(
      () => readRedisRun(client, run),
      () => signal.aborted,
    );
    if (!found) return null;
    const { spec, isFinished } = found;
    if (isFinished) {
      say(`The run ${run} is over.`);
      return null;
    }
    const source = spec && sourceOfConfig(spec.about);
    if (spec && own !== undefined) {
      const mine = { ...findSource(own, undefined), preset: source?.preset ?? null };
      return { source: mine, about: spec.about };
    }
    if (spec && source) return { source, about: spec.about };
    if (spec) {
      throw new CommandError(
        `The learner of ${run} is a program of its own and does not say what is acted in; add --environment.`,
      );
    }
    if (isFirst) say(`There is no learner of ${run} yet; waiting for npx deepq learner.`);
    await wait(500);
  }
  return null;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
